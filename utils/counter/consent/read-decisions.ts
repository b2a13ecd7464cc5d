/** Who may see what a number has agreed to: design 7, "Withdrawing"; each look is an entry. */
import { err, maskNumber, ok, type Result, toE164 } from '../../base/index.ts'
import { parseEntry } from '../../log/index.ts'
import { type DecisionRow, openReader } from '../../store/index.ts'
import type { DecisionsView } from '../../wire/index.ts'
import { type Counter, clerkOf, commit, openOf, record } from '../state/index.ts'
import { decisionView, latestOf } from './withdraw.ts'

/** How many numbers the counter's page is asked about within a quarter of an hour; what a receipt's code opens is not counted. */
const MOST_LOOKS = 10
const QUARTER_MS = 15 * 60_000

/** What opened the look. */
export type Way = 'activation' | 'receipt' | 'tail' | 'manager'

/** Writes down that somebody has looked, or has tried to; whose answers they were stands in the index column alone. */
export async function noteRead(
  counter: Counter,
  how: Way,
  rows: readonly DecisionRow[] | null,
): Promise<void> {
  const [first] = rows ?? []
  await record(counter, [
    {
      kind: 'decisions.read',
      clerk: clerkOf(counter),
      activation: '',
      ...(first ? { cust: first.cust } : {}),
      body: { how, count: rows?.length ?? 0, ...(rows ? {} : { refused: true as const }) },
    },
  ])
}

/** What can be taken back and what was; a refusal is nobody's business at a counter. */
const shownOf = (rows: readonly DecisionRow[]): readonly DecisionRow[] =>
  latestOf(rows).filter((row) => row.state !== 'refused')

const viewOf = (counter: Counter, number: string, rows: readonly DecisionRow[]): DecisionsView => ({
  number,
  decisions: rows.map((row) => decisionView(counter, row)),
  receipt: null,
})

/** For a manager, in the console, who sees all of it there. */
export async function decisionsForManager(counter: Counter, text: string): Promise<Result<DecisionsView>> {
  const number = toE164(text)
  if (!number) return err('number/not-a-number')
  const rows = latestOf(await counter.store.decisionsOf(await counter.store.indexOf(number)))
  await noteRead(counter, 'manager', rows)
  return ok(viewOf(counter, maskNumber(number), rows))
}

/**
 * At the counter: the number alone opens it while the customer's own activation is open, since they are there. Else it needs
 * the last four characters of a receipt of theirs. A wrong one and a number that nobody knows are answered alike.
 */
export async function decisionsOfNumber(
  counter: Counter,
  text: string,
  tail: string,
): Promise<Result<DecisionsView>> {
  const number = toE164(text)
  if (!number) return err('number/not-a-number')
  const cust = await counter.store.indexOf(number)
  const isOwn = openOf(counter).some((a) => a.cust === cust)
  const typed = tail.normalize('NFKC').replace(/\s/g, '').toLowerCase()
  if (!isOwn && typed === '') return err('decisions/receipt')
  const since = counter.now() - QUARTER_MS
  const looks = counter.run.looks.filter((at) => at > since)
  if (looks.length >= MOST_LOOKS) return err('decisions/limit')
  await commit(counter, { next: { run: { looks: [...looks, counter.now()] } } })
  const rows = await counter.store.decisionsOf(cust)
  if (!isOwn && !(await isTailOf(rows, typed))) {
    await noteRead(counter, 'tail', null)
    return err('decisions/other-receipt')
  }
  const shown = shownOf(rows)
  await noteRead(counter, isOwn ? 'activation' : 'tail', shown)
  return ok(viewOf(counter, maskNumber(number), shown))
}

/** Whether these are the last four characters of a receipt's number, or of its check number, as they are printed. */
async function isTailOf(rows: readonly DecisionRow[], tail: string): Promise<boolean> {
  if (!/^[0-9a-f]{4}$/.test(tail)) return false
  const activations = [...new Set(rows.map((row) => row.activation))]
  if (activations.some((id) => id.endsWith(tail))) return true
  const reader = openReader()
  try {
    for (const activation of activations) {
      const issued = await reader.page({ activation, kinds: ['receipt.issued'] }, null, 100)
      for (const { bytes } of issued) {
        const entry = parseEntry(bytes)
        if (entry.ok && entry.value.kind === 'receipt.issued' && entry.value.receipt.endsWith(tail))
          return true
      }
    }
    return false
  } finally {
    reader.close()
  }
}
