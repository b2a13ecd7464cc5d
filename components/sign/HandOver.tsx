import { Button } from '../base/index.ts'
import { Receipt, ReceiptCodes } from '../receipt/index.ts'
import { Codes } from './Codes.tsx'
import type { ViewProps } from './screen.ts'

/** The portal has confirmed: the receipt in the customer's hand, and one tap whether the handset was theirs all along. */
export function HandOver(
  props: ViewProps & {
    onHandOver: (handset: boolean) => void
  },
) {
  const { view, lang, t, heading, onHandOver } = props
  return (
    <>
      <main class="hand-over">
        <div class="hand-words">
          <h1 ref={heading} tabIndex={-1} data-say="">
            {t('handTitle')}
          </h1>
          <p class="sim" data-say="">
            {t('sim')}
          </p>
          <p class="no-print">
            <Button large kind="act" class="paper" data-action="print" onClick={() => window.print()}>
              {t('print')}
            </Button>
          </p>
          <Codes codesFor={view.codesFor} lang={lang} t={t} />
        </div>
        {view.codes.length > 0 && (
          <section class="photo" aria-labelledby="photo-title">
            <h2 id="photo-title" data-say="">
              {t('photo')}
            </h2>
            <ReceiptCodes codes={view.codes} lang={lang} />
            <p data-say="">{t('photoWhat')}</p>
          </section>
        )}
        {view.receipt && <Receipt receipt={view.receipt} codes={view.codes} lang={lang} />}
      </main>
      <footer class="answers handset">
        <p id="handset" data-say="">
          {t('handset')}
        </p>
        <Button
          class="answer"
          aria-describedby="handset"
          data-action="handover-no"
          data-say=""
          onClick={() => onHandOver(false)}
        >
          {t('handsetNo')}
        </Button>
        <Button
          class="answer"
          aria-describedby="handset"
          data-action="handover"
          data-say=""
          onClick={() => onHandOver(true)}
        >
          {t('handsetYes')}
        </Button>
      </footer>
    </>
  )
}
