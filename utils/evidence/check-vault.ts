/** What an evidence bundle holds of the vault: sealed records and opened values. */
import { type Bytes, canonicalize, concat, fromBase64, fromHex, hex, sha256, utf8 } from '../base/index.ts'
import {
  asRecord,
  blame,
  type Case,
  type CheckCode,
  canonicalRecord,
  MOST_KEPT,
  placesOf,
  type Record_,
  say,
} from './check-case.ts'

/** What an opened value must be the hash of; null where it is none of ours, or does not open what it names. */
export function boundTo(kind: unknown, value: Record_): string | null {
  try {
    if (kind === 'signature') {
      const { width, height, strokes } = value
      // canonicalize throws for one that is not there.
      return hex(sha256(utf8(canonicalize({ height, strokes, v: 1, width }))))
    }
    if (kind === 'receipt') {
      const { hash: _, ...rest } = value
      return hex(sha256(utf8(canonicalize(rest))))
    }
    const { commitment, salt, value: clear } = value
    if (typeof commitment !== 'string' || typeof salt !== 'string' || typeof clear !== 'string') return null
    const bytes = fromHex(salt)
    return bytes && hex(bytes) === salt && hex(sha256(concat(bytes, utf8(clear)))) === commitment
      ? commitment
      : null
  } catch {
    return null
  }
}

/** Hashes that an entry holds: its own members, and the one of its signature. */
export function* hashesIn(value: Record_): Generator<string> {
  for (const v of Object.values(value)) {
    if (typeof v === 'string' && v.length === 64) yield v
  }
  const signature = asRecord(value['signature'])?.['hash']
  if (typeof signature === 'string') yield signature
}

const isBytes = (v: unknown, least: number, most = Infinity): boolean => {
  const bytes = typeof v === 'string' ? fromBase64(v) : null
  return bytes !== null && bytes.length >= least && bytes.length <= most
}

/** How many sealed records of a kind there are, by `activation kind`. */
export type Kept = ReadonlyMap<string, number>

/** Sealed records, then the data keys that they name, each once: what nobody could ever open is no evidence. */
export async function checkSealed(
  c: Case,
  lines: AsyncIterable<Bytes | null>,
  most = MOST_KEPT,
): Promise<Kept> {
  const kept = new Map<string, number>()
  /** Ids of data keys: whether the key has come. */
  const keys = new Map<string, boolean>()
  let n = 0
  let inKeys = false
  for await (const line of lines) {
    n++
    const row = line === null ? null : canonicalRecord(line)
    const names = Object.keys(row ?? {}).join()
    const record = names === 'record' ? asRecord(row?.['record']) : null
    const key = names === 'key' ? asRecord(row?.['key']) : null
    let right = false
    if (record && !inKeys) {
      right =
        Object.keys(record).sort().join() === 'activation,box,id,iv,key,kind' &&
        Object.values(record).every((v) => typeof v === 'string') &&
        isBytes(record['iv'], 12, 12) &&
        isBytes(record['box'], 16)
      if (right) {
        keys.set(record['key'] as string, false)
        const name = `${record['activation']} ${record['kind']}`
        kept.set(name, (kept.get(name) ?? 0) + 1)
      }
    } else if (key) {
      inKeys = true
      const { id, recipients, sealed } = key
      right =
        Object.keys(key).sort().join() === 'id,recipients,sealed' &&
        typeof id === 'string' &&
        keys.get(id) === false &&
        Array.isArray(recipients) &&
        recipients.every((r) => typeof r === 'string') &&
        isBytes(sealed, 1)
      if (right) keys.set(id as string, true)
    }
    if (!right || keys.size > most) {
      blame(c, 'bundle/sealed', n)
      return kept
    }
  }
  if ([...keys.values()].includes(false)) blame(c, 'bundle/sealed', n)
  return kept
}

/** What each opened value is the hash of, under its activation, with its line: entries have to name it. */
export async function openedIn(
  c: Case,
  lines: AsyncIterable<Bytes | null>,
  most = MOST_KEPT,
): Promise<Map<string, number>> {
  const wanted = new Map<string, number>()
  let n = 0
  for await (const line of lines) {
    n++
    const row = line === null ? null : canonicalRecord(line)
    const value = asRecord(row?.['value'])
    const { activation, kind } = row ?? {}
    const hash = value && typeof activation === 'string' ? boundTo(kind, value) : null
    if (hash !== null) wanted.set(`${activation}/${hash}`, n)
    if (hash === null || wanted.size > most) blame(c, 'bundle/opened', n)
    if (wanted.size > most) break
  }
  return wanted
}

const ABSENT = {
  number: 'bundle/no-number',
  customer: 'bundle/no-customer',
  text: 'bundle/no-text',
  signature: 'bundle/no-signature',
  receipt: 'bundle/no-receipt',
} as const satisfies Record<string, CheckCode>
type SealedKind = keyof typeof ABSENT
const isKind = (kind: string): kind is SealedKind => Object.hasOwn(ABSENT, kind)

/** What of an entry lies sealed beside the log: the kind of record, and the hash by which the entry names it. */
function* spokenIn(value: Record_): Generator<readonly [SealedKind, string]> {
  const hash = (kind: SealedKind, of: unknown): (readonly [SealedKind, string])[] =>
    typeof of === 'string' ? [[kind, of]] : []
  switch (value['kind']) {
    case 'activation.opened':
      yield* hash('number', value['number'])
      yield* hash('customer', value['customer'])
      return
    case 'promise.stated':
      yield* hash('text', value['text'])
      return
    case 'receipt.issued':
      yield* hash('receipt', value['receipt'])
      return
    case 'consent.given':
    case 'consent.renewed': {
      const signature = asRecord(value['signature'])
      // On paper nothing is kept.
      if (signature?.['form'] === 'strokes' || signature?.['form'] === 'mark')
        yield* hash('signature', signature['hash'])
    }
  }
}

/** What the entries of a bundle speak of and its sealed records have to hold, until an entry says that it was erased. */
export class Spoken {
  /** By activation: `kind hash`, with the first entry that names it. */
  readonly #by = new Map<string, Map<string, number>>()
  readonly #erased: ReadonlySet<string>

  /** `erased`: activations whose erasure another log holds, as the bundle says. */
  constructor(erased: ReadonlySet<string>) {
    this.#erased = erased
  }

  look(value: Record_, seq: number): void {
    const activation = value['activation']
    if (typeof activation !== 'string' || activation === '') return
    if (value['kind'] === 'log.erased') {
      if (value['part'] === undefined) this.#by.delete(activation)
      return
    }
    for (const [kind, hash] of spokenIn(value)) {
      const own = this.#by.get(activation) ?? new Map<string, number>()
      this.#by.set(activation, own)
      const name = `${kind} ${hash}`
      if (!own.has(name)) own.set(name, seq)
    }
  }

  /**
   * Blames what is there neither sealed nor in clear. `isSaid`: an erasure would stand among these entries; else the absence is a note. Several
   * records of one kind cannot be told apart while they are sealed: their number is held against that of what is spoken of.
   */
  hold(c: Case, kept: Kept, isOpened: (activation: string, hash: string) => boolean, isSaid: boolean): void {
    let unsaid = 0
    let elsewhere = 0
    for (const [activation, own] of this.#by) {
      const kinds = new Map<string, { readonly places: number[]; closed: number }>()
      for (const [name, seq] of own) {
        const kind = name.slice(0, name.indexOf(' '))
        const one = kinds.get(kind) ?? { places: [], closed: 0 }
        kinds.set(kind, one)
        one.places.push(seq)
        if (!isOpened(activation, name.slice(kind.length + 1))) one.closed++
      }
      for (const [kind, { places, closed }] of kinds) {
        const lacking = Math.min(closed, places.length - (kept.get(`${activation} ${kind}`) ?? 0))
        if (lacking <= 0 || !isKind(kind)) continue
        if (this.#erased.has(activation)) elsewhere += lacking
        else if (isSaid) blame(c, ABSENT[kind], placesOf(places))
        else unsaid += lacking
      }
    }
    if (unsaid > 0) c.notes.push(say('note/sealed-unsaid', unsaid))
    if (elsewhere > 0) c.notes.push(say('note/erased-elsewhere', elsewhere))
  }
}
