/** A browser with the extension and nothing else about it, its process at hand, and its own pages to ask for entries. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'puppeteer-core'
import { startChromium } from '../e2e/driver/chromium.ts'
import { startFirefox } from '../e2e/driver/firefox.ts'
import { type BrowserName, builtExtension } from '../e2e/driver/index.ts'
import type { Session } from '../e2e/driver/session.ts'
import { findBrowser } from '../run/browsers.mjs'

/** Starts the session of one browser without the rest of the driver: a kill needs its process. */
export async function startSession(
  browser: BrowserName,
  {
    extensionPath = builtExtension(browser),
    profileDir = mkdtempSync(join(tmpdir(), `countersign-crash-${browser}-`)),
  }: { extensionPath?: string; profileDir?: string } = {},
): Promise<Session & { profileDir: string; remove(): void }> {
  const executable = findBrowser(browser)
  if (!executable) throw new Error(`no ${browser} on this machine`)
  const session = await (browser === 'firefox' ? startFirefox : startChromium)({
    executable,
    extensionPath,
    profileDir,
    downloadDir: profileDir,
    windowSize: { width: 1024, height: 768 },
    lang: 'en',
    colorScheme: 'light',
    headless: true,
    args: [],
    requests: false,
    forced: null,
  })
  return {
    ...session,
    profileDir,
    remove: () => rmSync(profileDir, { recursive: true, force: true, maxRetries: 10 }),
  }
}

export const wait = (ms: number): Promise<void> => new Promise((next) => setTimeout(next, ms))

export async function killed(session: Session): Promise<void> {
  const browser = session.browser()
  const child = browser.process()
  if (!child) throw new Error('no process to kill')
  const exit = new Promise((next) => child.once('exit', next))
  child.kill('SIGKILL')
  await exit
  await browser.disconnect().catch(() => undefined)
}

/** Starts it again; what drives Firefox may still be putting its preferences back after the kill. */
export async function relaunched(session: Session): Promise<void> {
  for (let i = 0; ; i++) {
    try {
      return await session.relaunch()
    } catch (e) {
      if (i === 5 || (e as { code?: unknown }).code !== 'ENOENT') throw e
      await wait(200)
    }
  }
}

/** A page of the extension: it may ask for entries, and it sees the database that the background writes. */
export async function extensionPage(session: Session): Promise<Page> {
  const page = await session.browser().newPage()
  const url = `${session.extensionOrigin()}/console.html`
  await session.engine.navigate(page, url)
  for (let i = 0; i < 200; i++) {
    const there = await page
      .evaluate(() => location.protocol.includes('extension') && document.readyState === 'complete')
      .catch(() => false)
    if (there) return page
    await wait(25)
  }
  throw new Error('the page of the extension does not open')
}

/**
 * One message from the page, with the token that the one before brought. Answers the error's code, null for none. Each lane
 * has tokens of its own, so that several can ask at once; it begins with `console.open`.
 */
export const send = (page: Page, message: string, body: object, lane: number = 0): Promise<string | null> =>
  page.evaluate(
    async (m, b, l) => {
      const scope = globalThis as unknown as {
        tokens?: Record<number, string>
        browser?: typeof chrome
        chrome: typeof chrome
      }
      const api = scope.browser ?? scope.chrome
      scope.tokens ??= {}
      const k = m === 'console.open' ? undefined : scope.tokens[l]
      const answer = await api.runtime.sendMessage({ m, b, ...(k ? { k } : {}) })
      if (answer?.k) scope.tokens[l] = answer.k
      return answer?.r?.ok ? null : (answer?.r?.error?.code ?? 'no answer')
    },
    message,
    body,
    lane,
  )

/** What the built console's own check says of the log and of what stands beside it: null where both are sound. */
export function ownCheck(page: Page, browser: BrowserName): Promise<string | null> {
  const worker = readdirSync(join(builtExtension(browser), 'assets')).find((name) =>
    /^verify-worker-.+\.js$/.test(name),
  )
  return page.evaluate(
    (path) =>
      new Promise<string | null>((resolve) => {
        const checking = new Worker(path, { type: 'module' })
        checking.onerror = () => resolve('the check does not start')
        checking.onmessage = ({ data }) => {
          if (data.t !== 'over') return
          checking.terminate()
          resolve(data.fault === null ? null : `${data.fault} ${data.where ?? ''}`)
        }
        checking.postMessage({ log: null, scope: 'whole', known: [] })
      }),
    `/assets/${worker}`,
  )
}

export interface Dump {
  readonly databases: readonly string[]
  readonly vkey: string
  readonly head: { readonly size: number; readonly checkpoint: string } | null
  readonly rows: readonly { readonly seq: number; readonly bytes: string }[]
  readonly counts: Readonly<Record<string, number>>
  readonly tiles: readonly { readonly level: number; readonly n: number; readonly bytes: string }[]
  /** Checkpoints that left with an export, and the hash of the policy in force. */
  readonly exported: readonly number[]
  readonly policy: string | null
}

/** What lies on the disk, read past all of our own code and in one transaction. */
export const dump = (page: Page, from: number, tiles: boolean, name = 'countersign'): Promise<Dump> =>
  page.evaluate(
    async (low, withTiles, database) => {
      const asked = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })
      const text = (bytes: Uint8Array): string => {
        let s = ''
        for (const b of bytes) s += String.fromCharCode(b)
        return btoa(s)
      }
      const databases = (await indexedDB.databases()).map((d) => d.name ?? '')
      const db = await asked(indexedDB.open(database))
      const tx = db.transaction(['entries', 'checkpoints', 'keys', 'tiles', 'left', 'policy'])
      const entries = tx.objectStore('entries')
      const [profile, head, rows, kept, left, policy] = await Promise.all([
        asked(tx.objectStore('keys').get('profile')),
        asked(tx.objectStore('checkpoints').get('head')),
        asked(entries.getAll(IDBKeyRange.lowerBound(low))),
        withTiles ? asked(tx.objectStore('tiles').getAll()) : [],
        asked(tx.objectStore('left').getAll()),
        asked(tx.objectStore('policy').get('current')),
      ])
      const counts: Record<string, number> = { entries: await asked(entries.count()) }
      for (const name of entries.indexNames) counts[name] = await asked(entries.index(name).count())
      db.close()
      return {
        databases,
        vkey: profile?.vkey ?? '',
        head: head ? { size: head.size, checkpoint: head.checkpoint } : null,
        rows: rows.map((r) => ({ seq: r.seq, bytes: text(r.bytes) })),
        counts,
        tiles: kept.map((t) => ({ level: t.level, n: t.n, bytes: text(t.bytes) })),
        exported: left.flatMap((row) => (row.where === 'export' ? [row.size] : [])),
        policy: policy?.hash ?? null,
      }
    },
    from,
    tiles,
    name,
  )

export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))
