import { attr, contains, controlKind, native, parentOf, precedes, tag, textOf } from './controls.ts'
import type { HintOf } from './field-hints.ts'
import type { Scope } from './scopes.ts'
import { F_ACCOUNT, F_ADDRESS, F_CODE, F_MAIL, F_PHONE, F_SEARCH } from './words.ts'

/**
 * What asks who somebody is and for a proof of it, in no form, apart from the search and the comments of the page around it:
 * the largest element around both that has none of those. Null where nothing has to be told apart.
 */
export function cluster(bare: Scope, heads: readonly Element[], hintOf: HintOf): Scope | null {
  const isOf = (field: Element, types: RegExp, ...words: RegExp[]): boolean =>
    types.test(attr(field, 'type')) || words.some((one) => one.test(hintOf(field)))
  const strange = bare.fields.filter(
    (field) =>
      tag(field) === 'textarea' ||
      attr(field, 'contenteditable') !== '' ||
      (F_ADDRESS.test(hintOf(field)) && !F_MAIL.test(hintOf(field))) ||
      isOf(field, /^(?:search|file)$/i, F_SEARCH),
  )
  if (strange.length === 0) return null
  let i = bare.fields.findIndex((field) => !strange.includes(field) && isOf(field, /^password$/i, F_CODE))
  let proof = bare.fields[i]
  if (!proof) {
    proof = [...bare.buttons, ...bare.loose].find((control) => controlKind(control) === 'code')
    const last = proof && bare.fields.findLastIndex((field) => precedes(field, proof as Element))
    i = last === undefined ? -1 : last + 1
  }
  const who = bare.fields
    .slice(Math.max(0, i - 3), Math.max(0, i))
    .findLast(
      (field) => !strange.includes(field) && isOf(field, /^(?:tel|email)$/i, F_PHONE, F_MAIL, F_ACCOUNT),
    )
  if (!proof || !who) return null
  let box: Element | null = null
  for (
    let up = parentOf(who);
    up && !strange.some((field) => contains(up as Element, field));
    up = parentOf(up)
  )
    box = up
  if (!box || !contains(box, proof)) return null
  const wide = box
  const fields = bare.fields.filter((field) => contains(wide, field))
  const controls = [...bare.buttons, ...bare.loose]
  const within = [...fields, proof]
  const isWhole = (): boolean =>
    within.every((one) => contains(root, one)) && controls.some((one) => contains(root, one))
  // As small as it can be with a control in it: what stands beside it is not its own.
  let root: Element = who
  while (root !== wide && !isWhole()) root = parentOf(root) ?? wide
  const inside = (list: readonly Element[]): Element[] => list.filter((one) => contains(root, one))
  const own = inside(heads)
  return {
    root,
    fields,
    buttons: inside(bare.buttons),
    loose: inside(bare.loose),
    heads: own,
    before: heads.findLast((head) => contains(wide, head) && precedes(head, root)) ?? null,
    outer: null,
  }
}

/** What a node stands in, a shadow root as its own last step before its host. */
const above = (node: Node): Node | null =>
  native(node, 'parentNode') ?? ((node as Partial<ShadowRoot>).host || null)
const standsIn = (node: Node, box: Node): boolean => {
  for (let at: Node | null = node; at; at = above(at)) if (at === box) return true
  return false
}

/** The words around fields: those of the smallest node that holds them all, and a little more where that is little. */
export function wordsAround(fields: readonly Element[]): string {
  let box: Node | null = fields[0] ? above(fields[0]) : null
  while (box && !fields.every((field) => standsIn(field, box as Node))) box = above(box)
  let text = textOf(box)
  for (let i = 0; i < 2 && box; i++) {
    box = above(box)
    // An element with a shadow root has no words of its own between the root and what it stands in.
    while (box && !textOf(box)) box = above(box)
    if (!box) break
    const wider = textOf(box)
    // A whole page says nothing about this form.
    if (
      wider.length > 1500 ||
      native(box, 'nodeType') === 9 ||
      (native(box, 'nodeType') === 1 && tag(box as Element) === 'html')
    )
      break
    if (wider.length > text.length) text = wider
  }
  return text.length > 4000 ? '' : text
}
