import { useEffect, useState } from 'preact/hooks'
import type { PanelService } from '../../utils/wire/index.ts'
import type { PanelText } from './text.ts'

/** How long a permit still opens its site, counted down. */
export function PermitTime({
  permit,
  t,
  now,
}: {
  permit: NonNullable<PanelService['permit']>
  t: PanelText
  now: () => number
}) {
  const [, tick] = useState(0)
  const runs = permit.state === 'open' && permit.until !== null
  useEffect(() => {
    if (!runs) return
    const timer = setInterval(() => tick((n) => n + 1), 1000)
    return () => clearInterval(timer)
  }, [runs])
  const seconds = permit.until === null ? 0 : Math.max(0, Math.ceil((permit.until - now()) / 1000))
  const text =
    permit.state === 'used'
      ? t('permit.used')
      : permit.state === 'ended' || (runs && seconds === 0)
        ? t('permit.ended')
        : runs
          ? t('permit.left', { min: Math.floor(seconds / 60), sec: seconds % 60 })
          : null
  return text ? <span class="cs-small permit cs-num">{text}</span> : null
}
