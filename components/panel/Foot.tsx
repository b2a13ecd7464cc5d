import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../base/index.ts'
import { HandOver } from './HandOver.tsx'
import type { ActivationProps } from './props.ts'
import { quoted, reasons } from './reasons.ts'
import { toUntick } from './services.ts'

/** What the submit waits for, and the one tap that comes next. */
export function Foot(props: ActivationProps) {
  const { t, activation, busy, held, said } = props
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
      {said && <p class="said">{t(said.key, { names: quoted(t, said.names ?? []) })}</p>}
      {open && off.length > 0 && (
        <Button kind="act" disabled={busy} onClick={() => props.onUntick(off)}>
          {t('untick')}
        </Button>
      )}
      {open && activation.waiting > 0 && !activation.signing && <HandOver {...props} />}
      {open && activation.signing && <p class="cs-small cs-muted">{t('hand.signing')}</p>}
    </div>
  )
}
