import type { Bytes, Json, Result } from '../base/index.ts'
import { CodedError, canonicalize, err, fromUtf8, ok, utf8 } from '../base/index.ts'
import type { Draft, Entry, Header } from './kinds.ts'

/** C2SP tlog-tiles bundles give a length of 16 bits. */
export const MAX_ENTRY_BYTES = 65_535

/** What the appender adds to a draft. */
export type Stamp = Omit<Header, 'kind' | 'clerk' | 'activation'>

export type EntryFault = 'entry/size' | 'entry/utf8' | 'entry/json' | 'entry/canonical' | 'entry/header'

/**
 * The canonical bytes of one entry. Throws CodedError `canonical/*` for what has no JSON form, `entry/reserved` where a
 * body would overwrite the header, `entry/size` above 65,535 bytes: an entry is refused, never written differently.
 */
export function buildEntry(draft: Draft, stamp: Stamp): { entry: Entry; bytes: Bytes } {
  const header: Header = { ...stamp, kind: draft.kind, clerk: draft.clerk, activation: draft.activation }
  const fields: Readonly<Record<string, unknown>> = { ...header }
  for (const [name, value] of Object.entries(draft.body as Record<string, Json>)) {
    if (Object.hasOwn(fields, name) && fields[name] !== value) throw new CodedError('entry/reserved')
  }
  const entry = { ...draft.body, ...header } as Entry
  const bytes = utf8(canonicalize(entry))
  if (bytes.length > MAX_ENTRY_BYTES) throw new CodedError('entry/size')
  return { entry, bytes }
}

const AT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** Whether a text is a time of the form `YYYY-MM-DDThh:mm:ss.sssZ` that there was: no 30 February, no second 60. */
function isTime(at: string): boolean {
  if (!AT.test(at)) return false
  const ms = Date.parse(at)
  // Engines differ on a day or an hour that there is not: some count on, some refuse.
  return !Number.isNaN(ms) && new Date(ms).toISOString() === at
}

const TEXTS = ['kind', 'at', 'tz', 'boot', 'store', 'device', 'clerk', 'activation', 'app', 'policy'] as const

/** Reads an entry from hostile bytes: canonical, with a whole header. The body of an unknown kind is left as it is. */
export function parseEntry(bytes: Uint8Array): Result<Entry, EntryFault> {
  if (!(bytes instanceof Uint8Array) || bytes.length === 0 || bytes.length > MAX_ENTRY_BYTES) {
    return err('entry/size')
  }
  const text = fromUtf8(bytes)
  if (text === null) return err('entry/utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return err('entry/json')
  }
  try {
    // Not only form: two readers may differ on repeated keys or on white space.
    if (canonicalize(value) !== text) return err('entry/canonical')
  } catch {
    return err('entry/canonical')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return err('entry/header')
  const record = value as Record<string, unknown>
  if (record['v'] !== 1) return err('entry/header', 'v')
  for (const name of TEXTS) if (typeof record[name] !== 'string') return err('entry/header', name)
  if (!Number.isSafeInteger(record['seq']) || (record['seq'] as number) < 0) return err('entry/header', 'seq')
  if (typeof record['mono'] !== 'number' || record['mono'] < 0) return err('entry/header', 'mono')
  if (!isTime(record['at'] as string)) return err('entry/header', 'at')
  return ok(value as Entry)
}
