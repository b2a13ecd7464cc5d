import { faults } from '../../base/index.ts'
import type { TileReader } from '../../log/index.ts'
import { addCheckpointBody, consistencyProof, openCosignature, parseCosigner } from '../../log/index.ts'
import type { Head } from '../../store/index.ts'
import {
  type Counter,
  clerkOf,
  commit,
  readSetting,
  remember,
  SETTINGS,
  settingWrite,
  type WitnessAlarm,
} from '../state/index.ts'

/** A burst of entries is one question. */
const PAUSE_MS = 2_000

/**
 * - `conflict`: the witness knew another size than we thought, not larger than ours: an answer of its was lost, or it has
 *   its disk from before. It is asked again from there, and only its next answer says whether the tree is the same: an
 *   older size of the same tree is an entry and no alarm.
 * - `rolled-back`: the witness has cosigned a longer log of this name and key than the one here
 * - `inconsistent`: what it has cosigned is not a part of the log here
 * - `signature`: it answered yes and its cosignature does not hold
 */
type WitnessFault = 'conflict' | 'rolled-back' | 'inconsistent' | 'signature'
/** Two histories do not become one because a later answer is friendlier: these stand until a manager has looked. */
const LASTING = { 'rolled-back': 'witness/rolled-back', inconsistent: 'witness/inconsistent' } as const
const isLasting = (why: WitnessFault): why is keyof typeof LASTING => why in LASTING

/** What is kept of a witness, by its key: the last checkpoint that it cosigned, whole, or how it refused. */
interface Kept {
  readonly vkey: string
  /** Size that it knows. */
  readonly size: number
  /** The checkpoint with the log's signature and the witness's; '' before the first. */
  readonly checkpoint: string
  readonly refused: { readonly why: WitnessFault; readonly seen: number | null } | null
}

/** Sends text; null where nobody answered in time. */
export type Post = (url: string, body: string) => Promise<{ status: number; text: string } | null>

export interface Witness {
  /** Asks once, if there is anything to ask; never rejects. */
  ask(): Promise<void>
  /** Asks in a moment, once for a burst of entries. */
  soon(): void
}

/**
 * Has the head cosigned by the witness that the policy names (C2SP tlog-witness). It runs beside everything else: nothing
 * waits for it, and a witness that is away changes nothing. One that says no is an entry and an alarm.
 */
export function createWitness(
  counter: Counter,
  options: {
    readonly post: Post
    readonly tile: TileReader
    /** Writes take their turn among the counter's own. */
    readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
  },
): Witness {
  let asking: Promise<void> | null = null
  let waiting = false

  const lasting = async (): Promise<readonly WitnessAlarm[]> =>
    (await readSetting(counter, SETTINGS.witnessAlarms)) ?? []

  /** What stands, and what is so only now. */
  const tell = async (passing: 'witness/signature' | 'witness/key' | null): Promise<void> => {
    const now = new Set<string>(await lasting())
    if (passing !== null) now.add(passing)
    const before = [...counter.alarms].filter((code) => code.startsWith('witness/'))
    if (before.length === now.size && before.every((code) => now.has(code))) return
    remember(counter, { alarms: { off: before, on: [...now] } })
    counter.host.nudge({ nudge: 'popup' })
    counter.host.nudge({ nudge: 'console' })
  }

  async function keptFor(vkey: string): Promise<Kept> {
    const kept = await readSetting(counter, SETTINGS.witnessed)
    return kept?.vkey === vkey ? kept : { vkey, size: 0, checkpoint: '', refused: null }
  }
  const keep = (kept: Kept) => settingWrite(SETTINGS.witnessed, kept)

  async function refuse(kept: Kept, head: Head, why: WitnessFault, seen: number | null, status: number) {
    // Said once: its own entry makes a new head, which would be refused for the same reason.
    const known = kept.refused?.why === why && kept.refused.seen === seen
    const next = { ...kept, refused: { why, seen } }
    if (!known) {
      const body = { status, size: head.size, seen, why }
      await options.inTurn(async () => {
        const writes = [keep(next)]
        if (isLasting(why)) {
          const alarms = [...new Set([...(await lasting()), LASTING[why]])]
          writes.push(settingWrite(SETTINGS.witnessAlarms, alarms))
        }
        const draft = { kind: 'witness.refused', clerk: clerkOf(counter), activation: '', body } as const
        await commit(counter, { drafts: [draft], writes })
      })
    }
    await tell(why === 'signature' ? 'witness/signature' : null)
  }

  /** One question and its answer; true where it is worth asking again at once. */
  async function once(): Promise<boolean> {
    const { witness } = counter.loaded.policy
    if (!witness) {
      await tell(null)
      return false
    }
    if (!parseCosigner(witness.vkey).ok) {
      await tell('witness/key')
      return false
    }
    const kept = await keptFor(witness.vkey)
    await tell(kept.refused?.why === 'signature' ? 'witness/signature' : null)
    const head = await counter.store.log.head()
    if (head.size === 0 || (head.size === kept.size && kept.checkpoint !== '')) return false
    if (kept.size > head.size) {
      await refuse(kept, head, 'rolled-back', kept.size, 0)
      return false
    }
    const inner = kept.size > 0 && kept.size < head.size
    const proof = inner ? await consistencyProof(kept.size, head.size, options.tile) : null
    // The tiles are behind for a moment, or damaged: the log's own check says which.
    if (proof && !proof.ok) return false
    const url = `${witness.url.replace(/\/+$/, '')}/add-checkpoint`
    const answer = await options.post(url, addCheckpointBody(kept.size, proof?.value ?? [], head.checkpoint))
    if (!answer) return false
    const { status, text } = answer
    if (status === 200) {
      const opened = await openCosignature(head.checkpoint + text, witness.vkey)
      if (!opened.ok) {
        await refuse(kept, head, 'signature', null, status)
        return false
      }
      const checkpoint = head.checkpoint + opened.value.line
      // What left with a receipt or an export stays for good, cosigned or not; what only the witness has seen does not.
      const where = (await counter.store.leftAt(head.size))?.where ?? 'witness'
      await commit(counter, {
        writes: [
          keep({ vkey: witness.vkey, size: head.size, checkpoint, refused: null }),
          await counter.store.leftWrite({ size: head.size, checkpoint }, where, counter.now()),
        ],
      })
      await tell(null)
      return false
    }
    if (status === 409) {
      const seen = /^(?:0|[1-9]\d{0,14})\n?$/.test(text) ? Number(text) : null
      if (seen !== null && seen > head.size) await refuse(kept, head, 'rolled-back', seen, status)
      else if (seen === null || seen === kept.size) await refuse(kept, head, 'inconsistent', seen, status)
      else {
        await refuse({ ...kept, size: seen }, head, 'conflict', seen, status)
        return true
      }
    } else if (status === 422) await refuse(kept, head, 'inconsistent', kept.size, status)
    return false
  }

  async function ask(): Promise<void> {
    asking ??= (async () => {
      try {
        if (await once()) await once()
      } catch (e) {
        // The next tick asks again.
        faults.note('witness/ask', e)
      } finally {
        asking = null
      }
    })()
    return asking
  }

  return {
    ask,
    soon() {
      if (waiting || !counter.loaded.policy.witness) return
      waiting = true
      setTimeout(() => {
        waiting = false
        void ask()
      }, PAUSE_MS)
    },
  }
}
