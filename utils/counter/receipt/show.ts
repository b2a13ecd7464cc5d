/** A customer comes with the code of a receipt: of this counter's log, or of another counter's. */
import {
  err,
  fromUtf8,
  holdsNumber,
  isActivationId,
  ok,
  type Result,
  type ServiceId,
  type Words,
} from '../../base/index.ts'
import { checkReceiptCode, type ReceiptFinding } from '../../evidence/index.ts'
import type { Draft } from '../../log/index.ts'
import { openReader } from '../../store/index.ts'
import type { CodeView, ElsewhereView } from '../../wire/index.ts'
import { decisionView, latestOf, noteRead } from '../consent/index.ts'
import { type Counter, clerkOf } from '../state/index.ts'
import { type Issued, issueReceived } from './issue.ts'

/** Whether this profile signed it: with the log's key, or with that of a log that was closed as damaged. */
async function isOurs(counter: Counter, found: ReceiptFinding): Promise<boolean> {
  const { vkey } = await counter.store.log.head()
  const closed = await counter.store.closedLogs()
  return [vkey, ...closed.map((log) => log.vkey)].includes(found.vkey)
}

/**
 * A code of another log may come from anybody, and what it says goes into an entry here: only what looks like the ids that
 * it should hold. A number in their place is none.
 */
const isPlain = (found: ReceiptFinding): boolean =>
  /^[0-9a-f]{24}$/.test(found.device) &&
  /^[0-9a-f]{24}$/.test(found.activation) &&
  found.store.length <= 64 &&
  !holdsNumber(found.store) &&
  !Object.keys(found.agreed).some(holdsNumber)

async function readCode(code: string): Promise<Result<ReceiptFinding>> {
  const found = await checkReceiptCode(code)
  return found.ok && !isPlain(found.value) ? err('receipt/entry') : found
}

/** Reads a code, checks its proof with no network, and says what can be taken back by it. */
export async function byCode(counter: Counter, code: string): Promise<Result<CodeView>> {
  const found = await readCode(code)
  if (!found.ok) return found
  if (!(await isOurs(counter, found.value)))
    return ok({ here: false, ...(await elsewhereView(counter, found.value)) })
  const rows = isActivationId(found.value.activation)
    ? await counter.store.decisionsIn(found.value.activation)
    : []
  const [first] = rows
  if (!first) return err('decision/none')
  // What was given anew since is what stands, and what is taken back; other services of the number are not on this receipt.
  const latest = latestOf(await counter.store.decisionsOf(first.cust))
  const decisions = latest
    .filter((row) => rows.some((r) => r.service === row.service))
    .map((row) => decisionView(counter, row))
  await noteRead(
    counter,
    'receipt',
    latest.filter((row) => rows.some((r) => r.service === row.service)),
  )
  return ok({ here: true, number: '', decisions, receipt: { at: found.value.at } })
}

interface Answer {
  readonly answer: string
  readonly service: string
}

/** What the code says was agreed; one line for all where it names no service. */
function answersOf(found: ReceiptFinding): readonly Answer[] {
  const named = Object.entries(found.agreed).map(([service, at]) => ({
    answer: found.answers[at] as string,
    service,
  }))
  return named.length > 0 ? named : found.answers.length > 0 ? [{ answer: '', service: '' }] : []
}

/** When this counter received which leaves of the other log. */
async function receivedBefore(found: ReceiptFinding): Promise<ReadonlyMap<string, string>> {
  const reader = openReader()
  try {
    const rows = await reader.page({ kinds: ['withdrawal.received'] }, null, 500)
    const before = new Map<string, string>()
    for (const { bytes } of rows) {
      const entry = JSON.parse(fromUtf8(bytes) ?? '{}') as Partial<Draft<'withdrawal.received'>['body']> & {
        at?: string
      }
      if (entry.shown?.receipt !== found.receipt) continue
      for (const leaf of entry.answers ?? []) before.set(leaf, entry.at ?? '')
    }
    return before
  } finally {
    reader.close()
  }
}

async function elsewhereView(counter: Counter, found: ReceiptFinding): Promise<ElsewhereView> {
  const before = await receivedBefore(found)
  const nameOf = (service: string): Words | null =>
    counter.loaded.catalogue.services.get(service as ServiceId)?.name ?? null
  return {
    store: found.store,
    at: found.at,
    answers: answersOf(found).map(({ answer, service }) => ({
      answer,
      service,
      name: nameOf(service),
      kind: counter.loaded.catalogue.services.get(service as ServiceId)?.kind ?? null,
      received: before.get(answer || (found.answers[0] ?? '')) ?? null,
    })),
  }
}

/**
 * Another counter's log cannot be written from here: an entry says that the withdrawal was received, for which leaves of
 * that log, and a receipt tells the customer what comes next.
 */
export async function receiveElsewhere(
  counter: Counter,
  code: string,
  answer: string,
): Promise<Result<ElsewhereView & Issued>> {
  const read = await readCode(code)
  if (!read.ok) return read
  const found = read.value
  if (await isOurs(counter, found)) return err('decision/here')
  const before = await receivedBefore(found)
  const all = answersOf(found)
  const one = all.find((a) => a.answer === answer)
  if (!one) return err('decision/none')
  if (before.has(answer || (found.answers[0] ?? ''))) return err('decision/not-valid')
  const leaves = answer === '' ? found.answers : [answer]
  const draft: Draft<'withdrawal.received'> = {
    kind: 'withdrawal.received',
    clerk: clerkOf(counter),
    activation: '',
    body: {
      shown: {
        store: found.store,
        device: found.device,
        seq: found.seq,
        receipt: found.receipt,
        vkey: found.vkey,
      },
      answers: leaves,
      services: leaves.map(() => one.service),
    },
  }
  // Every line that was received from this receipt stands on the new one: the last paper is enough.
  const taken = all.filter((a) => a.answer === answer || before.has(a.answer)).map((a) => a.service)
  const issued = await issueReceived(counter, draft, found, taken.filter((s) => s !== '') as ServiceId[])
  counter.host.nudge({ nudge: 'console' })
  return ok({ ...(await elsewhereView(counter, found)), ...issued })
}
