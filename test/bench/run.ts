/**
 * `npm run bench`: the production rooms in real browsers, one JSON object a line. A ratio over its limit fails.
 * `npm run bench -- --only log.append --browser chromium --entries 1000000`
 * `--keep DIR` leaves the filled logs there, one profile a browser, and takes those that lie there: filling a million
 * entries takes longer than all that is then measured on them.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import puppeteer from 'puppeteer-core'
import { build } from 'vite'
import { findBrowser } from '../run/browsers.mjs'
import { benchGuard } from './guard.ts'
import { benchLog, type Line } from './log.ts'
import { benchOrders } from './orders.ts'

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? undefined : process.argv[at + 1]
}
const only = new RegExp(option('only') ?? '.')
const browsers = (option('browser') ?? 'chromium,firefox').split(',') as ('chromium' | 'firefox')[]

const built = await build({
  configFile: false,
  logLevel: 'error',
  build: {
    write: false,
    target: 'es2023',
    rollupOptions: { input: join(import.meta.dirname, 'page.ts'), output: { entryFileNames: 'page.js' } },
    modulePreload: false,
  },
})
const code = (built as unknown as { output: { code: string }[] }).output[0]?.code ?? ''

const server = createServer((req, res) => {
  // Isolated, so that the clock is not rounded to a tenth of a millisecond.
  const headers = {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  }
  if (req.url === '/page.js') res.writeHead(200, { ...headers, 'content-type': 'text/javascript' }).end(code)
  else
    res
      .writeHead(200, { ...headers, 'content-type': 'text/html' })
      .end('<!doctype html><title>bench</title><script type="module" src="/page.js"></script>')
})
const keep = option('keep')
// A kept log belongs to its origin, port and all.
const PORT = 47_831
await new Promise<void>((done) => server.listen(keep ? PORT : 0, '127.0.0.1', done))
const url = `http://localhost:${(server.address() as AddressInfo).port}/`

function sizeOf(path: string): number {
  let sum = 0
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    if (!/IndexedDB|idb/.test(file)) continue
    try {
      // Blocks, not length: files are made longer before they are filled.
      sum += statSync(file).blocks * 512
    } catch {}
  }
  return sum
}

/** Resident bytes of a process and of the largest of its descendants, as the system tells them (Linux). */
function memoryOf(pid: number): { browser: number; page: number } {
  const read = (path: string): string => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return ''
    }
  }
  const own = (id: number): number =>
    Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${id}/status`))?.[1] ?? 0) * 1024
  const below = (id: number): number[] =>
    readdirSync(`/proc/${id}/task`).flatMap((task) =>
      read(`/proc/${id}/task/${task}/children`)
        .split(' ')
        .filter(Boolean)
        .flatMap((child) => [own(Number(child)), ...safely(() => below(Number(child)))]),
    )
  const safely = (work: () => number[]): number[] => {
    try {
      return work()
    } catch {
      return []
    }
  }
  return { browser: own(pid), page: Math.max(0, ...safely(() => below(pid))) }
}

const failed: Line[] = []
const say = (line: Line): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`)
  if (line.limit !== null && line.ratio > line.limit) failed.push(line)
}

benchOrders({ only, say })
if (browsers.includes('chromium')) await benchGuard({ only, say })

for (const browser of browsers) {
  const executablePath = findBrowser(browser)
  if (!executablePath) {
    process.stderr.write(`no ${browser} on this machine\n`)
    process.exitCode = 1
    continue
  }
  const profile = keep
    ? join(resolve(keep), browser)
    : mkdtempSync(join(tmpdir(), `countersign-bench-${browser}-`))
  mkdirSync(profile, { recursive: true })
  const running = await puppeteer.launch({
    browser: browser === 'firefox' ? 'firefox' : 'chrome',
    executablePath,
    userDataDir: profile,
    protocolTimeout: 1_800_000,
    args:
      browser === 'chromium' ? [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu'] : [],
  })
  try {
    const page = await running.newPage()
    await page.goto(url)
    await page.waitForFunction(() => 'bench' in globalThis)
    const entries = Number(option('entries') ?? 1_000_000)
    await benchLog(page, {
      browser,
      entries,
      only,
      disk: () => sizeOf(profile),
      memory: () => memoryOf(running.process()?.pid ?? 0),
      say,
    })
  } finally {
    await running.close()
    if (!keep) rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
server.close()
for (const line of failed)
  process.stderr.write(`over its limit: ${line.name} ${line.ratio} > ${line.limit}\n`)
if (failed.length > 0) process.exitCode = 1
