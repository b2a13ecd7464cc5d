/** What an evidence bundle holds of the vault: sealed records and opened values. */
import { type Bytes, canonicalize, concat, fromBase64, fromHex, hex, sha256, utf8 } from '../base/index.ts'
import { asRecord, blame, type Case, canonicalRecord, MOST_KEPT, type Record_ } from './check-case.ts'

/** What an opened value must be the hash of; null where it is none of ours, or does not open what it names. */
function boundTo(kind: unknown, value: Record_): string | null {
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

/** Sealed records, then the data keys that they name, each once: what nobody could ever open is no evidence. */
export async function checkSealed(
  c: Case,
  lines: AsyncIterable<Bytes | null>,
  most = MOST_KEPT,
): Promise<void> {
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
      if (right) keys.set(record['key'] as string, false)
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
    if (!right || keys.size > most) return blame(c, 'bundle/sealed', n)
  }
  if ([...keys.values()].includes(false)) blame(c, 'bundle/sealed', n)
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
