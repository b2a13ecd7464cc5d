import type { ReceiptView } from '../../utils/wire/index.ts'
import { commonText } from '../text/index.ts'
import type { Words } from './words.ts'

/** What of a receipt a manager reads. */
export type ReceiptPart = Pick<ReceiptView, 'agreed' | 'refused' | 'notToday' | 'accounts' | 'hash' | 'at'>

/** The receipt as the customer has it. */
export function ReceiptFacts({ w, receipt }: { w: Words; receipt: ReceiptPart }) {
  const { t } = w
  return (
    <section class="co-section" aria-labelledby="receipt-title">
      <h2 id="receipt-title">{t('actReceipt')}</h2>
      <dl class="co-facts">
        <dt>{t('receiptAt')}</dt>
        <dd class="cs-num">{w.fullTime(receipt.at)}</dd>
        <dt>{t('receiptAgreed')}</dt>
        <dd>{receipt.agreed.map((l) => l.name[w.lang]).join(t('comma')) || t('nothing')}</dd>
        <dt>{t('receiptRefused')}</dt>
        <dd>{receipt.refused.map((l) => l.name[w.lang]).join(t('comma')) || t('nothing')}</dd>
        {receipt.notToday && receipt.notToday.length > 0 && (
          <>
            <dt>{commonText(w.lang)('notToday')}</dt>
            <dd>{receipt.notToday.map((l) => l.name[w.lang]).join(t('comma'))}</dd>
          </>
        )}
        <dt>{t('receiptAccounts')}</dt>
        <dd>{receipt.accounts.map((a) => a[w.lang]).join(t('comma')) || t('receiptNoAccount')}</dd>
        <dt>{t('receiptHash')}</dt>
        <dd>
          <code class="co-hash">{receipt.hash}</code>
        </dd>
      </dl>
    </section>
  )
}
