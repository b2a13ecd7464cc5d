/** The bench lines of the log: see page.ts for what is measured, and run.ts for who calls it. */
import type { Page } from 'puppeteer-core'
import type { Bench } from './page.ts'

export interface Line {
  readonly name: string
  readonly ours: number
  readonly peer: number
  readonly unit: string
  readonly ratio: number
  /** What the ratio may be at most; null where the line only tells. */
  readonly limit: number | null
  readonly note?: string
}

const round = (n: number): number => Number(n.toPrecision(4))
const line = (
  name: string,
  ours: number,
  peer: number,
  unit: string,
  limit: number | null,
  note?: string,
): Line => ({
  name,
  ours: round(ours),
  peer: round(peer),
  unit,
  ratio: round(ours / peer),
  limit,
  ...(note ? { note } : {}),
})

/** Lines that need the large log. */
const BIG = ['log.append.scale', 'log.verify', 'log.proof', 'log.open', 'export']
/** Entries of the log whose bytes on disk are counted. */
const DISK = 100_000
/** Entries of the log whose exports are looked at for memory. */
const MEMORY = 200_000
/** MB by which two runs of the same may differ: when garbage is collected is the browser's own affair. */
const SLACK = 16

export interface LogOptions {
  readonly browser: string
  readonly entries: number
  readonly only: RegExp
  /** Bytes on disk under the profile. */
  readonly disk: () => number
  /** Resident bytes of the browser's own process, and of the largest other one. */
  readonly memory: () => { readonly browser: number; readonly page: number }
  readonly say: (line: Line) => void
}

export async function benchLog(
  page: Page,
  { browser, entries, only, disk, memory, say }: LogOptions,
): Promise<void> {
  // In Firefox the ratios are told and fail nothing: the budgets are Chromium's.
  const chromium = browser === 'chromium'
  const name = (n: string): string => (chromium ? n : `${browser}.${n}`)
  const limit = (n: number): number | null => (chromium ? n : null)
  const call = <K extends keyof Bench>(what: K, ...args: Parameters<Bench[K]>) =>
    page.evaluate(
      (w, a) =>
        (globalThis as unknown as { bench: Record<string, (...a: unknown[]) => unknown> }).bench[w]!(...a),
      what as string,
      args as unknown[],
    ) as Promise<Awaited<ReturnType<Bench[K]>>>

  const MB = 1024 * 1024
  /** What both processes had more at most, while it ran, than at `from`, in MB. */
  const grown = async <T>(
    work: () => Promise<T>,
    from?: ReturnType<typeof memory>,
  ): Promise<{ value: T; mb: number; where: string }> => {
    await call('dropExport')
    const before = from ?? memory()
    let [own, page_] = [0, 0]
    const looking = setInterval(() => {
      const now = memory()
      own = Math.max(own, now.browser - before.browser)
      page_ = Math.max(page_, now.page - before.page)
    }, 50)
    try {
      const value = await work()
      const where = `browser ${Math.round(own / MB)}, page ${Math.round(page_ / MB)}`
      return { value, mb: (own + page_) / MB, where }
    } finally {
      clearInterval(looking)
    }
  }
  const exportMemory = async (): Promise<void> => {
    // The log in use: a bundle takes the vault of that one.
    const log = 'countersign'
    const size = Math.min(entries, MEMORY)
    await call('fill', log, size)
    for (const form of ['jsonl', 'bundle'] as const) {
      // Code is compiled, and the heap as large as it gets from what is thrown away.
      await call('exporting', 'small', form)
      await call('dropExport')
      const from = memory()
      const half = await grown(() => call('exporting', log, form, size / 2), from)
      const whole = await grown(() => call('exporting', log, form), from)
      const [a, b] = [half, whole].map((one) => Math.round(one.value.bytes / MB))
      const note = `a file of ${b} MB (${whole.where}) over one of ${a} (${half.where}) and ${SLACK} MB, both beyond what was before`
      say(line(name(`export.memory.${form}`), whole.mb, half.mb + SLACK, 'MB', limit(1.25), note))
    }
    await call('dropExport')
  }

  await call('ready')
  await call('fill', 'small', 1000)
  if (only.test('log.append')) {
    const a = await call('append', 'small', 400)
    say(
      line(name('log.append'), a.ours, a.peer, 'ms', limit(2), `strict, all in; ${a.bytes} canonical bytes`),
    )
  }
  if (only.test('log.append.grouped')) {
    const g = await call('grouped', 'small', 15)
    say(line(name('log.append.grouped'), g.ours, g.peer, 'ms an entry', limit(0.25), '64 asked for at once'))
  }
  if (only.test('log.disk')) {
    const before = disk()
    const size = Math.min(entries, DISK)
    const filled = await call('fill', 'alone', size, true)
    // What is deleted or written twice goes when the browser tidies its files: this is an upper bound.
    const note = `${size.toLocaleString('en')} entries with their tiles and indexes`
    if (filled.kept) process.stderr.write(`${name('log.disk')}: only told of a fresh profile\n`)
    else
      say(
        line(
          name('log.disk'),
          (disk() - before) / size,
          filled.canonical / size,
          'bytes an entry',
          null,
          note,
        ),
      )
  }
  if (only.test('export.memory')) await exportMemory()
  if (!BIG.some((n) => only.test(n))) return

  const filled = await call('fill', 'big', entries)
  const many = `${entries.toLocaleString('en')} entries`
  process.stderr.write(
    `${browser}: ${many} ${filled.kept ? 'were there' : `filled in ${Math.round(filled.ms / 1000)} s`}\n`,
  )
  if (only.test('log.append.scale')) {
    const s = await call('scale', 'small', 'big', 200)
    say(
      line(
        name('log.append.scale'),
        s.ours,
        s.peer,
        'ms',
        limit(1.25),
        `${many}, over 1,000; medians of 200`,
      ),
    )
  }
  if (only.test('log.proof')) {
    const p = await call('proof', 'big', entries, 100)
    say(
      line(name('log.proof'), p.ms, 5, 'ms', null, `at ${entries.toLocaleString('en')} entries against 5 ms`),
    )
  }
  if (only.test('log.open')) {
    const o = await call('opening', 'small', 'big', 15)
    say(line(name('log.open'), o.ours, o.peer, 'ms', limit(1.2), 'start of a worker to its first append'))
  }
  if (only.test('log.verify')) {
    // In turns, and the better of two: the other work of this machine falls on either.
    const runs = []
    for (let i = 0; i < 2; i++)
      runs.push({
        peer: await call('readAndHash', 'big'),
        ours: await call('verify', 'big'),
        log: await call('verifyLog', 'big'),
      })
    const faults = runs.flatMap(({ ours, log }) => [ours.fault, log.fault]).filter(Boolean)
    if (faults.length > 0) throw new Error(`log.verify: ${faults}`)
    const best = <T>(list: readonly T[], of: (one: T) => number): T =>
      list.toSorted((a, b) => of(a) - of(b))[0]!
    const peer = best(
      runs.map((r) => r.peer),
      (p) => p.entries + p.beside,
    )
    const ours = Math.min(...runs.map((r) => r.ours.ms))
    const log = Math.min(...runs.map((r) => r.log.ms))
    const logPeer = Math.min(...runs.map((r) => r.peer.entries + r.peer.left))
    say(
      line(
        name('log.verify'),
        ours,
        peer.entries + peer.beside,
        'ms',
        limit(1.25),
        `${many} with a receipt for every eighth and all that stands beside; peer: every row of entries (${Math.round(peer.entries)} ms, hashed; reading alone ${Math.round(peer.read)}) and of tiles, left, vault, decisions, notices, dataKeys (${Math.round(peer.beside)} ms)`,
      ),
    )
    say(
      line(
        name('log.verify.log'),
        log,
        logPeer,
        'ms',
        limit(1.25),
        'the log and what left alone; peer: every row of entries, hashed, and of left',
      ),
    )
  }
  if (only.test('export')) {
    // Once before it counts: code is compiled and the caches of the database are full.
    await call('exporting', 'small', 'csv')
    await call('unparsing', 'small')
    const ours = await grown(() => call('exporting', 'big', 'csv'))
    const peer = await grown(() => call('unparsing', 'big'))
    const beside = `${many}; MB grown: ours ${ours.where}, peer ${peer.where}`
    say(
      line(
        name('export'),
        ours.value.ms,
        peer.value.ms,
        'ms',
        limit(1),
        `${beside}; CSV, peer: toArray + Papa.unparse`,
      ),
    )
    await call('dropExport')
  }
}
