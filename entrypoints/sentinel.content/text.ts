import { call, fewDigits, findNumbers, type Hit, native, tag, textOf } from '../../utils/guard/page.ts'
import type { Core } from './core.ts'
import { shadowRootOf } from './link.ts'

/** Of one piece of text, and of all that appears in one go, no more than this is looked at; a page that floods is not ours to stop. */
const PIECE = 4_000
const MOST = 40_000

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

  const stops = (text: string, all = text): boolean => {
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
  const look = (text: string | null, where: Node | null): boolean => {
    if (!text || fewDigits(text, 11)) return false
    for (const number of findNumbers(text)) {
      if (core.find(number)?.digits.length !== 11 || !stops(number, text)) continue
      if (where instanceof HTMLElement && native(where, 'isContentEditable')) where.textContent = ''
      return true
    }
    return false
  }
  /** A number that is guarded from now on may stand here already: the page has had it. */
  const already = (root: Document | ShadowRoot, event?: Event): void => {
    const from = root === document ? native(document, 'body') : root
    if (!event) look(textOf(from).slice(0, MOST), null)
    for (const one of call(root, 'querySelectorAll', 'input,textarea')) {
      const field = one as HTMLInputElement
      if (!fewDigits(field.value) && stops(field.value)) field.value = ''
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
    for (const host of node instanceof Element
      ? [node, ...call(node, 'querySelectorAll', '*')]
      : call(node, 'querySelectorAll', '*')) {
      const isAsked = import.meta.env.FIREFOX || tag(host).includes('-') || !native(host, 'firstElementChild')
      const root = isAsked ? shadowRootOf(host) : native(host, 'shadowRoot')
      if (root) meet(root)
    }
  }
  let known = ''

  const seen = (records: readonly MutationRecord[]): void => {
    let left = MOST
    for (const record of records) {
      if (left <= 0) return
      const { target } = record
      if (record.type === 'attributes') {
        const field = target as HTMLInputElement
        const value = field.getAttribute('value')
        if (look(value, null)) {
          field.removeAttribute('value')
          return
        }
        left -= value?.length ?? 0
        continue
      }
      const nodes: Iterable<Node> = record.type === 'characterData' ? [target] : record.addedNodes
      for (const node of nodes) {
        const text = textOf(node).slice(0, PIECE)
        left -= text.length + 10
        if (look(text, native(node, 'parentElement') ?? target) || left <= 0) return
        if (node instanceof Element) within(node)
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
