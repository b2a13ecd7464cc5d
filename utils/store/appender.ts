import { type Bytes, CodedError, hex, type Seq, tzOffset } from '../base/index.ts'
import {
  buildEntry,
  checkpointBody,
  type Draft,
  extend,
  leafHash,
  rootOf,
  type Signer,
  signNote,
  type Tile,
} from '../log/index.ts'
import { type CountersignDb, coded, type EntryRow, type HeadRow, type ProfileRow } from './db.ts'
import { type LogState, loadLogState } from './log-state.ts'
import { mustKeep, readHead, readProof } from './tiles.ts'
import type { Appended, Log, StoreOptions, Write, Writes } from './types.ts'
import { apply, forgotten, rowOf, tablesOf } from './write-tables.ts'

const GROUP = 256
const RETRIES = 5
/** Groups written under one hold of the lock, at most. */
const TURNS = 32
const STEP_MS = 2000
/** How long the lock is kept when nothing is asked for, so that appends close to one another get it once. */
const HOLD_MS = 100

interface Job {
  readonly drafts: readonly Draft[]
  readonly writes: Writes
  resolve(appended: readonly Appended[]): void
  reject(e: unknown): void
}

/** One job with its entries built and hashed. */
interface Built {
  readonly job: Job
  readonly appended: readonly Appended[]
  readonly writes: readonly Write[]
}

/** One group, hashed and signed, ready for its transaction. */
interface Prepared {
  readonly from: LogState
  readonly built: readonly Built[]
  readonly rows: readonly EntryRow[]
  readonly tiles: readonly Tile[]
  readonly head: HeadRow
  readonly writes: readonly Write[]
  readonly next: LogState
  readonly drift: number
}

/**
 * The one appender. Jobs that arrive while one is being written are written together. They are hashed and signed first. One
 * strict transaction then writes entries, tiles, checkpoint and the jobs' own writes. It first checks that the head is still
 * the one on which the group was hashed: that check makes the append safe. The Web Lock only saves two copies of the
 * extension from working in vain.
 */
export function createAppender(
  db: CountersignDb,
  profile: ProfileRow,
  signer: Signer,
  options: StoreOptions & { locks: LockManager },
  committed: (writes: readonly Write[]) => void,
): Log & { check(): Promise<void>; close(): void } {
  const { clock, boot, headerFields, locks } = options
  const lockName = `${db.name}:append`
  const queue: Job[] = []
  let running = false
  let wake: (() => void) | null = null
  let closed = false
  let state: LogState | null = null
  /** Wall minus mono, as last agreed on. */
  let offset = clock.now() - clock.mono()

  /** Builds and hashes the jobs. A job that cannot be built is refused alone. */
  async function build(jobs: readonly Job[], from: LogState) {
    const rows: EntryRow[] = []
    const leaves: Bytes[] = []
    const built: Built[] = []
    let at = from.at
    let drift = offset
    for (const job of jobs) {
      const wall = Math.floor(clock.now())
      const elapsed = clock.mono()
      const mono = Math.max(0, Math.round(elapsed))
      const stamp = {
        v: 1 as const,
        at: new Date(wall).toISOString(),
        tz: tzOffset(wall),
        mono,
        boot,
        device: profile.device,
        ...headerFields(),
      }
      const drafts: Draft[] = [...job.drafts]
      const stepped = Math.abs(wall - elapsed - drift) > STEP_MS || (at !== null && wall < at)
      if (stepped && drafts[0]) {
        drafts.unshift({
          kind: 'clock.stepped',
          clerk: drafts[0].clerk,
          activation: '',
          body: { wall, mono, last: at === null ? '' : new Date(at).toISOString() },
        })
      }
      try {
        const own = drafts.map((draft, i) => {
          const seq = (from.edge.size + rows.length + i) as Seq
          const { entry, bytes } = buildEntry(draft, { ...stamp, seq })
          const leaf = leafHash(bytes)
          return {
            row: rowOf(entry, bytes, leaf, wall, draft.cust),
            leaf,
            appended: { seq, leaf: hex(leaf), entry },
          }
        })
        const appended = own.map((o) => o.appended).slice(drafts.length - job.drafts.length)
        const writes = typeof job.writes === 'function' ? await job.writes(appended) : job.writes
        rows.push(...own.map((o) => o.row))
        leaves.push(...own.map((o) => o.leaf))
        built.push({ job, appended, writes })
        at = wall
        if (stepped) drift = wall - elapsed
      } catch (e) {
        job.reject(coded(e))
      }
    }
    return { rows, leaves, built, at, drift }
  }

  /** Everything that may take time, before the transaction: load, build, hash, sign. Null where no job could be built. */
  async function prepare(jobs: readonly Job[]): Promise<Prepared | null> {
    if (closed) throw new CodedError('store/closed')
    state ??= await loadLogState(db, profile)
    const from = state
    const { rows, leaves, built, at, drift } = await build(jobs, from)
    if (built.length === 0) return null
    const { edge, tiles } = extend(from.edge, leaves)
    const root = rootOf(edge)
    const checkpoint = await signNote(checkpointBody(profile.origin, edge.size, root), signer)
    return {
      from,
      built,
      rows,
      tiles: tiles.filter((t) => mustKeep(t, from.edge.size)),
      head: { id: 'head', size: edge.size, root: hex(root), checkpoint, at: at ?? 0 },
      writes: built.flatMap((b) => b.writes),
      next: { edge, at, checkpoint },
      drift,
    }
  }

  /**
   * The one transaction. All requests go out at once, without waiting for one another. Entries are added, never put: where
   * another copy has appended meanwhile, the place is taken and the whole transaction is undone. It uses IndexedDB itself,
   * because what Dexie does around a transaction costs a third of an append.
   */
  function commit({ rows, tiles, head, writes }: Prepared): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const idb = db.backendDB() as IDBDatabase | null
      if (!idb) throw new CodedError('store/closed')
      const tables = [
        ...new Set(['entries', 'checkpoints', ...(tiles.length > 0 ? ['tiles'] : []), ...tablesOf(writes)]),
      ]
      const tx = idb.transaction(tables, 'readwrite', { durability: 'strict' })
      let cause: unknown = null
      const asked = <T>(request: IDBRequest<T>): IDBRequest<T> => {
        request.onerror = () => {
          cause ??= request.error
        }
        return request
      }
      tx.oncomplete = () => resolve()
      tx.onabort = () => reject(coded(cause ?? tx.error))
      try {
        const entries = tx.objectStore('entries')
        for (const row of rows) {
          asked(entries.add(row)).onerror = (event) => {
            const taken = (event.target as IDBRequest).error?.name === 'ConstraintError'
            cause ??= taken ? new CodedError('store/behind') : (event.target as IDBRequest).error
          }
        }
        for (const tile of tiles) asked(tx.objectStore('tiles').put(tile))
        asked(tx.objectStore('checkpoints').put(head))
        let follows = false
        for (const w of writes) {
          const table = tx.objectStore(w.table)
          if ('put' in w) asked(table.put(w.put))
          else if ('remove' in w) asked(table.delete(w.remove))
          else {
            follows = true
            const found = asked(table.get(w.forget) as IDBRequest<EntryRow | undefined>)
            found.onsuccess = () => found.result && asked(table.put(forgotten(found.result)))
          }
        }
        // No request follows, so the browser need not wait for the last answer before it writes.
        if (!follows) tx.commit()
      } catch (e) {
        cause ??= e
        try {
          tx.abort()
        } catch {
          // The transaction has ended already and will not report the failure.
          reject(coded(e))
        }
      }
    }).catch((e: unknown) => {
      throw coded(e)
    })
  }

  async function write(writes: readonly Write[]): Promise<void> {
    if (closed) throw new CodedError('store/closed')
    if (writes.length === 0) return
    try {
      await db.transaction('rw', tablesOf(writes), () => Promise.all(apply(db, writes)))
    } catch (e) {
      throw coded(e)
    }
    committed(writes)
  }

  async function appendGroup(jobs: readonly Job[], first: Promise<Prepared | null>): Promise<void> {
    let failure: CodedError = new CodedError('store/behind')
    for (let i = 0; i < RETRIES; i++) {
      try {
        const prepared = await (i === 0 ? first : prepare(jobs))
        if (!prepared) return
        await commit(prepared)
        state = prepared.next
        offset = prepared.drift
        committed(prepared.writes)
        for (const { job, appended } of prepared.built) job.resolve(appended)
        return
      } catch (e) {
        state = null
        failure = coded(e)
        if (failure.code !== 'store/behind') break
      }
    }
    // One job's bad write must not take the others with it.
    if (jobs.length > 1 && failure.code === 'store/failed') {
      for (const job of jobs) await appendGroup([job], prepare([job]))
      return
    }
    for (const job of jobs) job.reject(failure)
  }

  function take(): Job[] {
    let entries = 0
    let n = 0
    while (n < queue.length && (n === 0 || entries < GROUP)) entries += (queue[n++] as Job).drafts.length
    return queue.splice(0, n)
  }

  /** Until something is asked for; false where nothing was for a while. */
  function asked(): Promise<boolean> {
    if (queue.length > 0) return Promise.resolve(true)
    if (closed) return Promise.resolve(false)
    return new Promise((resolve) => {
      const timer = setTimeout(() => wake?.(), HOLD_MS)
      wake = () => {
        clearTimeout(timer)
        wake = null
        // Jobs of the same turn are written together.
        void Promise.resolve().then(() => resolve(queue.length > 0))
      }
    })
  }

  async function drain(): Promise<void> {
    running = true
    try {
      await null
      while (queue.length > 0) {
        const jobs = take()
        // Hashed and signed while the lock is being got.
        const first = prepare(jobs)
        // Whoever appends hears of it, below.
        first.catch(() => undefined)
        try {
          await locks.request(lockName, async () => {
            await appendGroup(jobs, first)
            // Appends close to one another keep the lock, but not for ever: another copy may be waiting.
            for (let turn = 1; turn < TURNS && (await asked()); turn++) {
              const more = take()
              await appendGroup(more, prepare(more))
            }
          })
        } catch (e) {
          for (const job of jobs) job.reject(coded(e))
        }
      }
    } finally {
      running = false
    }
  }

  return {
    append: (drafts, writes = []) =>
      new Promise((resolve, reject) => {
        if (drafts.length === 0) {
          const plain = async () => (typeof writes === 'function' ? writes([]) : writes)
          return resolve(
            plain()
              .then(write)
              .then(() => []),
          )
        }
        if (closed) return reject(new CodedError('store/closed'))
        queue.push({ drafts, writes, resolve, reject })
        if (wake) wake()
        else if (!running) void drain()
      }),

    write,

    /** Loads the head now, so that damage is seen at start and not at the first append. */
    async check() {
      for (let i = 0; i < RETRIES && !state; i++) {
        try {
          state = await loadLogState(db, profile)
        } catch (e) {
          if (coded(e).code !== 'store/behind' || i === RETRIES - 1) throw e
        }
      }
    },

    head: () => readHead(db),
    proof: (seq, size) => readProof(db, seq, size),

    close() {
      closed = true
      wake?.()
      for (const job of queue.splice(0)) job.reject(new CodedError('store/closed'))
    },
  }
}
