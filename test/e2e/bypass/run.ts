/** Runs every way in one browser, a tab each, twice: before the number is guarded, to show that the way works, and after. */
import * as F from '../flow.ts'
import { entries, ready } from './entries.ts'
import { type Layer, type Way, ways } from './ways.ts'
import { gotOut } from './witness.ts'

export type SetUp = 'chromium' | 'firefox' | 'forced'
export interface Outcome {
  readonly way: Way
  /** `out`; the layer that stopped it; `skipped`; `dull` where the way does not work without the guard either. */
  readonly is: 'out' | 'stopped' | 'skipped' | 'dull'
  readonly by: string
}

/** Exits that take a page load or a worker's start. */
const SLOW = /worker|channel|location|window-name|storage|prerender|prefetch|history|meta|socket-new|frame/

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))

async function attack(c: F.Counter, way: Way, host: string, number: string, patience = 1): Promise<string> {
  const origin = `http://${host}.evil.localhost:${c.world.port}`
  const page = await c.d.newPage()
  try {
    await page.goto(`${origin}/?exit=${way.exit}${way.stage ? `&stage=${way.stage}` : ''}`)
    const at = { d: c.d, page, p: page.page, number, origin }
    await ready(at)
    await entries[way.entry]?.(at)
    await page.evaluate(() => (document.getElementById('send') as HTMLButtonElement | null)?.click())
    await wait((SLOW.test(way.exit) ? 900 : 200) * patience)
    return ''
  } catch (error) {
    return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? 'failed'
  } finally {
    await Promise.race([page.close().catch(() => undefined), wait(2_000)])
  }
}

/** A way that hangs its tab must not hang the suite. */
const MOST_MS = 20_000

/** Each set-up takes its third of the ways, so that each way runs once; all of them, in each, with `npm test -- --whole`. */
const SHARE: Readonly<Record<SetUp, number>> = { chromium: 0, firefox: 1, forced: 2 }
const isWhole = process.env['WHOLE'] === '1'

export async function runWays(c: F.Counter, setUp: SetUp, only?: RegExp): Promise<readonly Outcome[]> {
  const browser = c.d.name
  const chosen = ways
    .map((way, i) => ({ way, i }))
    .filter(({ way, i }) => (only ? only.test(way.name) : isWhole || i % 3 === SHARE[setUp]))
  const notes = new Map<number, string>()
  const runAll = async (prefix: string, number: string) => {
    const one = async ({ way, i }: (typeof chosen)[number]) => {
      const since = Date.now()
      const late = wait(MOST_MS).then(() => 'took too long')
      const note = await Promise.race([attack(c, way, `${prefix}${i}`, number), late])
      if (note) notes.set(i, `${notes.get(i) ?? ''}${prefix}: ${note} `)
      if (process.env['BYPASS_SLOW'] && Date.now() - since > 2_000)
        console.log(`${Date.now() - since} ms ${prefix} ${way.name} ${note}`)
    }
    const runnable = chosen.filter(({ way }) => !way.skip?.[browser])
    // Keys go to the tab in front: those one by one. What a script does needs no focus.
    for (const it of runnable.filter(({ way }) => way.entry !== 'held')) await one(it)
    const rest = runnable.filter(({ way }) => way.entry === 'held')
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let it = rest.pop(); it; it = rest.pop()) await one(it)
      }),
    )
    await wait(400)
  }
  // Before anything is guarded: each way must work, else its being stopped would prove nothing.
  await runAll('c', F.CUSTOMER.number)
  // A loaded machine was too slow for some: once more, with time.
  for (const { way, i } of chosen) {
    if (way.skip?.[browser] || way.blind) continue
    const seen = () => c.world.leaks().filter((leak) => leak.way === `c${i}`)
    if (!gotOut(seen(), F.CUSTOMER.number)) await attack(c, way, `c${i}`, F.CUSTOMER.number, 5)
  }
  await F.activate(c, { ticks: [] })
  await runAll('g', F.CUSTOMER.number)
  const leaks = c.world.leaks()
  const log = await F.logOf(c)
  const stopsAt = new Map<string, string>()
  for (const entry of log) {
    const origin = String(entry['origin'] ?? '')
    const host = /\/\/(?:[a-z0-9-]+\.)*?([cg]\d+)\.evil\.localhost/.exec(origin)?.[1]
    if (host && !stopsAt.has(host)) stopsAt.set(host, String(entry['layer']))
  }
  return chosen.map(({ way, i }) => {
    const skip = way.skip?.[browser]
    if (skip) return { way, is: 'skipped' as const, by: skip }
    const of = (prefix: string) => leaks.filter((leak) => leak.way === `${prefix}${i}`)
    const note = notes.get(i) ?? ''
    if (gotOut(of('g'), F.CUSTOMER.number)) return { way, is: 'out' as const, by: note }
    if (!way.blind && !gotOut(of('c'), F.CUSTOMER.number)) return { way, is: 'dull' as const, by: note }
    return { way, is: 'stopped' as const, by: stopsAt.get(`g${i}`) ?? 'rules' }
  })
}

const LAYERS: Readonly<Record<string, Layer>> = { number: 1, page: 2, request: 3, rules: 3, floor: 4 }

/** The table: way × set-up, one line each, and the totals. */
export function tableOf(setUp: SetUp, outcomes: readonly Outcome[]): string {
  const lines = outcomes.map(({ way, is, by }) => {
    const said = is === 'stopped' ? `layer ${LAYERS[by] ?? '?'} (${by})` : `${is.toUpperCase()} ${by}`
    return `${setUp.padEnd(9)} ${way.name.padEnd(48)} meant ${way.layer}  ${said}`
  })
  const count = (is: Outcome['is']) => outcomes.filter((o) => o.is === is).length
  return [
    ...lines,
    `${setUp}: ${outcomes.length} ways; ${count('stopped')} stopped, ${count('out')} out, ${count('skipped')} skipped, ${count('dull')} not working without the guard either`,
  ].join('\n')
}
