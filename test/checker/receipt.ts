/**
 * A second reader of a receipt's code, written from docs/receipt-code.md and docs/log-format.md alone, in another manner than
 * the product's: everything by BigInt, regular expressions and whole texts. No import leaves this folder.
 */
import {
  type Finding,
  fail,
  give,
  type Json,
  judged,
  leafOf,
  readCheckpoint,
  readEntry,
  rootByPath,
  sha,
  strictText,
} from './checker.ts'

const MAGIC = Buffer.from('43535201', 'hex')

// ── section 2: packing ───────────────────────────────────────────────────────────────────────────────────────────────

/** Pieces of a text in latin-1, so that a character is a byte. */
function pieces(text: string): Buffer {
  const out: Buffer[] = []
  let plain = ''
  const flush = (): void => {
    for (const run of plain.match(/.{1,128}/gs) ?? [])
      out.push(Buffer.of(run.length - 1), Buffer.from(run, 'latin1'))
    plain = ''
  }
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at)
    const hex = /^(?:[0-9a-f]{2}){4,64}/.exec(rest)?.[0]
    if (hex !== undefined) {
      flush()
      out.push(Buffer.of(0x80 + hex.length / 2 - 1), Buffer.from(hex, 'hex'))
      at += hex.length
      continue
    }
    const free = at === 0 || !/[A-Za-z0-9+/=]/.test(text[at - 1] as string)
    const run = free ? (/^[A-Za-z0-9+/]+={0,2}/.exec(rest)?.[0] ?? '') : ''
    const bytes = Buffer.from(run, 'base64')
    if (run !== '' && bytes.toString('base64') === run && bytes.length >= 16 && bytes.length <= 79) {
      flush()
      out.push(Buffer.of(0xc0 + bytes.length - 16), bytes)
      at += run.length
      continue
    }
    plain += text[at]
    at++
  }
  flush()
  return Buffer.concat(out)
}

function unpacked(packed: Buffer): Buffer {
  let text = ''
  for (let at = 0; at < packed.length; ) {
    const tag = packed[at] as number
    const [length, form] =
      tag <= 0x7f
        ? ([tag + 1, 'latin1'] as const)
        : tag <= 0xbf
          ? ([tag - 127, 'hex'] as const)
          : ([tag - 176, 'base64'] as const)
    const bytes = packed.subarray(at + 1, at + 1 + length)
    if (bytes.length !== length) return fail('packing: short')
    text += bytes.toString(form)
    at += 1 + length
  }
  return pieces(text).equals(packed) ? Buffer.from(text, 'latin1') : fail('packing: another one')
}

// ── sections 3 and 4: texts and parts ────────────────────────────────────────────────────────────────────────────────

const SPACE = '[\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]'
const NO_SPACE_NO_HASH = `(?:(?!${SPACE})[^#])`

function bytesOf(digits: string): Buffer {
  const lengths = [0, 3, 5, 8, 10, 13, 15]
  const out: number[] = []
  for (let rest = digits; rest !== ''; rest = rest.slice(17)) {
    const group = rest.slice(0, 17)
    const n = group.length === 17 ? 7 : lengths.indexOf(group.length)
    const value = BigInt(group)
    if (n < 0 || value >= 256n ** BigInt(n)) return fail('digits')
    for (let i = n - 1; i >= 0; i--) out.push(Number((value / 256n ** BigInt(i)) % 256n))
  }
  return Buffer.from(out)
}

function partsIn(file: Buffer): Buffer[] {
  if (file.subarray(0, 4).equals(MAGIC)) return [file]
  let text: string
  try {
    text = strictText(file)
  } catch {
    return give('no text')
  }
  if (text.length > 200_000) return give('too long')
  text = text.normalize('NFKC')
  const begin = new RegExp(`(?:csr1:|https?://${NO_SPACE_NO_HASH}+#)((?:[0-9]|${SPACE})+)`, 'gi')
  const found = [...text.matchAll(begin)].map((m) => m[1] as string)
  const bare = new RegExp(`^(?:[0-9]|${SPACE})+$`).test(text)
  if (found.length === 0 && !bare) return give('no code')
  const space = new RegExp(SPACE, 'g')
  if (found.length > 0) {
    const parts = found.map((digits) => bytesOf(digits.replace(space, '')))
    return parts.every((part) => part.subarray(0, 4).equals(MAGIC)) ? parts : give('no part')
  }
  let part: Buffer
  try {
    part = bytesOf(text.replace(space, ''))
  } catch {
    return give('digits that are no code')
  }
  return part.subarray(0, 4).equals(MAGIC) ? [part] : give('no part')
}

function bodyOf(parts: readonly Buffer[]): Buffer {
  const count = (parts[0]?.[4] ?? 0) % 16
  if (count === 0) return fail('count')
  const stretches = new Map<number, Buffer>()
  const ids = new Set<string>()
  for (const part of parts) {
    const head = part[4] ?? 0
    if (head % 16 !== count) return fail('another count')
    if (count > 1) ids.add(part.subarray(5, 13).toString('hex'))
    const index = Math.floor(head / 16)
    const stretch = part.subarray(count > 1 ? 13 : 5)
    if (index >= count || stretch.length === 0) return fail('part')
    if (stretches.get(index)?.equals(stretch) === false) return fail('two parts of one place')
    stretches.set(index, stretch)
  }
  if (ids.size > 1 || stretches.size !== count) return fail('parts')
  const all = Array.from({ length: count }, (_, i) => stretches.get(i) as Buffer)
  const body = Buffer.concat(all)
  if (count === 1) return body
  if (all.slice(0, -1).some((stretch) => stretch.length !== all[0]?.length)) return fail('uneven')
  return ids.has(sha(body).subarray(0, 8).toString('hex')) ? body : fail('body')
}

// ── sections 1 and 7 ─────────────────────────────────────────────────────────────────────────────────────────────────

const isHash = (v: unknown): boolean => typeof v === 'string' && /^[0-9a-f]{64}$/.test(v)

/** What a receipt's code shows by itself. */
export function checkCode(file: Buffer): Finding {
  return judged(() => {
    const body = bodyOf(partsIn(file))
    let at = 0
    const take = (n: number): Buffer => {
      const piece = body.subarray(at, at + n)
      at += n
      return piece.length === n ? piece : fail('short')
    }
    const key = take(32)
    const bytes = unpacked(take(take(2).readUInt16BE()))
    const note = unpacked(take(take(2).readUInt16BE()))
    const count = take(1)[0] as number
    if (count > 64) fail('hashes')
    const path = Array.from({ length: count }, () => take(32))
    if (at !== body.length) fail('something follows')
    const text = strictText(note)
    const origin = text.slice(0, text.indexOf('\n'))
    const lines = text.slice(text.lastIndexOf('\n\n') + 2)
    if (!lines.startsWith(`— ${origin} `) || lines.indexOf('\n') !== lines.length - 1) fail('signature lines')
    const typed = Buffer.concat([Buffer.of(1), key])
    const id = sha(`${origin}\n`, typed).subarray(0, 4).toString('hex')
    const head = readCheckpoint(text, `${origin}+${id}+${typed.toString('base64')}`)
    const entry: Json = readEntry(bytes, 'of the receipt')
    if (entry['kind'] !== 'receipt.issued' || !isHash(entry['receipt'])) fail('entry')
    const answers = entry['answers']
    if (!Array.isArray(answers) || !answers.every(isHash)) fail('answers')
    if (head.origin !== `countersign/${entry['device']}`) fail('device')
    const root = rootByPath(leafOf(bytes), BigInt(entry['seq'] as number), head.size, path)
    if (!root.equals(head.root)) fail('not in the tree')
  })
}
