import type { Lang, ServiceId } from '../../base/index.ts'
import { isValid } from '../../consent/index.ts'
import type { Draft } from '../../log/index.ts'
import type { Appended, DecisionRow, Write } from '../../store/index.ts'
import type { Counter } from '../state/index.ts'
import { type Activation, clerkOf, commit, NOT_PLACED, type Standing } from '../state/index.ts'
import { lastsUntil } from './expire-consents.ts'

/** What every entry about a customer's answer begins with. */
export const headOf = (counter: Counter, a: Activation) =>
  ({ clerk: clerkOf(counter), activation: a.id, cust: a.cust }) as const

/** The notice that is on the screen is the one in force; an answer to any other text does not count. */
export function isCurrent(counter: Counter, service: ServiceId, lang: Lang, hash: string): boolean {
  const found = counter.loaded.catalogue.notice(service, lang)
  return found !== null && found.missing.length === 0 && found.hash === hash
}

/** An answer that is about to be written. */
export interface Answer extends Pick<Standing, 'state' | 'notice' | 'lang' | 'at' | 'why'> {
  readonly service: ServiceId
}

/**
 * Writes a customer's answers: their entries, their rows, what was sealed with them and the activation, with the place of
 * each answer in the log, in one transaction. A kill or a full disk leaves all of it or nothing.
 */
export async function decide(
  counter: Counter,
  what: {
    /** The activation but for its answers. */
    readonly next: Activation
    readonly answers: readonly Answer[]
    readonly drafts: readonly Draft[]
    readonly writes?: readonly Write[]
  },
): Promise<void> {
  const { next, answers, drafts, writes = [] } = what
  await commit(counter, {
    drafts,
    // What was not set up today without a no of the customer's has no row: the log alone keeps it.
    writes: (appended) => [
      ...writes,
      ...answers.filter((a) => !a.why).map((a) => decisionWrite(counter, next, a, appended)),
    ],
    next: (appended) => {
      const placed = answers.map(({ service, ...answer }): [string, Standing] => {
        const entry = placeOf(appended, service)
        return [service, { ...answer, seq: entry?.seq ?? NOT_PLACED, leaf: entry?.leaf ?? '' }]
      })
      return {
        activations: [{ ...next, standing: { ...next.standing, ...Object.fromEntries(placed) } }],
      }
    },
  })
}

function decisionWrite(
  counter: Counter,
  activation: Activation,
  answer: Answer,
  appended: readonly Appended[],
): Write {
  const { service } = answer
  const entry = placeOf(appended, service)
  const until = isValid(answer.state) ? lastsUntil(counter, answer, service) : undefined
  const row: DecisionRow = {
    id: `${activation.id}:${service}`,
    cust: activation.cust,
    activation: activation.id,
    service,
    state: answer.state,
    notice: answer.notice,
    lang: answer.lang,
    at: answer.at,
    ...(entry ? { seq: entry.seq, leaf: entry.leaf } : {}),
    ...(until === undefined ? {} : { until }),
  }
  return { table: 'decisions', put: row }
}

const placeOf = (appended: readonly Appended[], service: ServiceId): Appended | undefined =>
  appended.find(
    ({ entry }) =>
      (entry.kind === 'consent.given' ||
        entry.kind === 'consent.renewed' ||
        entry.kind === 'consent.refused') &&
      entry.service === service,
  )
