import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { ConsoleView } from '../../utils/wire/index.ts'
import { Button, useAction } from '../base/index.ts'
import type { ConsoleBackend, OpenVault } from './backend.ts'
import { asManager } from './manager.ts'
import { NewPassphrase, useNewPassphrase } from './NewPassphrase.tsx'
import { useRead } from './use-read.ts'
import type { Words } from './words.ts'

interface Props {
  readonly w: Words
  readonly backend: ConsoleBackend
  readonly view: ConsoleView
  readonly vault: OpenVault | null
  readonly onView: (view: ConsoleView) => void
}

/** Who can open what is sealed: another passphrase, other recipients, and what to do when the passphrase is lost. */
export function VaultSettings(props: Props) {
  const { w, view, vault } = props
  const { t } = w
  return (
    <section class="co-section" aria-labelledby="vault-title" id="vault">
      <h2 id="vault-title">{t('vaultTitle')}</h2>
      <p class="co-measure">{t(view.vault === 'policy' ? 'vaultByPolicy' : 'vaultByPassphrase')}</p>
      {vault ? (
        <>
          <Reseal {...props} vault={vault} />
          {view.vault === 'local' && <Change {...props} vault={vault} />}
        </>
      ) : (
        <p>
          {t('vaultNeedsOpen')} <a href="#/today">{t('unlockTitle')}</a>
        </p>
      )}
      {view.vault === 'local' && <Lost {...props} />}
    </section>
  )
}

function Change({ w, backend, onView, vault }: Props & { vault: OpenVault }) {
  const { t } = w
  const [now, setNow] = useState('')
  const [tried, setTried] = useState(false)
  const typed = useNewPassphrase(t)
  const { busy, done, act, fault } = useAction()
  const problem = fault && w.code('fault', fault.code)
  const wrong = now === '' ? t('unlockNoSecret') : typed.problem
  const change = () =>
    act(async () => {
      const key = await backend.changeKey(now, typed.one)
      if (!key.ok) {
        if (key.error.code === 'vault/passphrase') await backend.client.ask('console.rejected', {})
        return key
      }
      const answer = await asManager(backend, vault, (proof) =>
        backend.client.ask('vault.passphrase', { ...key.value, proof }),
      )
      if (answer.ok) {
        onView(answer.value)
        setNow('')
        setTried(false)
        typed.clear()
      }
      return answer
    })
  return (
    <details class="co-details" id="change-passphrase">
      <summary>{t('vaultChange')}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (wrong === null && !busy) void change()
        }}
      >
        <p class="co-measure">{t('vaultChangeWhat')}</p>
        <div class="co-field">
          <label for="passphrase-now">{t('vaultNow')}</label>
          <input
            id="passphrase-now"
            type="password"
            autocomplete="off"
            value={now}
            onInput={(e) => setNow(e.currentTarget.value)}
          />
        </div>
        <NewPassphrase t={t} id="passphrase-next" label={t('vaultNew')} typed={typed} />
        <p class="co-problem" role="alert">
          {problem ?? (tried ? wrong : null)}
        </p>
        <Button id="change-go" kind="act" type="submit" disabled={busy}>
          {busy ? t('keyBusy') : t('vaultChangeGo')}
        </Button>
        <p role="status">{done && t('vaultChanged')}</p>
      </form>
    </details>
  )
}

function Reseal({ w, backend, view, onView, vault }: Props & { vault: OpenVault }) {
  const { t } = w
  const [moved, setMoved] = useState(0)
  const [closed, setClosed] = useState<number | null>(null)
  const stop = useRef<AbortController | null>(null)
  const { busy, done, act, fault } = useAction()
  const problem = fault && w.code('fault', fault.code)
  const names = view.recipients.join()
  const counted = useRead(useCallback(() => backend.keysElsewhere(names.split(',')), [backend, names]))
  const elsewhere = counted.value ?? 0
  useEffect(() => () => stop.current?.abort(), [])
  if (counted.fault !== null)
    return (
      <p class="co-problem" role="alert">
        {w.code('fault', counted.fault)}
      </p>
    )
  if (elsewhere === 0 && !done) return null
  const reseal = () =>
    act(async () => {
      const control = new AbortController()
      stop.current = control
      const answer = await vault.reseal(
        view.recipients,
        async (keys, last) => {
          const sent = await asManager(
            backend,
            vault,
            (proof) => backend.client.ask('vault.reseal', { keys, last, proof }),
            'reseal',
          )
          if (sent.ok && last) onView(sent.value)
          return sent
        },
        setMoved,
        control.signal,
      )
      if (answer.ok) setClosed(answer.value.closed)
      return answer
    })
  return (
    <div class="co-bar co-bar-waiting" id="reseal">
      <span>
        <b>{done ? t('resealDone', { n: w.count(moved) }) : t('resealTitle', { n: w.count(elsewhere) })}</b>
        <br />
        <span class="cs-small" role="status">
          {busy
            ? t('resealRunning', { n: w.count(moved) })
            : done
              ? closed
                ? t('resealClosed', { n: w.count(closed) })
                : t('resealAll')
              : t('resealWhat')}
        </span>
        {problem !== null && (
          <span class="co-problem" role="alert">
            {problem}
          </span>
        )}
      </span>
      {busy ? (
        <Button onClick={() => stop.current?.abort()}>{t('cancel')}</Button>
      ) : (
        !done && (
          <Button id="reseal-go" onClick={() => void reseal()}>
            {t('resealGo')}
          </Button>
        )
      )}
    </div>
  )
}

function Lost({ w, backend, onView }: Props) {
  const { t } = w
  const [understood, setUnderstood] = useState(false)
  const [tried, setTried] = useState(false)
  const typed = useNewPassphrase(t)
  const { busy, done, act, fault } = useAction()
  const problem = fault && w.code('fault', fault.code)
  const wrong = understood ? typed.problem : t('lostNotUnderstood')
  const replace = () =>
    act(async () => {
      const key = await backend.createKey(typed.one)
      const answer = key.ok ? await backend.client.ask('vault.replace', key.value) : key
      if (answer.ok) {
        onView(answer.value)
        setUnderstood(false)
        setTried(false)
        typed.clear()
      }
      return answer
    })
  return (
    <details class="co-details" id="lost-passphrase">
      <summary>{t('lostTitle')}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (wrong === null && !busy) void replace()
        }}
      >
        <ul class="co-list">
          <li>{t('lostSealed')}</li>
          <li>{t('lostNext')}</li>
          <li>{t('lostAgain')}</li>
          <li>{t('lostLogged')}</li>
        </ul>
        <NewPassphrase t={t} id="passphrase-lost" label={t('vaultNew')} typed={typed} />
        <label class="co-check co-note">
          <input
            type="checkbox"
            id="lost-understood"
            checked={understood}
            onChange={(e) => setUnderstood(e.currentTarget.checked)}
          />
          {t('lostUnderstood')}
        </label>
        <p class="co-problem" role="alert">
          {problem ?? (tried ? wrong : null)}
        </p>
        <Button id="lost-go" type="submit" disabled={busy}>
          {busy ? t('keyBusy') : t('lostGo')}
        </Button>
        <p role="status">{done && t('lostDone')}</p>
      </form>
    </details>
  )
}
