import { Button } from '../base/index.ts'
import { Receipt } from '../receipt/index.ts'
import type { ViewProps } from './screen.ts'

/** Nothing is left to do, and the paper can be printed until the window is closed. */
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
      {view.receipt && (
        <p class="no-print">
          <Button
            large
            kind="act"
            class="paper"
            data-action="print"
            data-say=""
            onClick={() => window.print()}
          >
            {t('print')}
          </Button>
        </p>
      )}
      {handset === false && (
        <p class="lead missed" data-handset="no" data-say="">
          {t('overNo', { numbers: numbers.join(lang === 'en' ? ', ' : '、') })}
        </p>
      )}
      <p class="lead" data-say="">
        {t('overText')}
      </p>
      <p>
        <Button large data-action="close" data-say="" onClick={onClose}>
          {t('overClose')}
        </Button>
      </p>
      {view.receipt && <Receipt receipt={view.receipt} codes={view.codes} lang={lang} />}
    </main>
  )
}
