import { ok } from '../../base/index.ts'
import { decisionsOfNumber, holdBack, withdrawAtPage } from '../consent/index.ts'
import { byCode, receiveElsewhere } from '../receipt/index.ts'
import type { Counter, InTurn } from '../state/index.ts'
import type { HandlersOf } from './shared.ts'

/** The page at which a customer takes an answer back. */
export function withdrawHandlers(counter: Counter, inTurn: InTurn): HandlersOf<'withdraw'> {
  return {
    'withdraw.open': async () => ok({ lang: counter.lang() }),
    'withdraw.number': ({ number, tail = '' }) => inTurn(() => decisionsOfNumber(counter, number, tail)),
    'withdraw.code': ({ code }) => inTurn(() => byCode(counter, code)),
    'withdraw.take': (b) => inTurn(() => withdrawAtPage(counter, b.decision, b.by, b.number)),
    'withdraw.hold': (b) => inTurn(() => holdBack(counter, b.decision, b.on)),
    'withdraw.elsewhere': (b) => inTurn(() => receiveElsewhere(counter, b.code, b.answer)),
  }
}
