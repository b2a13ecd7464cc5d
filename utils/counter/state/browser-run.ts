import * as v from 'valibot'
import type { ActivationId, Lang, Seq, ServiceId } from '../../base/index.ts'
import type { ReceiptView, ToBackground } from '../../wire/index.ts'
import { vReceipt } from './activation.ts'
import type { Counter } from './counter.ts'
import { type Current, type InSight, type Pending, vCurrent, vInSight, vPending } from './in-sight.ts'
import { type Burst, type Held, type OrderPass, vBurst, vHeld, vOrderPass } from './orders.ts'
import { vId, vLang } from './shapes.ts'

type StopMessage = Extract<ToBackground, { t: 'stop' }>

/** A stop that the floor made, until the stopped page asks what happened. */
export interface FloorStop {
  readonly tab: number
  readonly service: ServiceId | null
  readonly url: string
  readonly act: 'stop' | 'reason' | 'acknowledge' | 'banner' | 'quarantine'
  readonly why: string
  readonly seq: Seq | null
  /** Of a stop in a page: the cell and the place that a manager may open, which number it was about, and whose. */
  readonly cell?: string
  readonly at?: string
  readonly number?: 'guarded' | 'other' | 'none'
  readonly about?: ActivationId
}

/** The paper of the activation that was handed over last, so that it can be printed once more. */
export interface LastPaper {
  readonly activation: ActivationId
  /** HMAC of the number: whose it is, so that it goes when they do. */
  readonly cust: string
  readonly shown: { readonly lang: Lang; readonly size: 1 | 2 | 3 | null }
  readonly clerk: string
  readonly receipt: ReceiptView
  readonly codes: readonly string[]
}

/** A site that is open for one tab, until then. */
interface Opened {
  readonly tab: number
  readonly service: ServiceId
  readonly until: number
}

/**
 * Everything small that outlives a stopped worker but not the browser run. It lies in session storage, which is memory: none
 * of it ever reaches the disk.
 */
export interface BrowserRun {
  /** Numbers were guarded in this run of the browser, and the database that held them is another now. */
  readonly isLost: boolean
  /** Sites opened for one tab by a reason or an override. */
  readonly opened: readonly Opened[]
  /** Tabs in which a clerk's own log-in by code may ask its site. */
  readonly logIns: readonly Opened[]
  /** What an answered stop lets pass. */
  readonly allowed: readonly {
    readonly tab: number
    readonly cell: string
    readonly short: number | null
    readonly until: number
    /** `placeOf` where it counts; none: wherever the tab is, as for a false match. */
    readonly at?: string
  }[]
  /** Tabs in which a number was stopped: for a while a lone code needs a reason there. */
  readonly codeTabs: readonly { readonly tab: number; readonly until: number }[]
  readonly quarantined: readonly { readonly tab: number; readonly hosts: readonly string[] }[]
  /** Stops in a row without a hand, by tab: a page that tries numbers one by one, in however many frames. */
  readonly alone: readonly { readonly tab: number; readonly count: number }[]
  /** Orders that may leave the portal now. */
  readonly orderPasses: readonly OrderPass[]
  /** The last that was held in each tab. */
  readonly held: readonly Held[]
  /** What is being held over and over just now. */
  readonly bursts: readonly Burst[]
  /** What each frame of a portal shows now. */
  readonly inSight: readonly InSight[]
  /** What was read in each tab before its customer's number was. */
  readonly pending: readonly Pending[]
  /** Whose pages each tab shows now, where several were read in it. */
  readonly current: readonly Current[]
  /** The frame that the panel stands in, where a tab's top frame is no portal's. */
  readonly panels: readonly { readonly tab: number; readonly frame: number }[]
  /** The stop that each tab's stopped page is about. */
  readonly stops: readonly FloorStop[]
  /** The last stops of each frame, by `tab/frame/n`: a reason given in the banner names one of them. */
  readonly told: readonly { readonly key: string; readonly stop: StopMessage }[]
  /** When each kind of stop was last met: the same within a second is one entry. */
  readonly floods: readonly { readonly key: string; readonly at: number }[]
  /** Permits that were shut before the disk had said so: a restart does not open them again. */
  readonly shut: readonly string[]
  /** When the page for taking back was asked about a number, within the last quarter of an hour. */
  readonly looks: readonly number[]
  /** What a customer has just tapped to take back: shut at once, and written when their minute to undo it is over. */
  readonly goingBack: readonly { readonly cust: string; readonly service: string; readonly until: number }[]
  /** Until the next activation opens. */
  readonly lastPaper: LastPaper | null
  /** What is followed of permits' tabs, to tell when one was used. */
  readonly permits: {
    /** Hosts (with their ports) that a permit's tab has shown of its site: what they left behind is removed with it. */
    readonly visited: readonly { readonly tab: number; readonly host: string }[]
    /** The page that each tab is at. */
    readonly pages: readonly { readonly tab: number; readonly url: string }[]
    /** What requests under way hold: number and code, or (`part`) the number alone. */
    readonly handedIn: readonly { readonly key: string; readonly what: 'whole' | 'part' }[]
    /**
     * The page at which number and code were answered well. Such an answer cannot be read, and many sites answer a wrong code
     * well too; what follows can.
     */
    readonly answered: readonly { readonly tab: number; readonly url: string }[]
  }
}

export const EMPTY_RUN: BrowserRun = {
  isLost: false,
  opened: [],
  logIns: [],
  allowed: [],
  codeTabs: [],
  quarantined: [],
  alone: [],
  orderPasses: [],
  held: [],
  bursts: [],
  inSight: [],
  pending: [],
  current: [],
  panels: [],
  stops: [],
  told: [],
  floods: [],
  shut: [],
  looks: [],
  goingBack: [],
  lastPaper: null,
  permits: { visited: [], pages: [], handedIn: [], answered: [] },
}

const tab = v.number()
const vService = vId<ServiceId>()
const vOpened = v.object({ tab, service: vService, until: v.number() })
const vPage = v.object({ tab, url: v.string() })
const vNumber = v.picklist(['guarded', 'other', 'none'])

const vStop = v.object({
  tab,
  service: v.nullable(vService),
  url: v.string(),
  act: v.picklist(['stop', 'reason', 'acknowledge', 'banner', 'quarantine']),
  why: v.string(),
  seq: v.nullable(v.custom<Seq>((n) => Number.isSafeInteger(n))),
  cell: v.exactOptional(v.string()),
  at: v.exactOptional(v.string()),
  number: v.exactOptional(vNumber),
  about: v.exactOptional(vId<ActivationId>()),
})

const vTold = v.object({
  t: v.literal('stop'),
  n: v.number(),
  page: v.picklist(['sign-up', 'code-log-in', 'log-in', 'field']),
  number: vNumber,
  way: v.string(),
  layer: v.picklist(['number', 'page', 'request']),
  act: v.string(),
  why: v.string(),
  cell: v.string(),
  digits: v.nullable(v.string()),
  quarantine: v.boolean(),
  hand: v.boolean(),
})

/** What an older build, or none, has kept of a list: nothing. */
const listOf = <T>(schema: v.GenericSchema<unknown, T>) => v.optional(v.array(schema), [])

const vLastPaper = v.object({
  activation: vId<ActivationId>(),
  cust: v.string(),
  shown: v.object({ lang: vLang, size: v.nullable(v.picklist([1, 2, 3])) }),
  clerk: v.string(),
  receipt: vReceipt,
  codes: v.array(v.string()),
})

const vVisited = v.object({ tab, host: v.string() })

const vRun: v.GenericSchema<unknown, BrowserRun> = v.object({
  isLost: v.optional(v.boolean(), false),
  opened: listOf(vOpened),
  logIns: listOf(vOpened),
  allowed: listOf(
    v.object({
      tab,
      cell: v.string(),
      short: v.nullable(v.number()),
      until: v.number(),
      at: v.exactOptional(v.string()),
    }),
  ),
  codeTabs: listOf(v.object({ tab, until: v.number() })),
  quarantined: listOf(v.object({ tab, hosts: v.array(v.string()) })),
  alone: listOf(v.object({ tab, count: v.number() })),
  orderPasses: listOf(vOrderPass),
  held: listOf(vHeld),
  bursts: listOf(vBurst),
  inSight: listOf(vInSight),
  pending: listOf(vPending),
  current: listOf(vCurrent),
  panels: listOf(v.object({ tab, frame: v.number() })),
  stops: listOf(vStop),
  told: listOf(v.object({ key: v.string(), stop: vTold })),
  floods: listOf(v.object({ key: v.string(), at: v.number() })),
  shut: listOf(v.string()),
  looks: listOf(v.number()),
  goingBack: listOf(v.object({ cust: v.string(), service: v.string(), until: v.number() })),
  lastPaper: v.optional(v.nullable(vLastPaper), null),
  permits: v.optional(
    v.object({
      visited: listOf(vVisited),
      pages: listOf(vPage),
      handedIn: listOf(v.object({ key: v.string(), what: v.picklist(['whole', 'part']) })),
      answered: listOf(vPage),
    }),
    {},
  ),
})

/** What lies beside it: until when something is guarded, so that a database that was thrown away is missed. */
const vKept = v.looseObject({ guardedUntil: v.optional(v.number(), 0) })

/** As the builds before wrote it: stops by tab, and the hosts of permits' tabs at the top. */
function fromOlder(kept: Record<string, unknown>): Record<string, unknown> {
  const { stops, visited, orderPasses, ...rest } = kept
  // A pass of a build before said nothing of the request that it was for: it is not taken over.
  const isWhole = (pass: unknown) => typeof pass === 'object' && pass !== null && 'usedBy' in pass
  return {
    ...rest,
    ...(Array.isArray(orderPasses) ? { orderPasses: orderPasses.filter(isWhole) } : {}),
    ...(Array.isArray(stops) ? { stops: stops.map((one) => (Array.isArray(one) ? one[1] : one)) } : {}),
    ...(visited === undefined ? {} : { permits: { visited } }),
  }
}

/** Reads what was kept; null where it does not fit. */
function readRun(text: string): { run: BrowserRun; guardedUntil: number } | null {
  let kept: unknown
  try {
    kept = JSON.parse(text)
  } catch {
    // Not what was kept: told by whoever asked.
    return null
  }
  const beside = v.safeParse(vKept, kept)
  if (!beside.success) return null
  const read = v.safeParse(vRun, fromOlder(beside.output))
  return read.success ? { run: read.output, guardedUntil: beside.output.guardedUntil } : null
}

const last = new WeakMap<Counter, string>()

/** Keeps the run where it has changed; `commit` calls it. */
export async function keepRun(counter: Counter): Promise<void> {
  const guardedUntil = Math.max(0, ...counter.guarded.map((g) => g.until))
  const text = JSON.stringify({ ...counter.run, guardedUntil })
  if (last.get(counter) === text) return
  last.set(counter, text)
  await counter.host.keep(text)
}

/**
 * What an earlier worker of the same browser run has kept. What does not fit is left out, and every number counts until the
 * run ends: a quarantine may have been in it.
 */
export async function restoreRun(counter: Pick<Counter, 'host' | 'now' | 'guarded'>): Promise<BrowserRun> {
  const text = await counter.host.kept()
  if (text === null) return EMPTY_RUN
  const read = readRun(text)
  if (!read) return { ...EMPTY_RUN, isLost: true }
  // A guard that was there a moment ago and is not on the disk: nobody took it back.
  const isGone = read.guardedUntil > counter.now() && counter.guarded.length === 0
  return { ...read.run, isLost: read.run.isLost || isGone }
}
