import { Button } from '../base/index.ts'
import type { PartProps } from './props.ts'

/** What the clerk reads once a day. */
export function Pledge({ t, busy, onPledge }: Pick<PartProps, 't' | 'busy' | 'onPledge'>) {
  return (
    <section class="pledge">
      <h2>{t('pledge.title')}</h2>
      <p>{t('pledge.law1')}</p>
      <p>{t('pledge.law2')}</p>
      <p class="cs-muted">{t('pledge.record')}</p>
      <Button disabled={busy} onClick={onPledge}>
        {t('pledge.ok')}
      </Button>
    </section>
  )
}
