import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Button, Seal } from '../base/index.ts'
import { strength } from './passphrase.ts'
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
  const [one, setOne] = useState('')
  const [two, setTwo] = useState('')
  const [shown, setShown] = useState(false)
  const [tried, setTried] = useState(false)
  const how = strength(one)
  const problem = how === 'short' ? t('keyTooShort') : one !== two ? t('keyNotSame') : null
  // The types of preact know no union here; the element does.
  const type = (shown ? 'text' : 'password') as 'password'
  return (
    <form
      class="co-form"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (problem === null && !busy) onMake(one)
      }}
    >
      <h1>{t('keyTitle')}</h1>
      <p>{t('keyWhat')}</p>
      <p class="co-note">{t('keyLose')}</p>
      <div class="co-field">
        <label for="passphrase">{t('keyLabel')}</label>
        <input
          id="passphrase"
          type={type}
          autocomplete="new-password"
          value={one}
          aria-describedby="strength"
          onInput={(e) => setOne(e.currentTarget.value)}
        />
        <p id="strength" class="co-strength" data-strength={one === '' ? 'none' : how} aria-live="polite">
          <span class="co-meter" aria-hidden="true">
            <i />
            <i />
            <i />
            <i />
          </span>
          {one === '' ? t('keyHint') : t(`strength.${how}`)}
        </p>
      </div>
      <div class="co-field">
        <label for="passphrase-again">{t('keyAgain')}</label>
        <input
          id="passphrase-again"
          type={type}
          autocomplete="new-password"
          value={two}
          onInput={(e) => setTwo(e.currentTarget.value)}
        />
      </div>
      <label class="co-check">
        <input type="checkbox" checked={shown} onChange={(e) => setShown(e.currentTarget.checked)} />
        {t('keyShow')}
      </label>
      <p class="cs-muted cs-small">{t('keyFirstUser')}</p>
      <p class="co-problem" role="alert">
        {fault ?? (tried ? problem : null)}
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
