/**
 * The browser is killed (SIGKILL, the whole process) in the middle of appends, again and again, on one profile. After
 * each kill the log must open, follow from the tree that was there before, agree with its signed head, and hold every
 * entry that was acknowledged. It is the extension's own background that appends; the entries are asked for by message.
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
import type { BrowserName } from '../e2e/driver/index.ts'
import { bytesOf, dump, extensionPage, killed, relaunched, send, startSession, wait } from './session.ts'

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
      const entry = JSON.parse(Buffer.from(bytes).toString()) as { seq: number; reason?: string }
      if (entry.seq !== row.seq) torn.push(`${when}: ${row.seq} says that it is ${entry.seq}`)
      if (entry.reason) present.add(entry.reason)
      return leafHash(bytes)
    })
    edge = extend(edge, leaves).edge
    if (d.head.size !== edge.size) torn.push(`${when}: head of ${d.head.size}, entries to ${edge.size}`)
    const opened = await openCheckpoint(d.head.checkpoint, [d.vkey])
    if (!opened.ok) torn.push(`${when}: ${opened.error.code}`)
    else if (Buffer.compare(opened.value.root, rootOf(edge)) !== 0) torn.push(`${when}: another root`)
  }

  /** Asks for one entry after the other, until the browser dies. */
  const lane = async (page: Page, name: string): Promise<void> => {
    for (let i = 0; ; i++) {
      const id = `k-${name}-${i}`
      underway++
      try {
        const fault = await send(page, 'console.unlocked', { reason: id })
        if (fault) torn.push(`${id}: ${fault}`)
        else acknowledged.push(id)
        underway--
      } catch {
        return
      }
    }
  }

  /** A page of the console with its first token; the background has started and opened the log by then. */
  const ready = async (): Promise<Page> => {
    const page = await extensionPage(session)
    const fault = await send(page, 'console.open', {})
    if (fault) torn.push(`does not open: ${fault}`)
    return page
  }

  try {
    for (let n = 0; n < kills; n++) {
      const page = await ready()
      await look(page, `before kill ${n}`)
      const asking = lane(page, `${n}`)
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
    const { entries, '[kind+seq]': byKind } = d.counts
    if (entries !== stored.length || byKind !== stored.length) torn.push(`index ${byKind} of ${entries}`)
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
