import { useState } from 'preact/hooks'
import {
  ERASE_REASONS,
  type EraseReason,
  type HoldReason,
  type HoldView,
  type TracesView,
} from '../../utils/wire/index.ts'
import { Button } from '../base/index.ts'
import { HoldForm, HoldList } from './Holds.tsx'
import { Reasons } from './Reasons.tsx'
import type { Words } from './words.ts'

export interface KeepProps {
  readonly w: Words
  readonly times: { readonly refusalDays: number; readonly recordYears: number }
  readonly holds: readonly HoldView[]
  /** What was found of the number that was typed. */
  readonly found: TracesView | null
  /** How many activations were just erased. */
  readonly erased: number | null
  readonly busy: boolean
  readonly fault: string | null
  readonly onFind: (number: string) => void
  readonly onErase: (reason: EraseReason) => void
  readonly onHoldCustomer: (reason: HoldReason) => void
  readonly onHoldLog: (reason: HoldReason) => void
  readonly onLift: (hold: string) => void
}

/** How long what is personal is kept, a customer's erasure by number, and what must not be erased. */
export function KeepPage(p: KeepProps) {
  const { w, holds, found, busy } = p
  const { t } = w
  const [typed, setTyped] = useState('')
  return (
    <>
      <header class="co-head">
        <h1>{t('nav.keep')}</h1>
      </header>
      <p class="co-measure">{t('keepWhat', { years: p.times.recordYears, days: p.times.refusalDays })}</p>
      <section class="co-section" aria-labelledby="erase-title">
        <h2 id="erase-title">{t('eraseTitle')}</h2>
        <form
          class="co-find"
          onSubmit={(event) => {
            event.preventDefault()
            if (busy || typed.trim() === '') return
            p.onFind(typed)
            setTyped('')
          }}
        >
          <div class="co-field">
            <label for="erase-number">{t('eraseNumber')}</label>
            <input
              id="erase-number"
              type="text"
              inputMode="tel"
              autocomplete="off"
              maxLength={20}
              value={typed}
              onInput={(e) => setTyped(e.currentTarget.value)}
            />
          </div>
          <Button id="erase-find" type="submit" disabled={busy}>
            {t('eraseFind')}
          </Button>
        </form>
        <p class="co-problem" role="alert">
          {p.fault === null ? null : w.code('fault', p.fault)}
        </p>
        <div aria-live="polite" id="erase-result">
          {p.erased !== null && (
            <div class="co-verdict co-verdict-given" id="erased">
              <h3>{t('eraseDone', { n: w.count(p.erased) })}</h3>
              <p>{t('eraseDoneWhat')}</p>
            </div>
          )}
          {found && p.erased === null && <Found key={found.number} {...p} found={found} />}
        </div>
      </section>
      <section class="co-section" aria-labelledby="holds-title">
        <h2 id="holds-title">{t('holdsTitle')}</h2>
        <p class="co-measure">{t('holdsWhat')}</p>
        {holds.length === 0 ? (
          <p>{t('holdsNone')}</p>
        ) : (
          <HoldList w={w} holds={holds} busy={busy} onLift={p.onLift} />
        )}
        {!holds.some((h) => h.scope === 'log') && (
          <HoldForm
            w={w}
            id="hold-log"
            title={t('holdLog')}
            what={t('holdLogWhat')}
            busy={busy}
            onHold={p.onHoldLog}
          />
        )}
      </section>
    </>
  )
}

function Found({ w, found, busy, onErase, onHoldCustomer }: KeepProps & { readonly found: TracesView }) {
  const { t } = w
  const [reason, setReason] = useState<EraseReason | ''>('')
  const [understood, setUnderstood] = useState(false)
  const [tried, setTried] = useState(false)
  const n = found.activations.length
  const stop = n === 0 ? null : found.open ? t('eraseOpen') : found.holds.length > 0 ? t('eraseHeld') : null
  const problem = understood ? null : t('eraseNotUnderstood')
  return (
    <div class="co-found">
      <h3>
        <span class="cs-num">{found.number}</span> {t('eraseFound', { n: w.count(n) })}
      </h3>
      {n > 0 && (
        <ul class="co-list">
          {found.activations.map((a) => (
            <li key={a.id}>
              <a href={`#/activation/${a.id}`} class="cs-num">
                {a.at === null ? t('eraseNoTime') : w.fullTime(a.at)}
              </a>
            </li>
          ))}
        </ul>
      )}
      {stop !== null && <p class="co-note">{stop}</p>}
      {n > 0 && stop === null && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            setTried(true)
            if (reason !== '' && problem === null && !busy) onErase(reason)
          }}
        >
          <Reasons
            w={w}
            id="erase-reason"
            group="erase"
            codes={ERASE_REASONS}
            chosen={reason}
            onChoose={setReason}
          />
          <label class="co-check co-note">
            <input
              type="checkbox"
              id="erase-understood"
              checked={understood}
              onChange={(e) => setUnderstood(e.currentTarget.checked)}
            />
            {t(found.guarded ? 'eraseUnderstoodGuarded' : 'eraseUnderstood')}
          </label>
          <p class="co-problem" role="alert">
            {tried ? (reason === '' ? t('noReason') : problem) : null}
          </p>
          <div class="co-row">
            <Button id="erase-go" kind="act" type="submit" disabled={busy}>
              {busy ? t('eraseBusy') : t('eraseGo')}
            </Button>
          </div>
        </form>
      )}
      {!found.holds.some((h) => h.scope === 'customer') && (
        <HoldForm
          w={w}
          id="hold-customer"
          title={t('holdCustomer')}
          what={t('holdCustomerWhat')}
          busy={busy}
          onHold={onHoldCustomer}
        />
      )}
    </div>
  )
}
