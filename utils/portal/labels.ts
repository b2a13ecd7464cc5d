import type { Roots, Scope } from './roots.ts'
import { plain } from './text.ts'

const MOST_LABEL = 60
const CONTROL =
  'input:not([type=hidden]),select,textarea,output,[role=textbox],[role=combobox],[role=radiogroup]'

/** The short texts of a page, by what they say. Made once a reading, and only where something is looked for by words. */
export interface Labels {
  /** Elements in which exactly this stands, in the page's order. */
  saying(words: string): readonly Element[]
  /** What belongs to a label: the field, the next cell, the part of the form beside it; or the text itself behind it. */
  beside(words: string): readonly (Element | string)[]
}

export function labelsOf(document: Document, roots: Roots): Labels {
  let byText: Map<string, Element[]> | null = null
  /** Texts that go on behind a colon, `手机号码：138…`. */
  const whole: [start: string, text: string, element: Element][] = []

  function index(): Map<string, Element[]> {
    if (byText) return byText
    const map = new Map<string, Element[]>()
    const add = (text: string, element: Element): void => {
      const key = plain(text)
      if (key === '') return
      const there = map.get(key)
      if (!there) map.set(key, [element])
      else if (there.at(-1) !== element) there.push(element)
    }
    for (const root of roots.all) {
      // 4: text nodes.
      const walk = document.createTreeWalker(root, 4)
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const text = node.nodeValue ?? ''
        const element = node.parentElement
        if (!element || /^(?:script|style)$/i.test(element.tagName)) continue
        if (text.length <= MOST_LABEL) add(text, element)
        const colon = text.search(/[:：]/)
        if (colon > 0 && colon <= MOST_LABEL && /\S/.test(text.slice(colon + 1)))
          whole.push([plain(text.slice(0, colon)), text.slice(colon + 1, colon + 400), element])
      }
      for (const element of root.querySelectorAll('[aria-label]'))
        add(element.getAttribute('aria-label') ?? '', element)
      // A label made of several parts, `<td>手机<b>号码</b></td>`.
      for (const element of root.querySelectorAll('label,th,td,dt,legend'))
        if (element.firstElementChild && (element.textContent ?? '').length <= MOST_LABEL)
          add(element.textContent ?? '', element)
    }
    byText = map
    return map
  }

  const named = (element: Element): Element | null => {
    const id = element.closest('[id]')?.id
    const root = element.getRootNode() as Document
    return id ? (root.querySelector(`[aria-labelledby~="${id.replace(/["\\]/g, '\\$&')}"]`) ?? null) : null
  }

  function ofLabel(element: Element): Element | null {
    const label = element.closest('label') as HTMLLabelElement | null
    if (!label) return null
    const id = label.getAttribute('for')
    const root = label.getRootNode() as Document | ShadowRoot
    return (id ? root.getElementById(id) : null) ?? label.querySelector(CONTROL)
  }

  /** Outwards from the label, as long as what is around it is only the label itself: what comes next. */
  function next(element: Element, words: string): Element | string | null {
    let at: Element | null = element
    for (let up = 0; at && up < 5; up++) {
      const text =
        at.nextSibling?.nodeType === 3 ? (at.nextSibling.nodeValue ?? '').replace(/^\s*[:：]/, '').trim() : ''
      if (text !== '') return text
      let sibling = at.nextElementSibling
      // A mark or a hint beside the label, and nothing that could be a value.
      while (sibling && /^[*＊:：?？\s]*$/.test(sibling.textContent ?? '') && !holdsField(sibling))
        sibling = sibling.nextElementSibling
      // Beside the heading of a column stands the next heading.
      if (sibling?.localName === 'th' && at.localName === 'th') return null
      if (sibling) return sibling
      const outer: Element | null = at.parentElement
      if (!outer || /^(?:tr|table|form|body|ul|ol|dl)$/i.test(outer.tagName)) return null
      if (plain(outer.textContent ?? '') !== words) return null
      at = outer
    }
    return null
  }
  const holdsField = (element: Element): boolean =>
    element.matches(CONTROL) || roots.query(element, CONTROL).length > 0

  return {
    saying: (words) => index().get(plain(words)) ?? [],
    beside(words) {
      const key = plain(words)
      const found = (index().get(key) ?? []).flatMap((element): (Element | string)[] => {
        if (plain(element.getAttribute('aria-label') ?? '') === key) return [element]
        const value = ofLabel(element) ?? named(element) ?? next(element, key)
        return value === null ? [] : [value]
      })
      const after = whole.filter(([start]) => start === key).map(([, text]) => text)
      return [...found, ...after]
    },
  }
}

export const isIn = (roots: Roots, scope: Scope, element: Element): boolean =>
  scope.nodeType === 9 || roots.holds(scope, element)
