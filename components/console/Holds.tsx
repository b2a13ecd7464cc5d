import { useState } from 'preact/hooks'
import { HOLD_REASONS, type HoldReason, type HoldView } from '../../utils/wire/index.ts'
import { Button } from '../base/index.ts'
import { Reasons } from './Reasons.tsx'
import type { Words } from './words.ts'

/** Sets a hold: a reason first. */
export function HoldForm({
  w,
  id,
  title,
  what,
  busy,
  onHold,
}: {
  w: Words
  id: string
  title: string
  what: string
  busy: boolean
  onHold: (reason: HoldReason) => void
}) {
  const [reason, setReason] = useState<HoldReason | ''>('')
  const [tried, setTried] = useState(false)
  return (
    <details class="co-details">
      <summary>{title}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (reason !== '' && !busy) onHold(reason)
        }}
      >
        <p>{what}</p>
        <Reasons w={w} id={id} group="hold" codes={HOLD_REASONS} chosen={reason} onChoose={setReason} />
        <p class="co-problem" role="alert">
          {tried && reason === '' ? w.t('noReason') : null}
        </p>
        <Button id={`${id}-go`} type="submit" disabled={busy}>
          {w.t('holdGo')}
        </Button>
      </form>
    </details>
  )
}

/** Holds as a list, each with the button that lifts it. */
export function HoldList({
  w,
  holds,
  busy,
  onLift,
}: {
  w: Words
  holds: readonly HoldView[]
  busy: boolean
  onLift: (hold: string) => void
}) {
  return (
    <ul class="co-posture co-holds">
      {holds.map((h) => (
        <li key={h.id} data-hold={h.scope}>
          <span>
            <b>{w.t(`scope.${h.scope}`)}</b>{' '}
            {h.activation !== '' && <a href={`#/activation/${h.activation}`}>{w.t('holdOpen')}</a>}
            <br />
            <span class="cs-small cs-muted">
              {w.t('holdSince', { time: w.fullTime(h.at), reason: w.code('hold', h.reason) })}
            </span>
          </span>
          <Button data-action="lift" disabled={busy} onClick={() => onLift(h.id)}>
            {w.t('holdLift')}
          </Button>
        </li>
      ))}
    </ul>
  )
}
