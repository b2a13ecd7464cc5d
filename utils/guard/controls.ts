import { GET_CODE, isBoth, LOG_IN, NEXT, SIGN_UP } from './words.ts'

export type Control = 'code' | 'sign-up' | 'log-in' | 'next' | 'other'

/** Text on one line, cut. */
export const clip = (text: string | null | undefined, most = 120): string =>
  (text ?? '')
    .slice(0, most * 8)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, most)
/**
 * What the browser itself has under a name. A field of a form, and a named picture or form of a document, stands before it
 * there, so that `form.contains` may be an input: a page that wants us to fail has only to name its fields.
 */
export const native = <T extends object, K extends keyof T>(node: T, name: K): T[K] =>
  Reflect.get(Object.getPrototypeOf(node) as T, name, node)
/** The same for what is called. */
export const call = <T extends object, K extends keyof T>(
  node: T,
  name: K,
  ...args: T[K] extends (...args: infer A) => unknown ? A : never
): T[K] extends (...args: never[]) => infer R ? R : never =>
  Reflect.apply(native(node, name) as (...args: unknown[]) => never, node, args)
type Taken = ((this: unknown, ...args: unknown[]) => unknown) | undefined
/**
 * The same for what is asked of every element of a page: taken once, from where the browser has it. Outside of a browser there
 * is no such place, and each is looked up.
 */
const taken = (owner: 'Node' | 'Element', name: string): Taken => {
  const all = globalThis[owner] as { prototype: object } | undefined
  const { get, value } = (all && Object.getOwnPropertyDescriptor(all.prototype, name)) ?? {}
  return get ?? value
}
const attributeOf = taken('Element', 'getAttribute')
const nameOf = taken('Element', 'localName')
const contentOf = taken('Node', 'textContent')
const elementOver = taken('Node', 'parentElement')
const holds = taken('Node', 'contains')

export const attr = (element: Element, name: string): string =>
  ((attributeOf ? attributeOf.call(element, name) : call(element, 'getAttribute', name)) as string | null) ??
  ''
export const tag = (element: Element): string =>
  nameOf ? (nameOf.call(element) as string) : native(element, 'localName')
/** Text, where there is a node at all. */
export const textOf = (node: Node | null | undefined): string =>
  (node && (contentOf ? (contentOf.call(node) as string) : native(node, 'textContent'))) ?? ''
export const parentOf = (node: Node): Element | null =>
  elementOver ? (elementOver.call(node) as Element | null) : native(node, 'parentElement')
/** Whether one stands before the other (Node.DOCUMENT_POSITION_FOLLOWING). */
export const precedes = (one: Element, other: Element): boolean =>
  (call(one, 'compareDocumentPosition', other) & 4) !== 0
export const contains = (node: Node, other: Node): boolean =>
  holds ? (holds.call(node, other) as boolean) : call(node, 'contains', other)

/** The words on a control. */
export function wordsOf(control: Element): string {
  const own =
    tag(control) === 'input' ? (control as HTMLInputElement).value || attr(control, 'value') : textOf(control)
  return (
    clip(own, 60) || clip(attr(control, 'aria-label') || attr(control, 'title') || attr(control, 'alt'), 60)
  )
}

/** An anchor that leads to another page is no control of this one. */
export const leadsAway = (element: Element): boolean =>
  tag(element) === 'a' && !/^(#.*|javascript:.*|)$/i.test(attr(element, 'href').trim())

export const isButton = (element: Element): boolean =>
  tag(element) === 'button' ||
  attr(element, 'role') === 'button' ||
  (tag(element) === 'input' && /^(submit|button|image)$/i.test(attr(element, 'type')))

/** What words on a control say it does. */
export function kindOfWords(words: string): Control {
  if (words === '' || words.length > 40) return 'other'
  if (GET_CODE.test(words)) return 'code'
  if (isBoth(words)) return 'log-in'
  if (SIGN_UP.test(words)) return 'sign-up'
  if (LOG_IN.test(words)) return 'log-in'
  return NEXT.test(words) ? 'next' : 'other'
}

/** What a control says it does, by its words alone. */
export const controlKind = (control: Element): Control => kindOfWords(wordsOf(control))
