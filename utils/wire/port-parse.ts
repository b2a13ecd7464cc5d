import type { ToBackground } from './port.ts'
import { record } from './schema.ts'

const str = (max: number) => (v: unknown) => typeof v === 'string' && v.length <= max
const int = (v: unknown) => Number.isSafeInteger(v)
const orNull = (check: (v: unknown) => boolean) => (v: unknown) => v === null || check(v)
const bool = (v: unknown) => typeof v === 'boolean'
const is = (value: string) => (v: unknown) => v === value
const one =
  (...values: readonly string[]) =>
  (v: unknown) =>
    values.includes(v as string)

const SHAPES: Readonly<Record<ToBackground['t'], (v: unknown) => boolean>> = {
  stop: record({
    t: is('stop'),
    n: int,
    page: one('sign-up', 'code-log-in', 'log-in', 'field'),
    number: one('guarded', 'other', 'none'),
    way: str(20),
    layer: one('number', 'page', 'request'),
    act: str(20),
    why: str(40),
    cell: str(60),
    digits: orNull((v) => typeof v === 'string' && /^\d{4,15}$/.test(v)),
    quarantine: bool,
    hand: bool,
  }),
  'log-in': record({ t: is('log-in') }),
  code: record({ t: is('code') }),
  person: record({ t: is('person') }),
  manager: record({ t: is('manager'), n: int }),
  typed: record({ t: is('typed'), digits: (v) => typeof v === 'string' && /^\d{1,24}$/.test(v) }),
  reason: record({ t: is('reason'), n: int, code: str(40), cell: str(60) }),
  'ask-customer': record({ t: is('ask-customer'), n: int }),
  order: record({
    t: is('order'),
    n: int,
    url: str(4000),
    method: str(10),
    contentType: orNull(str(200)),
    body: str(2_000_000),
    bytes: bool,
    route: one('request', 'form'),
  }),
  'order-over': record({ t: is('order-over'), n: int }),
}

/** What the sentinel says, or null for anything else. */
export function parseToBackground(message: unknown): ToBackground | null {
  const t = (message as { t?: unknown } | null)?.t
  if (typeof t !== 'string' || !Object.hasOwn(SHAPES, t)) return null
  return SHAPES[t as ToBackground['t']](message) ? (message as ToBackground) : null
}
