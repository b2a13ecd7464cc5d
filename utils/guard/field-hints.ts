import { attr, call, clip, native, parentOf, tag, textOf } from './controls.ts'
import { SCOPE } from './scopes.ts'

/** The labels of a root by the id that they name: one search for all fields instead of one for each. */
const labelsOf = (root: ParentNode): ReadonlyMap<string, Element> => {
  const labels = new Map<string, Element>()
  for (const label of call(root, 'querySelectorAll', 'label[for]')) {
    const id = attr(label, 'for')
    if (!labels.has(id)) labels.set(id, label)
  }
  return labels
}

/** What names a field: its attributes, its label, or the words just before it. */
export type HintOf = (field: Element) => string

/** What the pictures in a node say they show: old pages write their labels so. */
function altsIn(node: Node | null): string {
  if (!node || native(node, 'nodeType') !== 1) return ''
  const element = node as Element
  return clip(attr(call(element, 'querySelector', 'img[alt]') ?? element, 'alt'), 30)
}

/** Made for one look at a page, and thrown away with it. */
export function hints(): HintOf {
  const labels = new Map<Node, ReadonlyMap<string, Element>>()
  const named = (root: Document | ShadowRoot, id: string): Element | undefined => {
    let known = labels.get(root)
    if (!known) {
      known = labelsOf(root)
      labels.set(root, known)
    }
    return known.get(id)
  }
  return (field) => {
    const root = field.getRootNode() as Document | ShadowRoot
    const parts = [
      'name',
      'id',
      'autocomplete',
      'placeholder',
      'aria-label',
      'title',
      'data-placeholder',
    ].map((n) => attr(field, n))
    let label = field.closest('label')?.textContent ?? ''
    const id = attr(field, 'id')
    const by = attr(field, 'aria-labelledby')
    if (id) label += ` ${clip(named(root, id)?.textContent, 40)}`
    for (const one of by.split(/\s+/))
      if (one && 'getElementById' in root)
        label += ` ${clip(call(root, 'getElementById', one)?.textContent, 40)}`
    if (!label.trim() && !parts[3]) {
      // Drawn over the field, it stands behind it.
      const over = native(field, 'nextElementSibling')
      if (over && (tag(over) === 'label' || /placeholder|label/i.test(attr(over, 'class'))))
        label = clip(textOf(over), 30)
    }
    if (!label.trim() && !parts[3]) {
      // A label that is none: the text just before the field.
      for (
        let node: Element | null = field, i = 0;
        node && i < 3 && !label.trim();
        node = parentOf(node), i++
      ) {
        let before = native(node as Node, 'previousSibling')
        while (before && !textOf(before).trim() && !altsIn(before))
          before = native(before as Node, 'previousSibling')
        const text = clip(textOf(before), 60) || altsIn(before)
        if (/\p{L}/u.test(text) && text.length <= 30) label = text
        const parent = parentOf(node)
        if (parent && call(parent, 'matches', SCOPE)) break
      }
    }
    // camelCase and snake_case names as words.
    const spaced = parts
      .slice(0, 2)
      .join(' ')
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .replace(/[_-]/g, ' ')
    // Names first, then what a person reads.
    return `${spaced} ${parts.slice(0, 3).join(' ')}\n${parts.slice(3).join(' ')} ${clip(label, 60)}`
  }
}
