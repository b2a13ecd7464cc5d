import * as v from 'valibot'
import type { Lang } from '../../base/index.ts'
import { LIMITS } from '../limits.ts'
import { decision, masked, match, number, str } from '../shapes.ts'
import type { ReceiptView } from '../views/receipt.ts'
import type { CodeView, DecisionsView, ElsewhereView, TakenView } from '../views/withdraw.ts'
import { asks } from './message.ts'

const receiptCode = str(LIMITS.receiptCode)

/** The page on which a customer takes something back. */
export const WITHDRAW = {
  'withdraw.open': asks({}).answers<{ lang: Lang }>(),
  /**
   * Decisions of a number, typed on our own page, never on a portal's. `tail`: the last four characters of a receipt, which
   * it needs beyond the customer's own activation. Errors: `number/not-a-number`, `decisions/receipt | other-receipt | limit`.
   */
  'withdraw.number': asks({ number, tail: v.exactOptional(str(LIMITS.typed)) }).answers<DecisionsView>(),
  /** A receipt's code as a hand scanner types it: one square's text or several. Errors: those of the code. */
  'withdraw.code': asks({ code: receiptCode }).answers<CodeView>(),
  /** One service; `number` masked, as the list named it, '' by a code. */
  'withdraw.take': asks({
    decision,
    by: v.picklist(['counter', 'receipt']),
    number: masked,
  }).answers<TakenView>(),
  /** A tap that can be undone for a minute: until then the service counts as taken back. `on` false: it was undone. */
  'withdraw.hold': asks({ decision, on: v.boolean() }).answers<null>(),
  /** For another counter's receipt: an entry here, nothing there. `answer` as its view names it. */
  'withdraw.elsewhere': asks({ code: receiptCode, answer: match(/^(?:[0-9a-f]{64})?$/) }).answers<
    ElsewhereView & { receipt: ReceiptView; codes: readonly string[] }
  >(),
} as const
