/** The forms in which a portal writes an order: one file and one line each. */
import type { OrderShape } from '../policy/index.ts'
import type { Ordered } from './order.ts'
import type { ContentType } from './order-bytes.ts'
import type { Read, Shape } from './order-fields.ts'
import { jsonForm } from './order-json.ts'
import type { Place, Taken } from './order-paths.ts'
import { tmf622Form } from './order-tmf622.ts'
import { urlencodedForm } from './order-urlencoded.ts'
import { xmlForm } from './order-xml.ts'

/** How one form of order is read: first taken apart, so that all of it can be accounted for, then its items. */
export interface OrderForm {
  /** The media types in which it comes; a request without one is always tried. */
  readonly types: RegExp
  /** The body as plain lists, objects and strings. `header` is the whole content type. */
  readonly tree: (bytes: Uint8Array, type: ContentType, header: string) => Read<unknown>
  /** Its items. What is read is marked as taken; what is not is looked for in all the rest. */
  readonly items: (body: Place, shape: Shape, taken: Taken) => Read<Ordered[]>
  /** Keys under which nothing looks like a code that is none. */
  readonly quiet?: ReadonlySet<string>
}

/** A record, so that a form that is forgotten here is a type error. */
export const ORDER_FORMS: Readonly<Record<Exclude<OrderShape['format'], 'opaque'>, OrderForm>> = {
  form: urlencodedForm,
  json: jsonForm,
  tmf622: tmf622Form,
  xml: xmlForm,
}
