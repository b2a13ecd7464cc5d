/**
 * Originals, taken before the first page script and kept out of its reach: a page that patches prototypes later cannot read,
 * stop or fool what is done here.
 */
export const { apply, construct } = Reflect
const { defineProperty, getOwnPropertyDescriptor } = Object
export const Proxied = Proxy
export const Obj = Object
export const Dom = DOMException

/** The getter of a built-in attribute. */
export const getter = (owner: { prototype: object }, name: string): (() => unknown) =>
  getOwnPropertyDescriptor(owner.prototype, name)?.get as () => unknown

/** Whether a built-in function takes this as its `this`: true for an object of another realm too, and not for a pretender. */
export const takes = (method: (...args: never[]) => unknown, self: unknown): boolean => {
  try {
    apply(method, self, [''])
    return true
  } catch {
    // To throw is its answer.
    return false
  }
}

type Fn = (...args: never[]) => unknown
/** What stands in for a function. `go` calls the original with `args` as they are by then. */
export type Stand = (go: () => unknown, args: unknown[], self: unknown, original: Fn) => unknown

const map = new WeakMap<object, unknown>()
const { get, set } = map
/** What is remembered about an object; a page cannot replace the methods by which it is. */
export const recall = (about: unknown): unknown => apply(get, map, [about])
export const remember = (about: unknown, what: unknown): void => void apply(set, map, [about, what])

/** What stands on the prototype of a class of the global; nothing where the browser has no such class. */
const ownerOf = (name: string): object | undefined =>
  name
    ? (globalThis as unknown as Record<string, { prototype: object } | undefined>)[name]?.prototype
    : globalThis

/**
 * Replaces what is called `name` of the class `owner`, or of the global where it is '': a method, a class, or the setter of an
 * attribute; in place and with the same descriptor. Nothing happens where the browser has none. A proxy keeps name, length,
 * brand checks and the missing prototype of a built-in function.
 */
export function hook(owner: string, name: string, stand: Stand): void {
  const on = ownerOf(owner)
  const found = on && getOwnPropertyDescriptor(on, name)
  if (!found) return
  const key = found.set ? 'set' : 'value'
  const original = found[key] as Fn & { prototype?: object }
  const proxy = new Proxied(original, {
    apply: (_, self, args) => stand(() => apply(original, self, args), args, self, original),
    construct: (_, args, self) =>
      stand(() => construct(original, args, self), args, self, original) as object,
  })
  remember(proxy, original)
  const { prototype } = original
  if (prototype) defineProperty(prototype, 'constructor', { value: proxy })
  defineProperty(on, name, { ...found, [key]: proxy })
}
