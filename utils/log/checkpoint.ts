import type { Bytes, Result } from '../base/index.ts'
import { base64, CodedError, err, fromBase64, fromUtf8, ok } from '../base/index.ts'
import type { NoteFault } from './note.ts'
import { openNote } from './note.ts'
import { U64_MAX, u64 } from './tree.ts'

export interface Checkpoint {
  readonly origin: string
  readonly size: bigint
  readonly root: Bytes
}

const DECIMAL = /^(?:0|[1-9]\d{0,19})$/

/** ASCII decimal without leading zeroes, to 2^64-1. */
export function parseDecimal(text: string | undefined): bigint | null {
  if (text === undefined || !DECIMAL.test(text)) return null
  const value = BigInt(text)
  return value <= U64_MAX ? value : null
}

/** Body of a C2SP tlog-checkpoint, ready to sign. */
export function checkpointBody(origin: string, size: bigint | number, root: Uint8Array): string {
  const n = u64(size)
  if (n === null || root.length !== 32 || origin === '' || origin.includes('\n')) {
    throw new CodedError('checkpoint/body')
  }
  return `${origin}\n${n}\n${base64(root)}\n`
}

/**
 * Reads a checkpoint: its body alone, or the whole signed note. It checks no signature: `openCheckpoint` does.
 * Extension lines are allowed and dropped.
 */
export function parseCheckpoint(text: string | Uint8Array): Result<Checkpoint, 'checkpoint/malformed'> {
  const bad = err('checkpoint/malformed')
  const whole = text instanceof Uint8Array ? fromUtf8(text) : text
  if (typeof whole !== 'string' || whole.length > 1_000_000 || !whole.endsWith('\n')) return bad
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a note may hold no control character but newline
  if (/[\u0000-\u0009\u000b-\u001f]/.test(whole) || !whole.isWellFormed()) return bad
  const blank = whole.indexOf('\n\n')
  if (blank >= 0) {
    const signatures = whole.slice(blank + 2, -1).split('\n')
    if (!signatures.every((line) => line.startsWith('— '))) return bad
  }
  const lines = (blank >= 0 ? whole.slice(0, blank) : whole.slice(0, -1)).split('\n')
  if (lines.length < 3 || lines.includes('')) return bad
  const [origin, sizeText, rootText] = lines as [string, string, string]
  const size = parseDecimal(sizeText)
  const root = fromBase64(rootText)
  if (size === null || root?.length !== 32) return bad
  return ok({ origin, size, root })
}

/** A checkpoint whose signature by one of `vkeys` holds, under that very origin. */
export async function openCheckpoint(
  note: string | Uint8Array,
  vkeys: readonly string[],
): Promise<Result<Checkpoint, NoteFault | 'checkpoint/malformed' | 'checkpoint/origin'>> {
  const opened = await openNote(note, vkeys)
  if (!opened.ok) return opened
  // The text of a note may hold empty lines, that of a checkpoint may not: what stands behind one is no signature here.
  if (opened.value.text.includes('\n\n')) return err('checkpoint/malformed')
  const parsed = parseCheckpoint(opened.value.text)
  if (!parsed.ok) return parsed
  // C2SP tlog-checkpoint: the log's own signature carries the origin as its key name.
  return opened.value.verified.includes(parsed.value.origin) ? parsed : err('checkpoint/origin')
}
