import { Button, Seal } from '../base/index.ts'
import { commonText } from '../text/index.ts'
import type { PartProps } from './props.ts'

/** The brand, who is on shift, and the way to fold. */
export function Header({ t, lang, view, onShift, onFold }: PartProps) {
  const c = commonText(lang)
  return (
    <header>
      <Seal />
      <b>{c('brand')}</b>
      <span class="space" />
      {view?.shift && (
        <Button kind="quiet" class="small" title={t('shift.change')} onClick={onShift}>
          {c('clerkId', { clerk: view.shift.clerk })}
          <span class="cs-hidden"> · {t('shift.change')}</span>
        </Button>
      )}
      <Button class="small" title={t('shortcut')} onClick={() => onFold(true)}>
        {t('fold')}
      </Button>
    </header>
  )
}
