import type { Bytes } from '../base/index.ts'

/** A file as the checker reads it: by places, so that only what is looked at is in memory. */
export interface Source {
  readonly size: number
  /** `length` bytes from `from`; fewer only where the file ends. */
  read(from: number, length: number): Promise<Uint8Array>
}

const CHUNK = 262_144

/** Bytes that are already in memory. */
export const sourceOfBytes = (bytes: Uint8Array): Source => ({
  size: bytes.length,
  read: async (from, length) => bytes.subarray(from, from + length),
})

/** A file that somebody chose, or dropped. */
export const sourceOfBlob = (blob: Blob): Source => ({
  size: blob.size,
  read: async (from, length) => new Uint8Array(await blob.slice(from, from + length).arrayBuffer()),
})

/** A stretch of a source in chunks. */
export async function* chunksOf(source: Source, from: number, length: number): AsyncGenerator<Uint8Array> {
  let at = from
  const end = Math.min(from + length, source.size)
  while (at < end) {
    const bytes = await source.read(at, Math.min(CHUNK, end - at))
    if (bytes.length === 0) return
    yield bytes
    at += bytes.length
  }
}

/**
 * The lines of a stream, each without its newline. `null`: a line is longer than `most`, or the last one has no newline;
 * nothing comes after it.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<Bytes | null> {
  let parts: Uint8Array[] = []
  let held = 0
  for await (const chunk of chunks) {
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      const end = chunk.subarray(from, at)
      if (held + end.length > most) return yield null
      yield joined(parts, held, end)
      parts = []
      held = 0
      from = at + 1
    }
    // A copy: the chunk's buffer may be used again by whoever read it.
    const rest = chunk.slice(from)
    held += rest.length
    if (held > most) return yield null
    if (rest.length > 0) parts.push(rest)
  }
  if (held > 0) yield null
}

function joined(parts: readonly Uint8Array[], held: number, end: Uint8Array): Bytes {
  const out = new Uint8Array(held + end.length)
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  out.set(end, at)
  return out
}

/** How the lines of a file end, as far as they have been read. */
export interface LineEnds {
  /** An end is not the one that we write: none behind the last line, or one with a carriage return, or an empty line behind all. */
  odd: boolean
  /** The line that was given last has no end. */
  open: boolean
}

/**
 * Lines that an editor or a copy may have ended otherwise, as they were: canonical JSON holds no carriage return, so that
 * one before the end is no part of it. Empty lines behind the last one are left out.
 */
export async function* linesWithEnds(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
  ends: LineEnds,
): AsyncGenerator<Bytes | null> {
  const ended = async function* (): AsyncGenerator<Uint8Array> {
    let last: number | undefined
    for await (const chunk of chunks) {
      last = chunk.at(-1) ?? last
      yield chunk
    }
    if (last === undefined || last === 10) return
    ends.odd = true
    ends.open = true
    yield Uint8Array.of(10)
  }
  let empty = 0
  for await (const line of linesOf(ended(), most + 1)) {
    const isReturned = line?.at(-1) === 13
    const bare = isReturned ? line.slice(0, -1) : line
    const plain = bare && bare.length <= most ? bare : null
    if (isReturned) ends.odd = true
    if (plain?.length === 0) {
      empty++
      continue
    }
    for (; empty > 0; empty--) yield new Uint8Array(0)
    yield plain
  }
  if (empty > 0) ends.odd = true
}
