import { Button } from '../base/index.ts'
import type { ViewProps } from './screen.ts'

/** Nothing is left to do. */
export function Over(
  props: ViewProps & {
    /** What the customer has just said; null where the window was opened again afterwards. */
    handset: boolean | null
    onClose: () => void
  },
) {
  const { view, lang, t, heading, handset, onClose } = props
  const numbers = (view.receipt?.report ?? []).map((r) => `${r.name[lang]} ${r.number}`)
  return (
    <main class="over">
      <h1 ref={heading} tabIndex={-1} data-say="">
        {t('overTitle')}
      </h1>
      <p class="sim" data-say="">
        {t('sim')}
      </p>
      {handset === false && (
        <p class="lead missed" data-handset="no" data-say="">
          {t('overNo', { numbers: numbers.join(lang === 'en' ? ', ' : '、') })}
        </p>
      )}
      <p class="lead" data-say="">
        {t('overText')}
      </p>
      <p>
        <Button large kind="act" data-action="close" data-say="" onClick={onClose}>
          {t('overClose')}
        </Button>
      </p>
    </main>
  )
}
