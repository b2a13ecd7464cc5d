/**
 * The browser is killed (SIGKILL, the whole process) in the middle of appends, again and again, on one profile. After
 * each kill the log must open, follow from the tree that was there before, agree with its signed head, and hold every
 * entry that was acknowledged. It is the extension's own background that appends; the entries are asked for by message, from
 * several lanes at once. In one of them other tables are written in the same transaction: the policy, or the checkpoint that
 * leaves with an export. At the end every index is counted, and the console's own check of log and tables has its word.
 *
 * A killed process is not a loss of power: what the system had taken over it still writes. That was not tried.
 */
import type { Page } from 'puppeteer-core'
import {
  type Edge,
  emptyEdge,
  extend,
  leafHash,
  openCheckpoint,
  rootOf,
  verifyLog,
} from '../../utils/log/index.ts'
import { readPolicy } from '../../utils/policy/index.ts'
import type { BrowserName } from '../e2e/driver/index.ts'
import { worldPolicy } from '../world/policy.ts'
import {
  bytesOf,
  dump,
  extensionPage,
  killed,
  ownCheck,
  relaunched,
  send,
  startSession,
  wait,
} from './session.ts'

/** How many ask at once. */
const LANES = 3
const { v, store, carrier, staff } = worldPolicy()
/** A small policy, which bears another name each time. */
const POLICY = { v, store, carrier, staff, portals: [], services: [], free: [], employer: [] }
const EXPORTED = { rows: 1, masked: true, filter: '{}', hash: '0'.repeat(64), log: null }

function hashOf(text: string): string {
  const read = readPolicy(text)
  if (!read.ok) throw new Error(`${read.error.code} ${read.error.where}`)
  return read.value.hash
}

export interface CrashOutcome {
  readonly browser: BrowserName
  readonly kills: number
  readonly entries: number
  /** Entries whose append was answered before a kill. */
  readonly acknowledged: number
  /** Appends that were asked for and not answered when the browser died. */
  readonly underway: number
  /** Acknowledged entries that are not in the log. */
  readonly lost: readonly string[]
  /** Whatever else was wrong with the log after a kill, in words. */
  readonly torn: readonly string[]
  readonly seconds: number
}

export async function crash(
  browser: BrowserName,
  kills: number,
  tell: (done: number) => void = () => undefined,
): Promise<CrashOutcome> {
  const since = Date.now()
  const session = await startSession(browser)
  const acknowledged: string[] = []
  const present = new Set<string>()
  const torn: string[] = []
  let underway = 0
  const exportedAt: number[] = []
  let inForce: string | null = null
  const kinds = new Map<string, number>()
  const columns = { clerk: 0, activation: 0, service: 0 }
  let edge: Edge = emptyEdge()

  /** Reads what came since the last look, and holds it against the tree that was there then. */
  const look = async (page: Page, when: string): Promise<void> => {
    const d = await dump(page, edge.size, false)
    const others = d.databases.filter((name) => /^countersign\.\d/.test(name))
    if (others.length > 0) torn.push(`${when}: the log was found damaged, ${others} began`)
    if (!d.head) {
      if (d.rows.length > 0) torn.push(`${when}: entries without a head`)
      return
    }
    d.rows.forEach((row, i) => {
      if (row.seq !== edge.size + i) torn.push(`${when}: ${row.seq} stands at place ${edge.size + i}`)
    })
    const leaves = d.rows.map((row) => {
      const bytes = bytesOf(row.bytes)
      const entry = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>
      if (entry['seq'] !== row.seq) torn.push(`${when}: ${row.seq} says that it is ${entry['seq']}`)
      const mark = entry['reason'] ?? entry['format'] ?? entry['to']
      if (typeof mark === 'string') present.add(mark)
      if (entry['kind'] === 'log.exported') exportedAt.push(row.seq)
      if (entry['kind'] === 'policy.changed') inForce = String(entry['to'])
      kinds.set(String(entry['kind']), (kinds.get(String(entry['kind'])) ?? 0) + 1)
      for (const name of ['clerk', 'activation', 'service'] as const) if (entry[name]) columns[name]++
      return leafHash(bytes)
    })
    edge = extend(edge, leaves).edge
    // An entry and what stands beside it came together or not at all: an export is appended right behind its checkpoint.
    if ([...d.exported].sort((a, b) => a - b).join() !== exportedAt.join())
      torn.push(`${when}: exports at ${exportedAt}, their checkpoints at ${d.exported}`)
    if (d.policy !== inForce) torn.push(`${when}: the policy is ${d.policy}, the log says ${inForce}`)
    if (d.head.size !== edge.size) torn.push(`${when}: head of ${d.head.size}, entries to ${edge.size}`)
    const opened = await openCheckpoint(d.head.checkpoint, [d.vkey])
    if (!opened.ok) torn.push(`${when}: ${opened.error.code}`)
    else if (Buffer.compare(opened.value.root, rootOf(edge)) !== 0) torn.push(`${when}: another root`)
  }

  /** Asks for one entry after the other, until the browser dies. */
  const lane = async (page: Page, n: number, kill: string): Promise<void> => {
    for (let i = 0; ; i++) {
      const id = `k-${kill}-${n}-${i}`
      const text = JSON.stringify({ ...POLICY, name: id })
      const [message, body, mark] =
        n > 0
          ? (['console.unlocked', { reason: id }, id] as const)
          : i % 2 === 1
            ? (['policy.import', { text }, hashOf(text)] as const)
            : (['log.exported', { ...EXPORTED, format: id }, id] as const)
      underway++
      try {
        const fault = await send(page, message, body, n)
        if (fault) torn.push(`${id}: ${fault}`)
        else acknowledged.push(mark)
        underway--
      } catch {
        return
      }
    }
  }

  /** A page of the console with its first token; the background has started and opened the log by then. */
  const ready = async (): Promise<Page> => {
    const page = await extensionPage(session)
    for (let n = 0; n < LANES; n++) {
      const fault = await send(page, 'console.open', {}, n)
      if (fault) torn.push(`does not open: ${fault}`)
    }
    return page
  }

  try {
    for (let n = 0; n < kills; n++) {
      const page = await ready()
      await look(page, `before kill ${n}`)
      const asking = Promise.all(Array.from({ length: LANES }, (_, i) => lane(page, i, `${n}`)))
      await wait(20 + Math.random() * 280)
      await killed(session)
      await asking
      await relaunched(session)
      tell(n + 1)
    }
    const page = await ready()
    await look(page, 'at the end')
    const d = await dump(page, 0, true)
    const tiles = new Map(d.tiles.map((t) => [`${t.level}/${t.n}`, bytesOf(t.bytes)]))
    const stored = d.rows.map((row) => ({ seq: row.seq, bytes: bytesOf(row.bytes) }))
    const verified = await verifyLog(
      (async function* () {
        yield stored
      })(),
      d.head?.checkpoint ?? '',
      d.vkey,
    )
    if (!verified.ok) torn.push(`the whole log: ${verified.error.code} ${verified.error.where ?? ''}`)
    // Tiles on disk, the partial ones as far as they reach, are the tree's own.
    const whole = extend(
      emptyEdge(),
      stored.map((s) => leafHash(s.bytes)),
    ).tiles
    for (const tile of whole) {
      const kept = tiles.get(`${tile.level}/${tile.n}`)
      if (!kept && (tile.level > 0 || tile.bytes.length >= 16 * 32))
        torn.push(`tile ${tile.level}/${tile.n} is gone`)
      if (kept && Buffer.compare(kept, tile.bytes.subarray(0, kept.length)) !== 0)
        torn.push(`tile ${tile.level}/${tile.n} is another`)
    }
    const all = [...kinds.values()].reduce((sum, n) => sum + n, 0)
    // Nobody is served here, so no entry is found by a customer.
    const counts = {
      entries: all,
      '[kind+seq]': all,
      '[clerk+seq]': columns.clerk,
      '[activation+seq]': columns.activation,
      '[service+seq]': columns.service,
      cust: 0,
    }
    if (stored.length !== all) torn.push(`${stored.length} entries, ${all} seen one by one`)
    for (const name of new Set([...Object.keys(counts), ...Object.keys(d.counts)])) {
      const [is, should] = [d.counts[name], counts[name as keyof typeof counts]]
      if (is !== should) torn.push(`index ${name}: ${is}, not ${should}`)
    }
    for (const kind of ['manager.unlocked', 'log.exported', 'policy.changed'])
      if (!kinds.get(kind)) torn.push(`no ${kind} was ever appended`)
    const own = await ownCheck(page, browser)
    if (own !== null) torn.push(`the console's own check: ${own}`)
    await session.browser().close()
    return {
      browser,
      kills,
      entries: stored.length,
      acknowledged: acknowledged.length,
      underway,
      lost: acknowledged.filter((id) => !present.has(id)),
      torn,
      seconds: Math.round((Date.now() - since) / 1000),
    }
  } finally {
    session.browser().process()?.kill('SIGKILL')
    session.remove()
  }
}
