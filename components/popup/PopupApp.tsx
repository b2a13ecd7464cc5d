import { useCallback, useEffect, useState } from 'preact/hooks'
import type { NotedFault, Result } from '../../utils/base/index.ts'
import type { Client, PopupView } from '../../utils/wire/index.ts'
import { Faults, Seal, useAction } from '../base/index.ts'
import type { OwnEntry } from './Own.tsx'
import { Popup } from './Popup.tsx'
import { keyFor, popupText } from './text.ts'

/** The popup with its line to the background. */
export function PopupApp({
  client,
  lang,
  onDone,
  own,
  faults,
  allowDisplays,
}: {
  client: Client
  lang: 'zh-CN' | 'en'
  onDone: () => void
  /** A clerk's own newest entries, read where they are asked for. */
  own: (clerk: string) => Promise<readonly OwnEntry[]>
  /** The last faults, where the background cannot tell them itself: it has not started. */
  faults: () => Promise<readonly NotedFault[]>
  /** Asks for the displays; where the browser has none to tell it is left out. */
  allowDisplays?: () => Promise<boolean>
}) {
  const [view, setView] = useState<PopupView | null>(null)
  const [unopened, setUnopened] = useState<string | null>(null)
  const [noted, setNoted] = useState<readonly NotedFault[]>([])
  const action = useAction()

  const open = useCallback(async () => {
    const answer = await client.ask('popup.open', {})
    setUnopened(answer.ok ? null : answer.error.code)
    if (answer.ok) setView(answer.value)
    // They are for a person to copy; where not even they can be read there is nothing more to show.
    else void faults().then(setNoted, () => undefined)
  }, [client, faults])
  const act = async (work: () => Promise<Result<PopupView | null>>, then?: () => void) => {
    const answer = await action.act(work, (value) => {
      if (value) setView(value)
      then?.()
    })
    // A refused PIN changes how long to wait.
    if (!answer.ok && answer.error.code === 'pin/wait') await open()
  }

  useEffect(() => {
    void open()
    return client.onNudge(() => void open())
  }, [client, open])

  // Counts down only while somebody has to wait.
  useEffect(() => {
    if (!view || view.wait <= 0) return
    const timer = setTimeout(() => setView({ ...view, wait: view.wait - 1 }), 1000)
    return () => clearTimeout(timer)
  }, [view])

  useEffect(() => {
    if (!view) return
    document.documentElement.lang = view.lang
    document.title = popupText(view.lang)('title')
  }, [view])

  const fault = action.fault?.code ?? unopened
  const shown = view?.wait === 0 && fault === 'pin/wait' ? null : fault
  if (!view) {
    const t = popupText(lang)
    return (
      <main class="popup" lang={lang}>
        <header>
          <Seal />
          <h1>{t('title')}</h1>
        </header>
        <section>
          <p role="status" class={fault ? 'alert' : undefined}>
            {t(fault ? keyFor('error', fault, 'error.background/away') : 'loading')}
          </p>
          {noted.length > 0 && <Faults faults={noted} lang={lang} />}
        </section>
      </main>
    )
  }
  return (
    <Popup
      view={view}
      busy={action.busy}
      own={own}
      fault={shown}
      onStart={(staff, pin) => void act(() => client.ask('shift.start', { staff, pin }))}
      onEnd={() => void act(() => client.ask('shift.end', {}))}
      onPledge={() => void act(() => client.ask('shift.pledge', {}))}
      onResume={(activation) => void act(() => client.ask('popup.resume', { activation }), onDone)}
      {...(allowDisplays
        ? {
            onAllowDisplays: () => {
              void allowDisplays().then(open)
            },
          }
        : {})}
      onDisplay={(display) => void act(() => client.ask('popup.display', { display }))}
      onTakeBack={() => void act(() => client.ask('popup.take-back', {}), onDone)}
      onConsole={() => void act(() => client.ask('popup.console', {}), onDone)}
    />
  )
}
