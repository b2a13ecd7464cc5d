/**
 * Originals, taken before the first page script and kept out of its reach: a page that patches prototypes later cannot read,
 * stop or fool what is done here.
 */
export const { apply, construct } = Reflect
const { defineProperty, getOwnPropertyDescriptor } = Object
const Proxied = Proxy
const Weak = WeakMap

/** The getter of a built-in attribute. */
export const getter = (owner: { prototype: object }, name: string): (() => unknown) =>
  getOwnPropertyDescriptor(owner.prototype, name)?.get as () => unknown

/** Whether a built-in function takes this as its `this`: true for an object of another realm too, and not for a pretender. */
export const takes = (method: (...args: never[]) => unknown, self: unknown): boolean => {
  try {
    apply(method, self, [''])
    return true
  } catch {
    return false
  }
}

/** A WeakMap whose methods a page cannot replace. */
export function weakMap<K extends WeakKey, V>(): { get(key: K): V | undefined; set(key: K, value: V): void } {
  const map = new Weak<K, V>()
  const { get, set } = map
  return {
    get: (key) => apply(get, map, [key]) as V | undefined,
    set: (key, value) => void apply(set, map, [key, value]),
  }
}

type Fn = (...args: never[]) => unknown
/** What stands in for a function: the original, `this`, the arguments. */
export type Stand = (original: Fn, self: unknown, args: unknown[]) => unknown

const originals = weakMap<object, Fn>()

/** A proxy keeps name, length, brand checks and the missing prototype of a built-in function. */
function wrap(original: Fn, stand: Stand): Fn {
  const proxy = new Proxied(original, { apply: (target, self, args) => stand(target, self, args) }) as Fn
  originals.set(proxy, original)
  return proxy
}

/** Replaces a method, in place and with the same descriptor. Nothing happens where the browser has none. */
export function hook(owner: object | undefined, name: string, stand: Stand): void {
  const found = owner && getOwnPropertyDescriptor(owner, name)
  if (!found) return
  defineProperty(owner, name, { ...found, value: wrap(found.value as Fn, stand) })
}

/** The same for the setter of an accessor. */
export function hookSetter(owner: object | undefined, name: string, stand: Stand): void {
  const found = owner && getOwnPropertyDescriptor(owner, name)
  if (!found?.set) return
  defineProperty(owner, name, { ...found, set: wrap(found.set as Fn, stand) })
}

/** Replaces a constructor of the global; where `may` says no, it fails as one does that is given an address it cannot use. */
export function hookNew(name: string, may: (args: unknown[]) => boolean): void {
  const found = getOwnPropertyDescriptor(globalThis, name)
  if (!found) return
  const original = found.value as Fn & { prototype: object }
  const Failure = DOMException
  const proxy = new Proxied(original, {
    construct(target, args, self) {
      // What is no text at all fails in the browser's own words.
      if (typeof args[0] === 'symbol') return construct(target, args, self)
      // Texts, made once: what is looked at is what is used.
      if (args.length > 0) args[0] = `${args[0]}`
      if (args[1] && typeof args[1] !== 'string') args[1] = [...args[1]]
      if (!may(args)) throw new Failure('', 'SecurityError')
      return construct(target, args, self)
    },
  })
  originals.set(proxy, original)
  defineProperty(original.prototype, 'constructor', { value: proxy })
  defineProperty(globalThis, name, { ...found, value: proxy })
}

/** `toString` of what was replaced is that of the original. */
export function disguise(): void {
  hook(Function.prototype, 'toString', (original, self, args) =>
    apply(original, (typeof self === 'function' && originals.get(self)) || self, args),
  )
}
