import {
  answer,
  answerCode,
  findGuarded,
  findNumbers,
  findWindows,
  holdsSending,
  inScope,
  isLoneCode,
  type Page,
  type View,
} from '../../utils/guard/page.ts'
import type { Banner, FrameCore } from '../../utils/wire/frame.ts'
import type { Snapshot } from '../../utils/wire/sentinel.ts'
import type { Channel } from './channel.ts'
import type { Link } from './link.ts'

/** The frame's core, and what only the sentinel itself calls. */
export interface Core extends FrameCore {
  take(snapshot: Snapshot): void
  judged(guarded: boolean): void
  /** From now on this tells what a page is. */
  learn(classify: () => Page): void
}

/** A page that probes, number by number, gets no more than this. */
const MOST_STOPS = 5
/** What is told and not stopped is told again after so long. */
const TOLD_MS = 60_000
/** Of a page that has more numbers than this looked at, or in one text their runs of eight, a stop would say which it is. */
const MANY = 20

/** What the page is: read when somebody asks, and once until something in it has changed. */
function pageReader(): Pick<Core, 'page' | 'touch' | 'learn'> {
  let page: Page | null = null
  let look: (() => Page) | null = null
  return {
    page() {
      try {
        if (look) page ??= look()
      } catch {
        // A page on which reading fails, by a fault of ours or by its own design: the worst that it could be.
        page = { kind: 'sign-up', score: 0, unread: true }
      }
      return page ?? { kind: 'other', score: 0 }
    },
    touch() {
      page = null
    },
    learn(classify) {
      look = classify
      page = null
    },
  }
}

export function createCore(parts: { link: Link; channel: () => Channel; banner: Banner }): Core {
  let snapshot: Snapshot | null = null
  let known: View | null = null
  let n = 0
  let alone = 0
  const tried = new Set<string>()
  let holding = false
  const told = new Map<string, number>()

  /** A page leaves the part of its host that it was judged by without loading anew: from then on nothing speaks for it. */
  const viewNow = (): View | null => {
    if (known && snapshot?.under && !inScope(snapshot.under, location))
      known = { ...known, origin: 'unknown' }
    return known
  }

  const tell = (): void => {
    // A sign-up that a script sends is asked about, guarded number or not; where only a part of the host is free, everything.
    const ask = known && (snapshot?.under || core.numbers || core.pages)
    parts.channel().state(holding ? 2 : ask ? 1 : 0, !!snapshot?.orders.length)
  }

  const core: Core = {
    ...pageReader(),
    reading: false,
    get view() {
      return viewNow()
    },
    get snapshot() {
      return snapshot
    },
    get numbers() {
      const view = viewNow()
      return !view || (view.origin !== 'free' && (view.guarding || view.origin === 'trading'))
    },
    get pages() {
      const view = viewNow()
      if (!view || view.origin === 'free') return false
      return view.guarding || view.origin === 'catalogue' || view.origin === 'trading'
    },
    find(text) {
      if (tried.size <= MANY) for (const number of findNumbers(text)) tried.add(number)
      return findGuarded(text, viewNow())
    },
    heldCode(text, way, trusted) {
      const said = answerCode(viewNow(), Date.now())
      const { kind, unread } = core.page()
      if (!said || !isLoneCode(text) || (kind !== 'other' && !unread)) return false
      core.stopped({ answer: said, number: 'other', way, layer: 'number', digits: null, trusted })
      return true
    },
    judge(number, short) {
      const view = viewNow()
      const kind = view && (view.guarding || core.pages) ? core.page().kind : 'other'
      return answer(view, kind === 'other' ? 'field' : kind, number, short, Date.now())
    },
    stopped(what) {
      const view = known
      const { act, why, cell, stops } = what.answer
      const held = stops || holdsSending(what.answer)
      if (!held) {
        // What a policy opens is told too: the background reads requests, and sees no page that they come from.
        const opened = act === 'allow' && what.number === 'guarded' && view?.table[cell] === 'allow'
        if ((act !== 'inform' && !opened) || Date.now() - (told.get(cell) ?? 0) < TOLD_MS) return false
        told.set(cell, Date.now())
      } else if (what.trusted) alone = 0
      else
        alone += tried.size > MANY || new Set(findWindows(what.text ?? '')).size > MANY * 4 ? MOST_STOPS : 1
      const quarantine = held && (what.quarantine === true || alone >= MOST_STOPS)
      if (quarantine) {
        holding = true
        tell()
      }
      const kind = view ? core.page().kind : 'other'
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
        hand: alone === 0,
      })
      if (snapshot && act !== 'allow')
        parts.banner.show(snapshot.texts, { n, act, why: said, cell, page: kind, quarantine })
      return held
    },
    take(next) {
      snapshot = next
      known = { ...next, whole: new Set(next.whole), runs: new Set(next.runs) }
      if (holding && !next.guarding) holding = false
      tell()
    },
    judged(guarded) {
      if (guarded) return
      // A false match of the short fingerprints: the next try passes. Who was trying numbers has tried one all the same.
      holding = holding && alone >= MOST_STOPS
      parts.banner.hide()
      tell()
    },
    tell: (t) => parts.link.post({ t }),
    person() {
      if (alone > 0) parts.link.post({ t: 'person' })
      alone = 0
    },
  }
  return core
}
