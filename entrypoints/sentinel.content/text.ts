import {
  call,
  fewDigits,
  findNumbers,
  type Hit,
  native,
  parentOf,
  tag,
  textOf,
} from '../../utils/guard/page.ts'
import type { Core } from './core.ts'
import { shadowRootOf } from './link.ts'

/** Of one piece of text, and of all that appears in one go, no more than this is looked at; a page that floods is not ours to stop. */
const PIECE = 4_000
const MOST = 40_000
/**
 * What the browser lets nobody give a shadow root, by the names that fill a page: none of these has to be asked for one. The
 * first four are those that may have names of the page's own before the browser's.
 */
const NO_HOST =
  'form,object,embed,frameset,a,b,br,button,em,i,img,input,label,li,link,meta,ol,option,path,script,select,strong,style,svg,table,tbody,td,textarea,th,tr,ul'
const HOSTS = `:not(${NO_HOST})`

/** Judges a text in which a number stands; reports it and returns true where it is stopped. */
const stops = (core: Core, text: string, all = text): boolean => {
  const hit = core.find(text)
  const answer = hit && core.judge('guarded', hit.short)
  if (answer?.act !== 'stop') return false
  const { digits } = hit as Hit
  const about = {
    number: 'guarded',
    way: 'text',
    layer: 'number',
    quarantine: true,
    trusted: false,
  } as const
  core.stopped({ ...about, answer, digits, text: all })
  return true
}
/** A guarded number stands in a text of the page; where it stands in an editor that is emptied. */
const look = (core: Core, text: string | null, where: Node | null): boolean => {
  if (!text || fewDigits(text, 11)) return false
  for (const number of findNumbers(text)) {
    if (core.find(number)?.digits.length !== 11 || !stops(core, number, text)) continue
    if (where instanceof HTMLElement && native(where, 'isContentEditable')) where.textContent = ''
    return true
  }
  return false
}

/**
 * A guarded number that appears in a page: by a script's text, an attribute, an answer of the server. Whole numbers alone: runs
 * of eight meet by chance in a long text. The field that shows it is emptied before the page's next task, the frame held.
 */
export interface Text {
  /** Begins and ends with the guarding: on a page while nothing is guarded there is no observer. */
  appeared(event?: Event): void
  /** A shadow root that somebody has come upon: no observer of the document sees into it. */
  meet(root: ShadowRoot): void
  /** Roots may have come that no change of the document tells of; looked for once, when the page's script has ended. */
  search(): void
}

export function watchText(core: Core): Text {
  /** The document and the shadow roots that are observed. */
  const met = new Set<Document | ShadowRoot>()
  let isDue = false

  let observer: MutationObserver | null = null

  /** A number that is guarded from now on may stand here already: the page has had it. */
  const already = (root: Document | ShadowRoot, event?: Event): void => {
    const from = root === document ? native(document, 'body') : root
    if (!event) look(core, textOf(from).slice(0, MOST), null)
    // A field that shows what it asks for is empty.
    for (const one of call(root, 'querySelectorAll', ':is(input,textarea):not(:placeholder-shown)')) {
      const field = one as HTMLInputElement
      if (!fewDigits(field.value) && stops(core, field.value)) field.value = ''
    }
  }
  const meet = (root: Document | ShadowRoot): void => {
    if (!observer || met.has(root)) return
    met.add(root)
    observer.observe(root, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeFilter: ['value'],
    })
    if (root !== document) already(root)
    within(root)
  }
  /**
   * The roots of what stands in a node. A closed one is found by asking, which takes Chromium some microseconds: asked are
   * elements of a page's own making, and those that show nothing of their own.
   */
  const within = (node: Document | ShadowRoot | Element): void => {
    const ask = (host: Element): void => {
      const isAsked = import.meta.env.FIREFOX || !host.firstElementChild || tag(host).includes('-')
      const root = isAsked ? shadowRootOf(host) : host.shadowRoot
      if (root) meet(root)
    }
    if (node instanceof Element && call(node, 'matches', HOSTS)) ask(node)
    for (const host of call(node, 'querySelectorAll', HOSTS)) ask(host)
  }
  let known = ''

  const seen = (records: readonly MutationRecord[]): void => {
    let left = MOST
    /** What a page builds comes one element after the other: what stands in one that was looked at was looked at with it. */
    const bare = new Set<Node | null>()
    const searched = new Set<Node | null>()
    for (const record of records) {
      if (left <= 0) return
      const { target } = record
      if (record.type === 'attributes') {
        const field = target as HTMLInputElement
        const value = field.getAttribute('value')
        if (look(core, value, null)) {
          field.removeAttribute('value')
          return
        }
        left -= value?.length ?? 0
        continue
      }
      const nodes: Iterable<Node> = record.type === 'characterData' ? [target] : record.addedNodes
      for (const node of nodes) {
        const parent = parentOf(node)
        // Without eleven digits there, there are none in a part of it; but a comment is no part of the text around it.
        if (bare.has(parent) && (node instanceof Element || node instanceof Text)) {
          bare.add(node)
          left--
        } else {
          const text = textOf(node)
          const part = text.slice(0, PIECE)
          left -= part.length + 10
          if (part === text && fewDigits(text, 11)) bare.add(node)
          else if (look(core, part, parent ?? target)) return
        }
        if (left <= 0) return
        if (searched.has(parent)) searched.add(node)
        else if (node instanceof Element) {
          within(node)
          searched.add(node)
        }
      }
    }
  }

  return {
    meet,
    search() {
      if (!observer || isDue) return
      isDue = true
      setTimeout(() => {
        isDue = false
        for (const root of [...met]) within(root)
      })
    },
    appeared(event) {
      const wanted = core.view?.guarding === true && core.numbers && core.view.origin !== 'trading'
      if (wanted && !observer) {
        observer = new MutationObserver(seen)
        meet(document)
      } else if (!wanted && observer) {
        observer.disconnect()
        observer = null
        met.clear()
      }
      const now = wanted ? `${core.snapshot?.whole}` : ''
      // A page that is shown again brings back what stood in its fields, and no event says so.
      if (now !== known || (now && event)) for (const root of [...met]) already(root, event)
      known = now
    },
  }
}
