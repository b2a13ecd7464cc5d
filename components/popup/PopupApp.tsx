import { useEffect, useState } from 'preact/hooks'
import type { NotedFault, Result } from '../../utils/base/index.ts'
import type { Client, PopupView } from '../../utils/wire/index.ts'
import { Faults, Seal } from '../base/index.ts'
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
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [noted, setNoted] = useState<readonly NotedFault[]>([])

  const run = async (asked: Promise<Result<PopupView | null>>, then?: () => void) => {
    setBusy(true)
    const answer = await asked
    setBusy(false)
    setFault(answer.ok ? null : answer.error.code)
    if (answer.ok && answer.value) setView(answer.value)
    // A refused PIN changes how long to wait.
    else if (!answer.ok && answer.error.code === 'pin/wait') {
      const again = await client.ask('popup.open', {})
      if (again.ok) setView(again.value)
    }
    // They are for a person to copy; where not even they can be read there is nothing more to show.
    else void faults().then(setNoted, () => undefined)
    if (answer.ok) then?.()
  }

  useEffect(() => {
    const open = () => void run(client.ask('popup.open', {}))
    open()
    return client.onNudge(open)
  }, [client])

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
          <p role="status">{t(fault ? keyFor('error', fault, 'error.background/away') : 'loading')}</p>
          {noted.length > 0 && <Faults faults={noted} lang={lang} />}
        </section>
      </main>
    )
  }
  return (
    <Popup
      view={view}
      busy={busy}
      own={own}
      fault={shown}
      onStart={(staff, pin) => void run(client.ask('shift.start', { staff, pin }))}
      onEnd={() => void run(client.ask('shift.end', {}))}
      onPledge={() => void run(client.ask('shift.pledge', {}))}
      onResume={(activation) => void run(client.ask('popup.resume', { activation }), onDone)}
      {...(allowDisplays
        ? {
            onAllowDisplays: () => {
              void allowDisplays().then(() => run(client.ask('popup.open', {})))
            },
          }
        : {})}
      onDisplay={(display) => void run(client.ask('popup.display', { display }))}
      onTakeBack={() => void run(client.ask('popup.take-back', {}), onDone)}
      onConsole={() => void run(client.ask('popup.console', {}), onDone)}
    />
  )
}
