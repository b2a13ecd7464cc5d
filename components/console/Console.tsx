import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'
import type { ConsoleView } from '../../utils/wire/index.ts'
import { Button } from '../base/index.ts'
import type { ConsoleBackend, OpenVault } from './backend.ts'
import { Gate } from './FirstRun.tsx'
import { FirstRunData } from './FirstRunData.tsx'
import { Inside } from './Inside.tsx'
import { Locked } from './Locked.tsx'
import { routeOf, useHash } from './route.ts'
import { SettingsData } from './SettingsData.tsx'
import { Shell } from './Shell.tsx'
import { consoleText } from './text.ts'
import { wordsOf } from './words.ts'

const IDLE = 10 * 60_000

/** The whole console. The manager's identity lives in `vault`, in this page's memory, until lock, idle or close. */
export function Console({
  backend,
  onLang,
}: {
  backend: ConsoleBackend
  onLang?: (lang: Lang, title: string) => void
}) {
  const [view, setView] = useState<ConsoleView | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [chosenLang, setLang] = useState<Lang | null>(null)
  const [vault, setVault] = useState<OpenVault | null>(null)
  const [step, setStep] = useState<null | 'key' | 'policy' | 'ready'>(null)
  const hash = useHash()
  const route = useMemo(() => routeOf(hash), [hash])
  const lang: Lang = chosenLang ?? view?.lang ?? 'zh-CN'
  const t = consoleText(lang)

  const load = useCallback(async () => {
    const answer = await backend.client.ask('console.open', {})
    if (answer.ok) {
      setView(answer.value)
      setFault(null)
      if (answer.value.vault === 'none') setStep((s) => s ?? 'key')
    } else setFault(answer.error.code)
  }, [backend])

  useEffect(() => {
    void load()
    return backend.client.onNudge((n) => {
      if (n.nudge === 'console') void load()
    })
  }, [backend, load])

  useEffect(() => onLang?.(lang, `${t('consoleName')} · ${t('brand')}`), [lang, onLang, t])

  // A log was closed while this page was open: what it reads is no longer the log in use.
  const logs = view?.logs.length
  const before = useRef(logs)
  useEffect(() => {
    if (before.current !== undefined && logs !== before.current) location.reload()
    before.current = logs
  }, [logs])

  const lock = useCallback(() => {
    setVault((v) => {
      v?.lock()
      return null
    })
  }, [])
  useIdle(vault !== null, lock)

  const onLanguage = (): void => setLang(lang === 'en' ? 'zh-CN' : 'en')

  if (view === null) {
    return (
      <Gate t={t} onLanguage={onLanguage}>
        <section class="co-form" aria-live="polite">
          <h1>{t('consoleName')}</h1>
          <p>{fault === null ? t('loading') : t('openFailed', { code: fault })}</p>
          {fault !== null && (
            <div class="co-row">
              <Button kind="act" onClick={() => void load()}>
                {t('again')}
              </Button>
            </div>
          )}
        </section>
      </Gate>
    )
  }
  if (step !== null) {
    return (
      <Gate t={t} onLanguage={onLanguage}>
        <FirstRunData
          t={t}
          lang={lang}
          backend={backend}
          view={view}
          step={step}
          onView={setView}
          onStep={setStep}
        />
      </Gate>
    )
  }
  const w = wordsOf(view, lang)
  const place = route.place === 'activation' ? 'log' : route.place
  return (
    <Shell
      t={t}
      at={place}
      store={view.store.name[lang]}
      open={vault !== null}
      onLock={lock}
      onLanguage={onLanguage}
    >
      {place === 'settings' ? (
        <SettingsData w={w} backend={backend} view={view} vault={vault} onView={setView} />
      ) : vault === null ? (
        <Locked
          w={w}
          backend={backend}
          own={view.vault === 'policy'}
          bare={view.policy.source === 'built-in'}
          onOpen={setVault}
        />
      ) : (
        <Inside w={w} backend={backend} view={view} vault={vault} route={route} onView={setView} />
      )}
    </Shell>
  )
}

/** Locks after ten minutes without a key or a pointer. */
function useIdle(on: boolean, lock: () => void): void {
  useEffect(() => {
    if (!on) return
    let timer = setTimeout(lock, IDLE)
    const again = (): void => {
      clearTimeout(timer)
      timer = setTimeout(lock, IDLE)
    }
    const events = ['pointerdown', 'keydown', 'wheel'] as const
    for (const e of events) addEventListener(e, again, { passive: true })
    return () => {
      clearTimeout(timer)
      for (const e of events) removeEventListener(e, again)
    }
  }, [on, lock])
}
