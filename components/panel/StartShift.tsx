import { Button } from '../base/index.ts'
import type { PartProps } from './props.ts'

/** Nobody is on shift: the one way on. */
export function StartShift({ t, onShift }: Pick<PartProps, 't' | 'onShift'>) {
  return (
    <section class="ask">
      <p>{t('shift.none')}</p>
      <Button kind="act" onClick={onShift}>
        {t('shift.start')}
      </Button>
    </section>
  )
}
