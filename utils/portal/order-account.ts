/** Accounting for all of a body: what the form's own reader did not take is looked at here. */
import type { Ordered, OrderFault } from './order.ts'
import {
  alikeCodes,
  type Codes,
  folded,
  type KnownCodes,
  knownCodes,
  mayHoldNumber,
  withoutPictures,
} from './order-codes.ts'
import {
  type Fields,
  isFields,
  isNode,
  isOff,
  MAX_DEPTH,
  MAX_ITEMS,
  type Shape,
  Unread,
} from './order-fields.ts'
import type { OrderForm } from './order-forms.ts'
import { type Place, placesAt, readItem, type Taken } from './order-paths.ts'

// ── places that the adapter names ────────────────────────────────────────────────────────────────────────────────────

/** A place that is named by its path; `*` is any key, `**` any number of them. Numbers of a list are left out. */
type Pattern = readonly string[]
/** The patterns that may still fit, each with how far it has come. */
type Front = readonly { readonly pattern: Pattern; readonly at: number }[]

const frontOf = (paths: readonly string[] | undefined): Front =>
  (paths ?? []).map((path) => ({ pattern: path.split('.'), at: 0 }))

function step(front: Front, key: string): Front {
  if (front.length === 0) return front
  const next: { pattern: Pattern; at: number }[] = []
  for (const { pattern, at } of front) {
    const wanted = pattern[at]
    if (wanted === '**') {
      next.push({ pattern, at })
      if (pattern[at + 1] === key || pattern[at + 1] === '*') next.push({ pattern, at: at + 2 })
    } else if (wanted === key || wanted === '*') next.push({ pattern, at: at + 1 })
  }
  return next
}

const fits = (front: Front): boolean => front.some(({ pattern, at }) => at === pattern.length)

// ── the walk ─────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Found {
  readonly items: Ordered[]
  /** Texts outside the places of contact: whoever looks for a number looks here. */
  readonly texts: string[]
}

/** Looks through all that no reader has taken. Returns what it found ordered, or why the order is held. */
export function account(
  root: Place,
  shape: Shape,
  form: OrderForm,
  taken: Taken,
  read: readonly Ordered[],
  known: KnownCodes | undefined,
): Found | OrderFault {
  const walk = new Walk(shape, form, taken, read, known)
  const fault = walk.into(root.value, '', {
    ignore: frontOf(shape.ignore),
    contact: frontOf(shape.contact),
    isIgnored: false,
    isContact: false,
    isQuiet: false,
    isOff: false,
    codes: [],
    item: null,
  })
  return fault ?? { items: walk.items, texts: walk.texts }
}

/** What holds for all that stands beneath a node. */
interface Here {
  readonly ignore: Front
  readonly contact: Front
  readonly isIgnored: boolean
  readonly isContact: boolean
  readonly isQuiet: boolean
  /** Not ordered, by the adapter's word. */
  readonly isOff: boolean
  /** Codes of the items around it, which may well name themselves again. */
  readonly codes: readonly string[]
  /** The item it stands in. */
  readonly item: Fields | null
}

class Walk {
  readonly items: Ordered[] = []
  readonly texts: string[] = []
  readonly #shape: Shape
  readonly #form: OrderForm
  readonly #taken: Taken
  readonly #codes: Codes
  /** Codes that are on the order already: once more is no more. */
  readonly #on: Set<string>
  /** The last part of the path to a code, and of the path to the items. */
  readonly #codeKey: string
  readonly #listKeys: ReadonlySet<string>
  #depth = 0
  /** The same keys come again and again. */
  readonly #keys = new Map<string, readonly string[]>()
  /** Keys of an item that was read: what looks alike is one too. */
  #like: ReadonlySet<string> | null = null

  constructor(
    shape: Shape,
    form: OrderForm,
    taken: Taken,
    read: readonly Ordered[],
    known: KnownCodes | undefined,
  ) {
    this.#shape = shape
    this.#form = form
    this.#taken = taken
    this.#codes = known === undefined ? alikeCodes(read) : knownCodes(known)
    this.#on = new Set(
      read.filter((o) => o.action === 'add' || o.action === 'modify').map((o) => folded(o.code)),
    )
    this.#codeKey = (shape.code ?? 'id').split('.').at(-1) ?? ''
    const { items = [] } = shape
    this.#listKeys = new Set(
      (typeof items === 'string' ? [items] : items).map((path) => path.split('.').at(-1) as string),
    )
    for (const node of taken.items.keys()) if (isFields(node)) this.#like ??= new Set(Object.keys(node))
  }

  #add(code: string): void {
    if (this.#on.has(folded(code))) return
    this.#on.add(folded(code))
    this.items.push({ code, quantity: 1, action: 'add' })
  }

  into(value: unknown, key: string, here: Here): OrderFault | null {
    if (!isNode(value)) {
      if (typeof value === 'string') this.#text(withoutPictures(value), key, here)
      else if (typeof value === 'number') this.#text(String(value), key, here)
      return null
    }
    if (value instanceof Unread) {
      this.#text(withoutPictures(value.text), key, here)
      return null
    }
    if (this.#depth > MAX_DEPTH * 2) return 'order/too-deep'
    if (this.items.length > MAX_ITEMS) return 'order/too-many'
    const own = this.#taken.items.get(value)
    const isOff = this.#taken.off.has(value)
    const inside: Here =
      own || isOff
        ? {
            ...here,
            isOff,
            codes: own ? [...here.codes, ...own] : here.codes,
            item: own && isFields(value) ? value : here.item,
          }
        : here
    this.#depth++
    const fault = this.#inside(value, key, inside)
    this.#depth--
    return fault
  }

  #inside(value: object, key: string, inside: Here): OrderFault | null {
    return Array.isArray(value) ? this.#list(value, key, inside) : this.#fields(value as Fields, inside)
  }

  #list(list: unknown[], key: string, here: Here): OrderFault | null {
    const taken = this.#taken.places.get(list)
    const isItems = !here.isIgnored && !here.isOff && this.#isSecondList(list, key, here)
    for (let i = 0; i < list.length; i++) {
      const element = list[i]
      if (isItems && isNode(element) && !this.#taken.items.has(element)) {
        const place: Place = { holder: list, key: String(i), value: element }
        const out: Ordered[] = []
        const fault = readItem(place, this.#shape, this.#taken, out)
        if (fault) return fault
        for (const item of out) {
          if (item.action === 'add' || item.action === 'modify') this.#on.add(folded(item.code))
          this.items.push(item)
        }
      }
      if (taken?.has(String(i)) && !isNode(element)) this.#number(element, here)
      else {
        const fault = this.into(element, key, here)
        if (fault) return fault
      }
    }
    return null
  }

  #fields(fields: Fields, here: Here): OrderFault | null {
    const taken = this.#taken.places.get(fields)
    for (const key of Object.keys(fields)) {
      const value = fields[key]
      const next = this.#under(here, key, fields)
      if (!taken?.has(key)) this.#key(key, value, next)
      if (taken?.has(key) && !isNode(value)) this.#number(value, next)
      else {
        const fault = this.into(value, key, next)
        if (fault) return fault
      }
    }
    return null
  }

  /** Most keys change nothing: what holds for their node holds for them. */
  #under(here: Here, key: string, fields: Fields): Here {
    const isQuiet = here.isQuiet || this.#isQuiet(key, fields)
    if (here.ignore.length === 0 && here.contact.length === 0) {
      return isQuiet === here.isQuiet ? here : { ...here, isQuiet }
    }
    const ignore = step(here.ignore, key)
    const contact = step(here.contact, key)
    return {
      ...here,
      ignore,
      contact,
      isIgnored: here.isIgnored || fits(ignore),
      isContact: here.isContact || fits(contact),
      isQuiet,
    }
  }

  /** Places that only name something, where a guess would be wrong. */
  #isQuiet(key: string, fields: Fields): boolean {
    const { quiet } = this.#form
    if (!quiet) return false
    return key[0] === '@' || quiet.has(key) || (key === 'id' && this.#taken.items.has(fields))
  }

  /** A key that is a code: what stands under it says whether it is on. */
  #key(key: string, value: unknown, here: Here): void {
    if (!here.isContact && mayHoldNumber(key)) this.texts.push(key)
    if (here.isIgnored || here.isOff || (this.#codes.isGuess && here.isQuiet)) return
    const codes = this.#keys.get(key) ?? this.#codes.find(key, false)
    this.#keys.set(key, codes)
    if (codes.length > 0 && !isOff(value)) this.#addAll(codes, here)
  }

  #addAll(codes: readonly string[], here: Here): void {
    for (const code of codes) if (!here.codes.some((own) => folded(own) === folded(code))) this.#add(code)
  }

  #number(value: unknown, here: Here): void {
    if (here.isContact || isNode(value)) return
    const text = withoutPictures(String(value))
    if (mayHoldNumber(text)) this.texts.push(text)
  }

  #text(text: string, key: string, here: Here): void {
    if (!here.isContact && mayHoldNumber(text)) this.texts.push(text)
    if (here.isIgnored || here.isOff || (this.#codes.isGuess && here.isQuiet)) return
    const codes = this.#codes.find(text, key === this.#codeKey)
    if (codes.length > 0) this.#addAll(codes, here)
  }

  /**
   * A list that the adapter does not name, whose elements have a code where its items have theirs: one with the name of the
   * items' list, or one whose elements are made as the items are.
   */
  #isSecondList(list: readonly unknown[], key: string, here: Here): boolean {
    const { code } = this.#shape
    if (code === undefined || code === '' || this.#form.quiet || list.length === 0) return false
    const like = here.item ? new Set(Object.keys(here.item)) : this.#like
    return list.every((element, i) => {
      if (!isFields(element)) return false
      if (placesAt({ holder: list, key: String(i), value: element }, code).length !== 1) return false
      if (this.#listKeys.has(key)) return true
      const keys = Object.keys(element)
      const shared = keys.filter((k) => like?.has(k)).length
      return shared * 2 >= new Set([...keys, ...(like ?? [])]).size
    })
  }
}
