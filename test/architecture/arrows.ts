/**
 * The plan of the house (design, section 4) as rules over imports.
 *
 *   entrypoints                                     5
 *   components   counter                            4
 *   store   wire   platform                         3
 *   consent   guard   portal   review   evidence    2
 *   log   notice   policy                           1
 *   base                                            0
 */
import { type Source, target } from './imports.ts'

const FLOORS: Record<string, number> = {
  base: 0,
  log: 1,
  notice: 1,
  policy: 1,
  consent: 2,
  guard: 2,
  portal: 2,
  review: 2,
  evidence: 2,
  store: 3,
  wire: 3,
  platform: 3,
  counter: 4,
}

/** Among the pure rooms the plan names each join; what it does not name is not joined. */
const JOINED: Record<string, readonly string[]> = {
  log: [],
  notice: [],
  policy: [],
  consent: ['notice', 'log'],
  guard: ['notice', 'policy'],
  portal: ['policy'],
  review: ['log', 'consent'],
  evidence: ['log', 'consent'],
}
const JOINED_TYPES: Record<string, readonly string[]> = { guard: ['consent'] }

/** A library stands in the rooms that are made for it and nowhere else. */
const LIBRARIES: [RegExp, (room: string, floor: number) => boolean][] = [
  [/^webextension-polyfill$/, (room) => room === 'platform'],
  [/^(dexie|age-encryption)$/, (room) => room === 'store'],
  [/^preact(\/|$)/, (room, floor) => room === 'components' || floor === 5],
  [/^saxes$/, (room) => room === 'portal'],
  [/^hash-wasm$/, (room) => room === 'store'],
  [/^client-zip$/, (room) => room === 'evidence'],
  [/^(signature_pad|qrcode-generator)$/, (room) => room === 'components'],
  [/^client-zip$/, (room) => room === 'evidence'],
  [/^(valibot|@noble\/hashes(\/.*)?)$/, (room) => room !== 'components'],
  [/^wxt\/utils\/define-[a-z-]+$/, (_, floor) => floor === 5],
]

/**
 * The scripts that run in web pages: no library at all, and only these doors beside the types of wire.
 * wire/names.ts is names alone; of the three contracts they take types, since the rest of wire brings its validators.
 */
const PAGE_DOORS = [
  'utils/guard/page.ts',
  'utils/wire/names.ts',
  'utils/base/index.ts',
  'utils/base/limits.ts',
]
const PAGE_SCRIPTS = /^entrypoints\/(sentinel|holdback|forms)\.content(\/|\.)/
/** The one file beside utils/platform that says browser: it opens the sentinel's one port. */
const SAYS_BROWSER = /^(utils\/platform\/|entrypoints\/sentinel\.content(\/|\.))/

export interface Fault {
  readonly path: string
  readonly rule:
    | 'up'
    | 'sideways'
    | 'door'
    | 'global'
    | 'library'
    | 'bare'
    | 'extension'
    | 'page-script'
    | 'outside'
  readonly what: string
}

interface Place {
  readonly room: string
  readonly floor: number
}

function placeOf(path: string): Place | null {
  const [top, second] = path.split('/')
  if (top === 'entrypoints') return { room: `entrypoints/${(second ?? '').split('.')[0]}`, floor: 5 }
  if (top === 'components') return { room: 'components', floor: 4 }
  const floor = top === 'utils' && second !== undefined ? FLOORS[second] : undefined
  return floor === undefined ? null : { room: second as string, floor }
}

/** For what a web page's script may carry of a room, and for what only the background may. */
const SECOND_DOORS = [
  'utils/guard/page.ts',
  'utils/wire/background.ts',
  'utils/base/digits.ts',
  'utils/notice/fields.ts',
]

function isDoor(path: string, { room }: Place): boolean {
  return path === `utils/${room}/index.ts` || SECOND_DOORS.includes(path)
}

function faultOfImport(from: Source, spec: string, typeOnly: boolean): Omit<Fault, 'path'> | null {
  const here = placeOf(from.path)
  if (!here) return { rule: 'outside', what: `${from.path} stands in no room of the plan` }
  const pageScript = PAGE_SCRIPTS.test(from.path)

  if (!spec.startsWith('.')) {
    if (pageScript && spec !== 'wxt/utils/define-content-script') return { rule: 'page-script', what: spec }
    const known = LIBRARIES.find(([pattern]) => pattern.test(spec))
    if (!known) return { rule: 'bare', what: spec }
    return known[1](here.room, here.floor) ? null : { rule: 'library', what: spec }
  }
  if (!/\.(ts|tsx|json|css|svg|png|wasm|html)$/.test(spec)) return { rule: 'extension', what: spec }

  const path = target(from.path, spec)
  const there = placeOf(path)
  if (!there) return { rule: 'outside', what: path }
  if (there.room === here.room) return null
  if (pageScript) {
    const allowed = PAGE_DOORS.includes(path) || (typeOnly && there.room === 'wire')
    return allowed ? null : { rule: 'page-script', what: path }
  }
  const arrow = `${here.room} → ${there.room}`
  if (there.floor > here.floor) return { rule: 'up', what: arrow }
  const pure = JOINED[here.room]
  if (pure && there.room !== 'base') {
    const joined = pure.includes(there.room) || (typeOnly && JOINED_TYPES[here.room]?.includes(there.room))
    if (!joined) return { rule: 'sideways', what: arrow }
  } else if (there.floor === here.floor) return { rule: 'sideways', what: arrow }
  // Views get their data as props: no browser, no database.
  if (here.room === 'components' && (there.room === 'platform' || (there.room === 'store' && !typeOnly))) {
    return { rule: 'sideways', what: arrow }
  }
  if (there.room !== 'components' && !isDoor(path, there)) return { rule: 'door', what: path }
  return null
}

/** Everything in which a house differs from its plan. */
export function faults(house: readonly Source[]): Fault[] {
  const found: Fault[] = []
  for (const source of house) {
    for (const { spec, typeOnly } of source.imports) {
      const fault = faultOfImport(source, spec, typeOnly)
      if (fault) found.push({ path: source.path, ...fault })
    }
    if (!SAYS_BROWSER.test(source.path)) {
      // A member of something else (`target.browser`) and a key (`browser:`) are no globals.
      const said =
        /(?<![.\w$])(?:browser|chrome)\s*(?:\?\.|\.)\s*[a-zA-Z]|(?:globalThis|window|self)\s*(?:\?\.|\.)\s*(?:browser|chrome)\b/.exec(
          source.bare,
        )
      if (said) found.push({ path: source.path, rule: 'global', what: said[0] })
    }
  }
  return found
}

/** The files that a file brings along at run time, itself included. */
export function closure(house: readonly Source[], path: string): string[] {
  const byPath = new Map(house.map((source) => [source.path, source]))
  const seen = new Set<string>()
  const visit = (one: string) => {
    if (seen.has(one)) return
    seen.add(one)
    for (const { spec, typeOnly } of byPath.get(one)?.imports ?? []) {
      if (!typeOnly) visit(spec.startsWith('.') ? target(one, spec) : spec)
    }
  }
  visit(path)
  return [...seen].sort()
}
