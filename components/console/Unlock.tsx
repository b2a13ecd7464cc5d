import { useState } from 'preact/hooks'
import { Button } from '../base/index.ts'
import { UNLOCK_REASONS } from './passphrase.ts'
import type { T } from './text.ts'

/** Opens the vault: a passphrase (or the manager's own key) and why. Both the opening and a wrong try are entries. */
export function Unlock({
  t,
  own,
  bare,
  busy,
  wait,
  fault,
  onUnlock,
}: {
  t: T
  /** The policy names the recipients: the manager's own age identity is asked for. */
  own: boolean
  /** No policy was imported yet: the settings page takes the first one without an open vault. */
  bare: boolean
  busy: boolean
  /** Seconds still to wait after wrong tries. */
  wait: number
  fault: string | null
  onUnlock: (secret: string, reason: string) => void
}) {
  const [secret, setSecret] = useState('')
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const problem = reason === '' ? t('unlockNoReason') : secret === '' ? t('unlockNoSecret') : null
  return (
    <form
      class="co-form"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (problem !== null || busy || wait > 0) return
        onUnlock(secret, reason)
        setSecret('')
        setTried(false)
      }}
    >
      <h1>{t('unlockTitle')}</h1>
      <p>{t('unlockWhat')}</p>
      {bare && (
        <p class="co-note">
          {t('unlockBare')} <a href="#/settings">{t('policyTitle')}</a>
        </p>
      )}
      <fieldset class="co-choices">
        <legend>{t('unlockReason')}</legend>
        {UNLOCK_REASONS.map((code) => (
          <label key={code} class="co-choice">
            <input
              type="radio"
              name="reason"
              value={code}
              checked={reason === code}
              onChange={() => setReason(code)}
            />
            {t(`unlock.${code}`)}
          </label>
        ))}
      </fieldset>
      <div class="co-field">
        <label for="secret">{own ? t('unlockOwnKey') : t('unlockPassphrase')}</label>
        <input
          id="secret"
          type="password"
          autocomplete="off"
          value={secret}
          onInput={(e) => setSecret(e.currentTarget.value)}
        />
      </div>
      {own && <p class="cs-muted cs-small">{t('unlockOld')}</p>}
      <p class="co-problem" role="alert">
        {wait > 0 ? t('unlockWait', { n: wait }) : (fault ?? (tried ? problem : null))}
      </p>
      <div class="co-row">
        <Button id="unlock" kind="act" type="submit" disabled={busy || wait > 0}>
          {busy ? t('unlockBusy') : t('unlockGo')}
        </Button>
      </div>
      <p class="cs-muted cs-small">{t('unlockKept')}</p>
    </form>
  )
}
