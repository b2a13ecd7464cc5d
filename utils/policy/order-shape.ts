import * as v from 'valibot'

/**
 * Forms in which a portal writes an order. `tmf622`: TM Forum product order (v2 to v5, nested items, bundles); `json`, `xml`
 * (SOAP too): lists at `items`; `form`: urlencoded or multipart, with a field of codes, or lists at `items`; `opaque`: nobody
 * can read it.
 */
export const ORDER_FORMATS = ['tmf622', 'json', 'form', 'xml', 'opaque'] as const

/**
 * The order request, and what its places mean. A path is dotted; a list on the way means each of its elements; a text that is
 * itself JSON or XML is gone into. A known service's code counts as ordered wherever it stands, unless a field here says what
 * that place means.
 */
export interface OrderShape {
  readonly method: 'POST' | 'PUT' | 'PATCH'
  readonly host: string
  /** Path prefix. */
  readonly path: string
  readonly format: (typeof ORDER_FORMATS)[number]
  /** Which of several requests at one address this is: each place is there, and holds nothing but one of these values. */
  readonly when?: readonly { readonly at: string; readonly is?: readonly string[] }[]
  /** It looks like an order and is none, such as a draft or a price check: it goes, and is not read. */
  readonly none?: boolean
  /** Paths of the lists of items. */
  readonly items?: string | readonly string[]
  /** Paths within an item; of `code` '' is the item itself. */
  readonly code?: string
  readonly quantity?: string
  readonly action?: string
  readonly price?: string
  readonly priceUnit?: 'yuan' | 'fen'
  /** An item is not ordered where this holds false, 0, N, or nothing. */
  readonly selected?: string
  /** Items inside an item, made as it is. */
  readonly children?: string
  /** What the portal's words for an action mean, beside TM Forum's own. */
  readonly actions?: Readonly<Record<string, 'add' | 'modify' | 'delete' | 'noChange'>>
  /** Fields that are one service each: `svc_*`, `services.*`, `colorRing`. What `*` stands for is the code. */
  readonly flags?: readonly string[]
  /** For `form`: the field of codes, repeated or split. */
  readonly field?: string
  /** What stands between two codes in one value, where it is none of `, ; |` and a blank. */
  readonly separator?: string
  /** Where the request does not say it. */
  readonly charset?: 'utf-8' | 'gbk' | 'gb18030'
  /** Places in which a code is not ordered: a note, the whole catalogue. `*` is any key, `**` any number of them. */
  readonly ignore?: readonly string[]
  /** Places in which another phone number may stand. */
  readonly contact?: readonly string[]
  /** Codes that are the plan itself and need no consent, beside those the catalogue does not list as a service. */
  readonly plan?: readonly string[]
  /** An order without items is right, since the plan stands elsewhere in it. Else it counts as unreadable. */
  readonly empty?: boolean
}

const list = <T extends v.GenericSchema>(item: T, max: number) => v.pipe(v.array(item), v.maxLength(max))
const line = (max: number) => v.pipe(v.string(), v.maxLength(max), v.regex(/^[^\p{Cc}\p{Cs}]*$/u))
/** Places in an order's body: dotted, in the letters of any script; `*` is any key, `**` any number of them. */
const place = v.pipe(v.string(), v.regex(/^(?:[\p{L}\p{N}_$@#*:-]+(?:\.[\p{L}\p{N}_$@#*:-]+){0,23})?$/u))
const orderAction = v.picklist(['add', 'modify', 'delete', 'noChange'])
/** Host and path are checked as they are everywhere in a policy. */
export const orderShape = (at: {
  readonly host: v.GenericSchema<string>
  readonly path: v.GenericSchema<string>
}) =>
  v.pipe(
    v.strictObject({
      method: v.picklist(['POST', 'PUT', 'PATCH']),
      ...at,
      format: v.picklist(ORDER_FORMATS),
      when: v.exactOptional(
        v.pipe(
          list(v.strictObject({ at: place, is: v.exactOptional(list(line(200), 50)) }), 8),
          v.minLength(1),
        ),
      ),
      none: v.exactOptional(v.boolean()),
      items: v.exactOptional(v.union([place, v.pipe(list(place, 20), v.minLength(1))])),
      code: v.exactOptional(place),
      quantity: v.exactOptional(place),
      action: v.exactOptional(place),
      price: v.exactOptional(place),
      priceUnit: v.exactOptional(v.picklist(['yuan', 'fen'])),
      selected: v.exactOptional(place),
      children: v.exactOptional(place),
      actions: v.exactOptional(v.record(line(60), orderAction)),
      flags: v.exactOptional(v.pipe(list(v.pipe(place, v.nonEmpty()), 200), v.minLength(1))),
      field: v.exactOptional(v.pipe(v.string(), v.regex(/^[^\s&=%+\p{Cc}]{1,100}$/u))),
      separator: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(8))),
      charset: v.exactOptional(v.picklist(['utf-8', 'gbk', 'gb18030'])),
      ignore: v.exactOptional(list(v.pipe(place, v.nonEmpty()), 100)),
      contact: v.exactOptional(list(v.pipe(place, v.nonEmpty()), 100)),
      plan: v.exactOptional(list(v.pipe(line(128), v.regex(/\S/)), 500)),
      empty: v.exactOptional(v.boolean()),
    }),
    v.forward(
      v.check((o) => {
        if (o.none || o.flags || (o.format !== 'json' && o.format !== 'xml')) return true
        return o.items !== undefined && o.code !== undefined
      }),
      ['items'],
    ),
    v.forward(
      v.check((o) => {
        if (o.none || o.flags || o.format !== 'form' || o.field !== undefined) return true
        return o.items !== undefined && o.code !== undefined
      }),
      ['field'],
    ),
    // Nobody can look for a place in what nobody can read.
    v.forward(
      v.check((o) => o.format !== 'opaque' || (o.when === undefined && !o.none)),
      ['when'],
    ),
  )
