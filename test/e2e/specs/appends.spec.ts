/**
 * The appender where it lives, in the background of a real browser: what its transactions say of themselves, many asked
 * for at once from several windows, a worker that stops, an update in the middle, and a row that somebody took out.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'puppeteer-core'
import { expect, it } from 'vitest'
import { leafHash, verifyLog } from '../../../utils/log/index.ts'
import { bytesOf, dump, extensionPage, send, startSession } from '../../crash/session.ts'
import { browserUnderTest, builtExtension } from '../driver/index.ts'
import { afterAll, beforeAll } from '../hooks.ts'

const browser = browserUnderTest()
const WINDOWS = 4
const EACH = 5

/** A copy of the build, so that its version can change. */
let extensionPath = ''

let session: Awaited<ReturnType<typeof startSession>>
beforeAll(async () => {
  extensionPath = mkdtempSync(join(tmpdir(), 'countersign-build-'))
  cpSync(builtExtension(browser), extensionPath, { recursive: true })
  session = await startSession(browser, { extensionPath })
})
afterAll(async () => {
  await session?.browser().close()
  session?.remove()
  rmSync(extensionPath, { recursive: true, force: true })
})

interface Seen {
  readonly durability: string
  readonly stores: readonly string[]
}
type Watched = typeof globalThis & { seen?: Seen[] }

/** Notes every transaction that may write, in the background's own world, from here on; answers what was seen so far. */
async function watched(page: Page): Promise<readonly Seen[]> {
  const watch = (scope: Watched): readonly Seen[] => {
    if (!scope.seen) {
      const seen: Seen[] = []
      scope.seen = seen
      const { prototype } = (scope as unknown as { IDBDatabase: typeof IDBDatabase }).IDBDatabase
      const { transaction } = prototype
      prototype.transaction = function (this: IDBDatabase, ...a: Parameters<typeof transaction>) {
        const tx = transaction.apply(this, a)
        if (tx.mode !== 'readonly') seen.push({ durability: tx.durability, stores: [...tx.objectStoreNames] })
        return tx
      }
    }
    return scope.seen
  }
  if (browser === 'firefox') {
    // The background is a page there, and its window is at hand to the extension's other pages.
    return page.evaluate(
      async (text) => {
        const { browser: api } = globalThis as unknown as {
          browser: { runtime: { getBackgroundPage(): Promise<{ Function: FunctionConstructor }> } }
        }
        const scope = await api.runtime.getBackgroundPage()
        const work = globalThis as unknown as Record<
          string,
          (s: unknown) => readonly { durability: string; stores: string[] }[]
        >
        return JSON.parse(JSON.stringify(work[text]!(scope))) as Seen[]
      },
      await installed(page, watch),
    )
  }
  const target = await session
    .browser()
    .waitForTarget((t) => t.type() === 'service_worker' && t.url().startsWith(session.extensionOrigin()))
  const worker = await target.worker()
  if (!worker) throw new Error('no worker')
  return worker.evaluate(`(${watch})(globalThis)`) as Promise<readonly Seen[]>
}

/** Puts a function into the page under a name: nothing is made of text there, which the extension's policy refuses. */
async function installed(page: Page, work: (scope: Watched) => readonly Seen[]): Promise<string> {
  await page.evaluate(`globalThis.watch = ${work}`)
  return 'watch'
}

/** Opens a page of the console and gathers as many tokens as it will ask questions at once. */
async function windowOf(tokens: number): Promise<Page> {
  const page = await extensionPage(session)
  for (let i = 0; i < tokens; i++) {
    expect(await send(page, 'console.open', {})).toBeNull()
    await page.evaluate(() => {
      const scope = globalThis as unknown as { tokens: Record<number, string>; gathered?: string[] }
      scope.gathered = [...(scope.gathered ?? []), scope.tokens[0] ?? '']
    })
  }
  return page
}

/** All at once, one token each; the codes of those that failed. */
const askAll = (page: Page, marks: readonly string[]): Promise<(string | null)[]> =>
  page.evaluate((list) => {
    const scope = globalThis as unknown as {
      gathered: string[]
      browser?: typeof chrome
      chrome: typeof chrome
    }
    const api = scope.browser ?? scope.chrome
    return Promise.all(
      list.map(async (reason) => {
        const answer = await api.runtime.sendMessage({
          m: 'console.unlocked',
          b: { reason },
          k: scope.gathered.shift(),
        })
        return answer?.r?.ok ? null : String(answer?.r?.error?.code ?? 'no answer')
      }),
    )
  }, marks as string[])

/** The log as it lies there: whole, in order, under its signed head; the reasons that its entries bear. */
async function sound(page: Page): Promise<{ size: number; marks: string[]; apps: string[] }> {
  const d = await dump(page, 0, false)
  const stored = d.rows.map((row) => ({ seq: row.seq, bytes: bytesOf(row.bytes) }))
  expect(stored.map((s) => s.seq)).toEqual(stored.map((_, i) => i))
  const result = await verifyLog(
    (async function* () {
      yield stored
    })(),
    d.head?.checkpoint ?? '',
    d.vkey,
  )
  expect(result).toMatchObject({ ok: true, value: { size: stored.length } })
  for (const name of ['entries', '[kind+seq]']) expect([name, d.counts[name]]).toEqual([name, stored.length])
  const entries = stored.map(
    (s) => JSON.parse(Buffer.from(s.bytes).toString()) as { reason?: string; app: string },
  )
  expect(new Set(stored.map((s) => Buffer.from(leafHash(s.bytes)).toString('hex'))).size).toBe(stored.length)
  return {
    size: stored.length,
    marks: entries.flatMap((e) => e.reason ?? []),
    apps: [...new Set(entries.map((e) => e.app))],
  }
}

let windows: Page[] = []
it('twenty at once from several windows: each acknowledged, strict, and in a place of its own', async () => {
  windows = await Promise.all(Array.from({ length: WINDOWS }, () => windowOf(EACH)))
  const first = windows[0]!
  const before = await sound(first)
  expect(await watched(first)).toEqual([])
  const marks = windows.map((_, w) => Array.from({ length: EACH }, (__, i) => `at-once-${w}-${i}`))
  const answers = await Promise.all(windows.map((page, w) => askAll(page, marks[w]!)))
  expect(answers.flat()).toEqual(Array.from({ length: WINDOWS * EACH }, () => null))
  const after = await sound(first)
  expect(after.size).toBe(before.size + WINDOWS * EACH)
  expect([...after.marks].sort()).toEqual([...before.marks, ...marks.flat()].sort())

  const seen = await watched(first)
  const appending = seen.filter((tx) => tx.stores.includes('entries'))
  expect(appending.length).toBeGreaterThan(0)
  for (const tx of seen) expect(tx).toEqual({ ...tx, durability: 'strict' })
  for (const tx of appending) expect(tx.stores).toEqual(expect.arrayContaining(['checkpoints', 'entries']))
})

it('the background stops between them: the next goes on behind the last', async () => {
  const page = windows[0]!
  const before = await sound(page)
  await session.stopWorker()
  expect(await send(page, 'console.open', {})).toBeNull()
  expect(await send(page, 'console.unlocked', { reason: 'after-a-stop' })).toBeNull()
  const after = await sound(page)
  expect(after.marks.at(-1)).toBe('after-a-stop')
  expect(after.size).toBeGreaterThan(before.size)
})

it('an update of the extension comes in the middle: what was acknowledged stands, and the new version goes on', async () => {
  const page = windows[0]!
  const before = await sound(page)
  const acknowledged: string[] = []
  const lane = (async () => {
    for (let i = 0; ; i++) {
      if ((await send(page, 'console.unlocked', { reason: `update-${i}` })) !== null) return
      acknowledged.push(`update-${i}`)
    }
  })().catch(() => undefined)
  while (acknowledged.length < 3) await new Promise((next) => setTimeout(next, 10))
  const file = join(extensionPath, 'manifest.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  writeFileSync(file, JSON.stringify({ ...manifest, version: '0.1.77' }))
  await session.browser().installExtension(extensionPath)
  const next = await extensionPage(session)
  expect(await send(next, 'console.open', {})).toBeNull()
  // The pages of the version before are gone with it, or are answered no more.
  await page.close().catch(() => undefined)
  await lane
  expect(await send(next, 'console.unlocked', { reason: 'new-version' })).toBeNull()
  const after = await sound(next)
  expect(after.marks).toEqual(expect.arrayContaining([...before.marks, ...acknowledged, 'new-version']))
  expect(after.apps).toEqual([manifest.version, '0.1.77'])
  windows = [next]
})

it('a row taken out: the log stays as it is, and a new one names it', async () => {
  const page = windows[0]!
  const before = await sound(page)
  const taken = await page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const open = indexedDB.open('countersign')
        open.onerror = () => reject(open.error)
        open.onsuccess = () => {
          const tx = open.result.transaction('entries', 'readwrite')
          const last = tx.objectStore('entries').openKeyCursor(null, 'prev')
          last.onsuccess = () => {
            if (last.result) tx.objectStore('entries').delete(last.result.primaryKey)
          }
          tx.oncomplete = () => {
            open.result.close()
            resolve(Number(last.result?.primaryKey))
          }
        }
      }),
  )
  expect(taken).toBe(before.size - 1)
  await session.stopWorker()
  // A console that was open begins anew when its log is closed: what is asked here is asked of another page.
  const next = await extensionPage(session)
  await page.close()
  expect(await send(next, 'console.open', {})).toBeNull()
  expect(await send(next, 'console.unlocked', { reason: 'in-the-new-log' })).toBeNull()
  const old = await dump(next, 0, false)
  expect(old.databases).toContain('countersign.2')
  expect([old.rows.length, old.head?.size]).toEqual([taken, before.size])
  const fresh = await dump(next, 0, false, 'countersign.2')
  const [resumed] = fresh.rows.map((row) => JSON.parse(Buffer.from(bytesOf(row.bytes)).toString()) as object)
  expect(resumed).toMatchObject({ kind: 'log.resumed', vkey: old.vkey, size: before.size, why: 'entries' })
})
