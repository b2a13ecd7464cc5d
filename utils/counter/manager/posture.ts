import { orderShapes } from '../../portal/index.ts'
import { type Counter, clerkOf, commit, readSetting, SETTINGS, settingWrite } from '../state/index.ts'

/** What was written down last, and in which log: a log that begins anew says it again. */
interface Kept {
  readonly log: string
  readonly on: string[]
  readonly off: string[]
}

/**
 * Which protections are in force; `orders-read` is one that is not, where the adapter of a portal says that nobody can read
 * its orders; `no-faults` is one that is not, once there was a fault in this browser run. A fault is no
 * entry of its own: the first one changes the posture, the next do not.
 */
export async function postureOf(
  counter: Pick<Counter, 'host' | 'loaded'>,
): Promise<readonly { readonly code: string; readonly on: boolean }[]> {
  const asked = await counter.host.posture()
  if (asked.length === 0) return asked
  const shapes = counter.loaded.policy.portals.flatMap(orderShapes)
  const isUnread = shapes.some((order) => order.format === 'opaque')
  const posture = isUnread ? [...asked, { code: 'orders-read', on: false }] : asked
  const hasFaults = counter.host.faults().length > 0
  return hasFaults ? [...posture, { code: 'no-faults', on: false }] : posture
}

/**
 * Writes down which protections are really in force wherever that is not what this log said last. The browser is asked
 * outside of the turn, so that nothing that stops something waits for its answers.
 */
export function postureKeeper(
  counter: Counter,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): () => Promise<void> {
  const now = async (): Promise<void> => {
    const posture = await postureOf(counter)
    if (posture.length === 0) return
    const codes = (isOn: boolean) => posture.flatMap(({ code, on }) => (on === isOn ? [code] : [])).sort()
    await inTurn(async () => {
      const next: Kept = { log: (await counter.store.log.head()).vkey, on: codes(true), off: codes(false) }
      const last = await readSetting(counter, SETTINGS.posture)
      if (last && text(last) === text(next)) return
      await commit(counter, {
        drafts: [
          {
            kind: 'posture.changed',
            clerk: clerkOf(counter),
            activation: '',
            body: { on: next.on, off: next.off },
          },
        ],
        writes: [settingWrite(SETTINGS.posture, next)],
        tell: [{ nudge: 'console' }],
      })
    })
  }
  // One after the other: an older reading must not be written behind a newer one.
  let last: Promise<void> = Promise.resolve()
  return () => {
    last = last.then(now, now)
    return last
  }
}

const text = ({ log, on, off }: Kept): string => JSON.stringify([log, on, off])
