/** Runs every way in one browser, a tab each, twice: before the number is guarded, to show that the way works, and after. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DrivenPage } from '../driver/index.ts'
import * as F from '../flow.ts'
import { type At, entries, HANGS, prepares, ready } from './entries.ts'
import { type Layer, type SetUp, type Way, ways } from './ways.ts'
import { gotOut } from './witness.ts'

export interface Outcome {
  readonly way: Way
  /** `out`; the layer that stopped it; `skipped`; `dull` where the way does not work without the guard either. */
  readonly is: 'out' | 'stopped' | 'skipped' | 'dull'
  readonly by: string
}

/** A way and its place in the list, which names its own site. */
interface Chosen {
  readonly way: Way
  readonly i: number
}
/** `c`: nothing is guarded; `g`: the number is. */
type Phase = 'c' | 'g'

/** Exits that take a page load or a worker's start. */
const SLOW =
  /worker|channel|location|window-name|storage|prerender|prefetch|history|meta|socket-new|frame|shop|probe/
/** Ways that leave something in the tab for the page that comes next, or other tabs beside it. */
const MARKS =
  /history|window-name|prerender|prefetch|open|popup|location|meta|download|close|after-|own-page|-top|-file|bfcache|hung|stopped/
/** A way that hangs its tab must not hang the suite. */
const MOST_MS = 20_000
/** Tabs at work at once. */
const AT_ONCE = 4

/**
 * Ways that are tried one after the other. Before a number is guarded they share one tab, since opening one costs as much as
 * several pages in it. Once it is guarded each has its own: what the guard remembers of a tab is part of what is tried.
 */
interface Lane {
  tab: DrivenPage | null
}

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))

/**
 * Which of six ways each set-up takes, so that each way runs once: most where several tabs work at once. All of them, in
 * each, with `npm test -- --whole`.
 */
const SHARE: Readonly<Record<SetUp, readonly number[]>> = {
  chromium: [0],
  firefox: [1],
  forced: [2, 3, 4, 5],
}
const isWhole = process.env['WHOLE'] === '1'

export async function runWays(c: F.Counter, setUp: SetUp, only?: RegExp): Promise<readonly Outcome[]> {
  const browser = c.d.name
  const chosen: readonly Chosen[] = ways
    .map((way, i) => ({ way, i }))
    .filter(({ way, i }) => (only ? only.test(way.name) : isWhole || SHARE[setUp].includes(i % 6)))
  const runnable = chosen.filter(({ way }) => !way.skip?.[browser])
  const notes = new Map<number, string>()
  const numberOf = (way: Way) => way.number ?? F.CUSTOMER.number
  const isOut = ({ way, i }: Chosen, phase: Phase): boolean => {
    const host = `${phase}${i}`
    // A request that the shop's server has seen, whatever it made of it.
    if (way.account) return c.world.requests().some((r) => r.host === 'shop' && r.query === `?way=${host}`)
    const mine = c.world.leaks().filter((leak) => leak.way === host)
    return gotOut(mine, numberOf(way))
  }

  async function open({ way, i }: Chosen, phase: Phase, tab: DrivenPage | null = null): Promise<At> {
    const origin = `http://${phase}${i}-evil.localhost:${c.world.port}`
    const page = tab ?? (await c.d.newPage())
    if (tab) await tab.bringToFront()
    // Keys go to the tab that they are meant for, whichever is in front. Firefox has no such thing.
    else if (browser === 'chromium') await page.page.emulateFocusedPage(true)
    await page.goto(`${origin}/?exit=${way.exit}${way.stage ? `&stage=${way.stage}` : ''}`)
    const at = { c, d: c.d, page, p: page.page, number: numberOf(way), origin }
    await ready(at)
    return at
  }
  const close = (at: At | null) => Promise.race([at?.page.close().catch(() => undefined), wait(2_000)])

  /** What was begun before anything was guarded, and waits in its tab. */
  const begun = new Map<number, At>()
  async function attack(it: Chosen, phase: Phase, patience: number, lane: Lane): Promise<void> {
    const { way } = it
    let at: At | null = null
    let isFit = false
    try {
      at = begun.get(it.i) ?? (await open(it, phase, lane.tab))
      begun.delete(it.i)
      lane.tab = null
      if (phase === 'c') await prepares[way.entry]?.(at)
      await entries[way.entry]?.(at)
      await at.page.evaluate(() => (document.getElementById('send') as HTMLButtonElement | null)?.click())
      await wait((/hung/.test(way.entry) ? HANGS + 500 : SLOW.test(way.exit) ? 900 : 200) * patience)
      isFit = phase === 'c' && !way.alone && !way.stage && !MARKS.test(way.name)
    } finally {
      if (isFit && at) lane.tab = at.page
      else await close(at)
    }
  }
  const one = async (it: Chosen, phase: Phase, patience = 1, lane: Lane | null = null): Promise<void> => {
    const since = Date.now()
    const late = wait(MOST_MS * patience).then(() => 'took too long')
    // A lane that came too late has lost its tab: what still hangs in it must not meet the next way.
    const mine: Lane = { tab: lane?.tab ?? null }
    if (lane) lane.tab = null
    const tried = attack(it, phase, patience, mine).then(
      () => '',
      (error) => String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? 'failed',
    )
    const note = await Promise.race([tried, late])
    if (lane && !note) lane.tab = mine.tab
    else await mine.tab?.page.close().catch(() => undefined)
    if (note) notes.set(it.i, `${notes.get(it.i) ?? ''}${phase}: ${note} `)
    if (process.env['BYPASS_SLOW'] && Date.now() - since > 2_000)
      console.log(`${Date.now() - since} ms ${phase} ${it.way.name} ${note}`)
  }
  const together = async (list: readonly Chosen[], phase: Phase, lanes: number): Promise<void> => {
    const rest = [...list].reverse()
    const lane = async () => {
      const own: Lane = { tab: null }
      for (let it = rest.pop(); it; it = rest.pop()) await one(it, phase, 1, own)
      await own.tab?.page.close().catch(() => undefined)
    }
    await Promise.all(Array.from({ length: lanes }, lane))
  }

  /** In Firefox keys go to the tab in front: those one by one. What a script does needs no focus. */
  const byHand = (it: Chosen) => !['held', 'nothing'].includes(it.way.entry)
  async function runAll(phase: Phase): Promise<void> {
    const list = runnable.filter(({ way }) => !way.alone && !(phase === 'c' && way.blind))
    if (browser === 'chromium') await together(list, phase, AT_ONCE)
    else {
      await together(list.filter(byHand), phase, 1)
      await together(
        list.filter((it) => !byHand(it)),
        phase,
        AT_ONCE,
      )
    }
    for (const it of runnable.filter(({ way }) => way.alone === 'one' && !(phase === 'c' && way.blind)))
      await one(it, phase)
    if (phase === 'c')
      for (const it of runnable.filter(({ way }) => way.alone === 'update' && !way.blind))
        await one(it, phase)
    await wait(400)
  }

  // Before anything is guarded: each way must work, else its being stopped would prove nothing.
  await runAll('c')
  // A loaded machine was too slow for some: once more, with time.
  for (const it of runnable) {
    if (it.way.blind || it.way.shut?.[setUp]) continue
    if (!isOut(it, 'c')) await one(it, 'c', 5)
  }
  for (const it of runnable.filter(({ way }) => prepares[way.entry])) {
    const at = await open(it, 'g')
    await prepares[it.way.entry]?.(at)
    begun.set(it.i, at)
  }
  await F.activate(c, { ticks: [] })
  await runAll('g')
  const stopsAt = new Map<string, string>()
  const readLog = async (): Promise<void> => {
    for (const entry of await F.logOf(c)) {
      const origin = String(entry['origin'] ?? '')
      // A page of the disk has no host.
      const file = origin === 'file://' ? runnable.find(({ way }) => way.entry === 'type-file')?.i : undefined
      if (file !== undefined) stopsAt.set(`g${file}`, String(entry['layer']))
      const host = /\/\/(?:[a-z0-9-]+\.)*?([cg]\d+)-evil\.localhost/.exec(origin)?.[1]
      if (host && !stopsAt.has(host)) stopsAt.set(host, String(entry['layer']))
    }
  }
  await readLog()
  // Said at once: what follows may cost the browser.
  const outNow = runnable.filter((it) => isOut(it, 'g')).map(({ way }) => way)
  if (outNow.length > 0) console.log(`${setUp}, out so far: ${outNow.map(({ name }) => name).join('; ')}`)
  // What ends and begins the extension anew, then the browser; each needs the one before to have gone well.
  const alone = (kind: Way['alone']) => runnable.filter(({ way }) => way.alone === kind)
  try {
    for (const it of alone('update')) await one(it, 'g')
    if (alone('restart').length > 0) await c.d.restart()
    for (const it of alone('restart')) await one(it, 'g')
    if (alone('update').length + alone('restart').length > 0) await readLog()
  } catch (cause) {
    const leaked = outNow.filter((way) => isLeak(setUp, way)).map(({ name }) => name)
    // A browser that is lost after a number has got out is no reason to try again and see it not get out.
    if (leaked.length > 0) throw new Error(`${F.LEAK}: ${leaked.join('; ')}`, { cause })
    throw cause
  }
  // Nothing can be read off the log after these.
  for (const it of alone('last')) {
    await one(it, 'g')
    stopsAt.set(`g${it.i}`, 'no log left to say')
  }

  const outcomes = chosen.map((it): Outcome => {
    const { way, i } = it
    const skip = way.skip?.[browser]
    const note = notes.get(i) ?? ''
    if (skip) return { way, is: 'skipped' as const, by: skip }
    if (isOut(it, 'g')) return { way, is: 'out' as const, by: note }
    const shut = way.shut?.[setUp]
    if (shut) return { way, is: 'stopped' as const, by: shut }
    if (!way.blind && !isOut(it, 'c')) return { way, is: 'dull' as const, by: note }
    return { way, is: 'stopped' as const, by: way.account ? 'floor' : (stopsAt.get(`g${i}`) ?? 'rules') }
  })
  if (isWhole && !only) await keep(c, setUp, outcomes)
  return outcomes
}

/** Whether that this way gets out is against what is promised for the set-up. */
export const isLeak = (setUp: SetUp, way: Way): boolean =>
  !way.exception && !(setUp === 'chromium' && way.observed)

const LAYERS: Readonly<Record<string, Layer>> = { number: 1, page: 2, request: 3, rules: 3, floor: 4 }

/** What is said of one way: the layer that stopped it, and who said so. */
const saidOf = ({ is, by }: Outcome): string =>
  is !== 'stopped'
    ? `${is.toUpperCase()} ${by}`.trim()
    : LAYERS[by]
      ? `layer ${LAYERS[by]} (${by})`
      : `stopped (${by})`

/** One set-up's last whole run, for docs/bypass.md. */
export interface Kept {
  readonly browser: string
  /** By the way's name. */
  readonly ways: Readonly<Record<string, string>>
}
export const keptAt = (setUp: SetUp): string =>
  fileURLToPath(new URL(`../../../node_modules/.cache/countersign/bypass-${setUp}.json`, import.meta.url))

async function keep(c: F.Counter, setUp: SetUp, outcomes: readonly Outcome[]): Promise<void> {
  const page = await c.d.newPage()
  const browser = await page.evaluate(() => /(?:Chrome|Firefox)\/(\d+)/.exec(navigator.userAgent)?.[1] ?? '')
  const kept: Kept = {
    browser,
    ways: Object.fromEntries(
      outcomes.map((o) => [o.way.name, o.is === 'skipped' ? `skipped: ${o.by}` : saidOf(o)]),
    ),
  }
  mkdirSync(dirname(keptAt(setUp)), { recursive: true })
  writeFileSync(keptAt(setUp), JSON.stringify(kept))
}

/** The table: way × set-up, one line each, and the totals. */
export function tableOf(setUp: SetUp, outcomes: readonly Outcome[]): string {
  const lines = outcomes.map(
    (o) => `${setUp.padEnd(9)} ${o.way.name.padEnd(48)} meant ${o.way.layer}  ${saidOf(o)}`,
  )
  const count = (is: Outcome['is']) => outcomes.filter((o) => o.is === is).length
  return [
    ...lines,
    `${setUp}: ${outcomes.length} ways; ${count('stopped')} stopped, ${count('out')} out, ${count('skipped')} skipped, ${count('dull')} not working without the guard either`,
  ].join('\n')
}
