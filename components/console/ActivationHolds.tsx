import type { HoldReason, HoldView } from '../../utils/wire/index.ts'
import { HoldForm, HoldList } from './Holds.tsx'
import type { Words } from './words.ts'

/** What must not be erased of one activation, and how that is changed. */
export interface ActivationHold {
  readonly holds: readonly HoldView[]
  readonly busy: boolean
  readonly onHold: (reason: HoldReason) => void
  readonly onLift: (hold: string) => void
}

/** The legal holds that an activation is under. */
export function ActivationHolds({ w, holds, busy, onHold, onLift }: ActivationHold & { w: Words }) {
  const { t } = w
  return (
    <section class="co-section co-noprint" aria-labelledby="hold-title">
      <h2 id="hold-title">{t('holdsTitle')}</h2>
      {holds.length > 0 && <HoldList w={w} holds={holds} busy={busy} onLift={onLift} />}
      {!holds.some((h) => h.scope === 'activation') && (
        <HoldForm
          w={w}
          id="hold-activation"
          title={t('holdActivation')}
          what={t('holdActivationWhat')}
          busy={busy}
          onHold={onHold}
        />
      )}
    </section>
  )
}
