import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../base/index.ts'
import { HandOver } from './HandOver.tsx'
import type { ActivationProps } from './props.ts'
import { quoted, reasons } from './reasons.ts'
import { toUntick } from './services.ts'

/** What the submit waits for, and the one tap that comes next. */
export function Foot(props: ActivationProps) {
  const { t, view, activation, busy, held, said } = props
  const foot = useRef<HTMLDivElement>(null)
  // Below a long list the reason would be out of sight just when it is asked for.
  useEffect(() => {
    if (held) foot.current?.scrollIntoView({ block: 'nearest' })
  }, [held])
  const open = activation.stage === 'open'
  const off = toUntick(activation)
  return (
    <div class="foot" ref={foot}>
      {held && (
        <p class="held">
          <b>{t('held')}</b>
        </p>
      )}
      {/* While the last change is being checked, what was true before it is not repeated. */}
      {(said?.key === 'why.moment' ? [] : reasons(props, t)).map((r) => (
        <p key={r.text} class={`reason ${r.kind}`}>
          {r.text}
        </p>
      ))}
      {said && !(view?.held && said.key === 'why.goOn') && (
        <p class="said">{t(said.key, { names: quoted(t, said.names ?? []) })}</p>
      )}
      {open && off.length > 0 && (
        <Button kind="act" disabled={busy} onClick={() => props.onUntick(off)}>
          {t('untick')}
        </Button>
      )}
      {/* Where what was held is put to the customer, all that waits goes with it. */}
      {open && activation.waiting > 0 && !activation.signing && !view?.held?.canAsk && (
        <HandOver {...props} />
      )}
      {open && activation.signing && <p class="cs-small cs-muted">{t('hand.signing')}</p>}
    </div>
  )
}
