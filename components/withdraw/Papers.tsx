import type { Lang } from '../../utils/base/index.ts'
import type { ReceiptView } from '../../utils/wire/index.ts'
import { Button } from '../base/index.ts'
import { Receipt } from '../receipt/index.ts'
import { withdrawText } from './text.ts'

export interface Paper {
  readonly receipt: ReceiptView
  readonly codes: readonly string[]
}

/** One paper an activation, the newest of each: it names what was taken back before it. */
export const withPaper = (papers: readonly Paper[], paper: Paper): readonly Paper[] => [
  { receipt: paper.receipt, codes: paper.codes },
  ...papers.filter((p) => p.receipt.id !== paper.receipt.id),
]

/** The receipts of what has just been taken back, to be printed. */
export function Papers({ lang, papers }: { lang: Lang; papers: readonly Paper[] }) {
  const t = withdrawText(lang)
  if (papers.length === 0) return null
  return (
    <section class="take-papers" aria-label={t('papers')}>
      <p class="no-print">
        <Button kind="act" data-action="print" onClick={() => window.print()}>
          {t('print')}
        </Button>
      </p>
      <div class="papers">
        {papers.map((p) => (
          <Receipt key={p.receipt.hash} receipt={p.receipt} codes={p.codes} lang={lang} />
        ))}
      </div>
    </section>
  )
}
