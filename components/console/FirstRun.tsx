import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Button, Seal } from '../base/index.ts'
import { NewPassphrase, useNewPassphrase } from './NewPassphrase.tsx'
import type { T } from './text.ts'

/** The frame of every page before the vault is open: seal, language, one column. */
export function Gate({
  t,
  children,
  onLanguage,
}: {
  t: T
  children: ComponentChildren
  onLanguage: () => void
}) {
  return (
    <div class="co-gate">
      <header class="co-gate-head">
        <Seal />
        <b>{t('brand')}</b>
        <span class="cs-muted">{t('consoleName')}</span>
        <span class="co-space" />
        <Button kind="quiet" lang={t('otherLang')} onClick={onLanguage}>
          {t('language')}
        </Button>
      </header>
      <main class="co-gate-main">{children}</main>
    </div>
  )
}

export function Steps({ t, at }: { t: T; at: 1 | 2 | 3 }) {
  const names = [t('stepKey'), t('stepPolicy'), t('stepReady')]
  return (
    <ol class="co-steps" aria-label={t('stepsLabel')}>
      {names.map((name, i) => (
        <li
          key={name}
          class={i + 1 < at ? 'co-done' : i + 1 === at ? 'co-now' : ''}
          {...(i + 1 === at ? { 'aria-current': 'step' as const } : {})}
        >
          <span class="co-step-no">{i + 1}</span>
          {name}
          {i + 1 < at && <span class="cs-hidden">{t('stepDone')}</span>}
        </li>
      ))}
    </ol>
  )
}

/** First step of the first run: the passphrase that seals the vault. */
export function MakeKey({
  t,
  busy,
  fault,
  onMake,
}: {
  t: T
  busy: boolean
  fault: string | null
  onMake: (passphrase: string) => void
}) {
  const typed = useNewPassphrase(t)
  const [tried, setTried] = useState(false)
  return (
    <form
      class="co-form"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (typed.problem === null && !busy) onMake(typed.one)
      }}
    >
      <h1>{t('keyTitle')}</h1>
      <p>{t('keyWhat')}</p>
      <p class="co-note">{t('keyLose')}</p>
      <NewPassphrase t={t} id="passphrase" label={t('keyLabel')} typed={typed} />
      <p class="cs-muted cs-small">{t('keyFirstUser')}</p>
      <p class="co-problem" role="alert">
        {fault ?? (tried ? typed.problem : null)}
      </p>
      <div class="co-row">
        <Button id="make-key" kind="act" type="submit" disabled={busy}>
          {busy ? t('keyBusy') : t('keyMake')}
        </Button>
      </div>
    </form>
  )
}

/** Last step: what now. */
export function Ready({ t, policy, onGo }: { t: T; policy: string | null; onGo: () => void }) {
  return (
    <section class="co-form">
      <h1>{t('readyTitle')}</h1>
      <p>{policy === null ? t('readyNoPolicy') : t('readyPolicy', { name: policy })}</p>
      <ul class="co-list">
        <li>{t('readyClerk')}</li>
        <li>{t('readyManager')}</li>
        <li>{t('readyKeep')}</li>
      </ul>
      <div class="co-row">
        <Button id="first-run-done" kind="act" onClick={onGo}>
          {t('readyGo')}
        </Button>
      </div>
    </section>
  )
}
