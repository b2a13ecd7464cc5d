import {
  type Answer,
  answer,
  classifyPage,
  findGuarded,
  type Hit,
  type Page,
  type Situation,
  type View,
} from '../../utils/guard/page.ts'
import type { Snapshot, ToBackground } from '../../utils/wire/port.ts'
import type { Banner } from './banner.ts'
import type { Channel } from './channel.ts'
import type { Link } from './link.ts'
import { shadowRootOf } from './link.ts'

type Stop = Extract<ToBackground, { t: 'stop' }>

/** What one frame's sentinel knows and may do; the layers share it. */
export interface Core {
  readonly view: View | null
  readonly snapshot: Snapshot | null
  /** Numbers are looked for. */
  readonly numbers: boolean
  /** Forms are looked at. */
  readonly pages: boolean
  /** What this page is, looked at again where it has changed. */
  page(): Page
  /** The page has changed. */
  touch(): void
  find(text: string): Hit | null
  judge(number: Situation['number'], short: number | null): Answer
  /** Says that something was stopped: to the background, and to the clerk. */
  stopped(what: {
    readonly answer: Answer
    readonly number: Situation['number']
    readonly way: string
    readonly layer: Stop['layer']
    readonly digits: string | null
    readonly quarantine?: boolean
    /** A person did it: a trusted event. */
    readonly trusted: boolean
  }): void
  take(snapshot: Snapshot): void
  judged(guarded: boolean): void
  person(): void
}

/** A page that probes, number by number, gets no more than this. */
const PATIENCE = 5

const seen = (element: Element): boolean => (element as HTMLElement).checkVisibility?.() !== false

export function createCore(parts: { link: Link; channel: () => Channel; banner: Banner }): Core {
  let snapshot: Snapshot | null = null
  let view: View | null = null
  let page: Page | null = null
  let n = 0
  let alone = 0
  let holding = false

  const tell = (): void => {
    const { orders = [] } = snapshot ?? {}
    const ask = core.numbers && view !== null
    parts.channel().state(holding ? 2 : ask ? 1 : 0, orders)
  }

  const core: Core = {
    get view() {
      return view
    },
    get snapshot() {
      return snapshot
    },
    get numbers() {
      return !view || (view.origin !== 'free' && (view.guarding || view.origin === 'trading'))
    },
    get pages() {
      if (!view || view.origin === 'free') return false
      return view.guarding || view.origin === 'catalogue' || view.origin === 'trading'
    },
    page() {
      page ??= classifyPage(document, { shadowRootOf, visible: seen })
      return page
    },
    touch() {
      page = null
    },
    find: (text) => findGuarded(text, view),
    judge(number, short) {
      const kind = view && (view.guarding || core.pages) ? core.page().kind : 'other'
      return answer(view, kind === 'other' ? 'field' : kind, number, short, Date.now())
    },
    stopped(what) {
      if (what.trusted) alone = 0
      else alone++
      const quarantine = what.quarantine === true || alone >= PATIENCE
      if (quarantine) {
        holding = true
        tell()
      }
      const kind = view ? core.page().kind : 'other'
      const { act, why, cell } = what.answer
      const said = !view ? 'no-answer' : quarantine && what.quarantine !== true ? 'too-many' : why
      n++
      parts.link.post({
        t: 'stop',
        n,
        page: kind === 'other' ? 'field' : kind,
        number: what.number,
        way: what.way,
        layer: what.layer,
        act,
        why: said,
        cell,
        digits: what.digits,
        quarantine,
      })
      if (snapshot) parts.banner.show(snapshot.texts, { n, act, why: said, cell, page: kind, quarantine })
    },
    take(next) {
      snapshot = next
      view = { ...next, whole: new Set(next.whole), runs: new Set(next.runs) }
      if (holding && !next.guarding) holding = false
      tell()
    },
    judged(guarded) {
      if (guarded) return
      // A false match of the short fingerprints: nothing is held any more, the next try passes.
      holding = false
      alone = 0
      parts.banner.hide()
      tell()
    },
    person() {
      alone = 0
    },
  }
  return core
}
