import { fromUtf8, hex } from '../../utils/base/index.ts'
import { openCheckpoint, parseCheckpoint, type Stored, verifyLog } from '../../utils/log/index.ts'

/** What the page found, without a server and without the extension's own database. */
export type Finding =
  | {
      readonly kind: 'log'
      readonly fault: string | null
      readonly where: string | null
      readonly size: number
      readonly root: string
      readonly vkey: string
      /** An outside checkpoint was held against it. */
      readonly outside: boolean
    }
  | {
      readonly kind: 'checkpoint'
      readonly fault: string | null
      readonly size: string
      readonly root: string
      readonly origin: string
      /** The signature was checked; false where no key was given. */
      readonly signed: boolean
    }

const LONGEST_LINE = 1_000_000
const BATCH = 500

/** Lines of a file as bytes, in flat memory. A line without end is cut off where no entry can be that long. */
async function* linesOf(file: Blob): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader()
  let rest = new Uint8Array(0)
  for (;;) {
    const { done, value } = await reader.read()
    const bytes = new Uint8Array(rest.length + (value?.length ?? 0))
    bytes.set(rest)
    if (value) bytes.set(value, rest.length)
    let from = 0
    for (let at = bytes.indexOf(10, from); at >= 0; at = bytes.indexOf(10, from)) {
      yield bytes.subarray(from, at)
      from = at + 1
    }
    rest = bytes.slice(from)
    if (done || rest.length > LONGEST_LINE) {
      if (rest.length > 0) yield rest
      return
    }
  }
}

interface Head {
  readonly checkpoint: string
  readonly vkey: string
}

/** The first line of an exported log. */
function headOf(line: Uint8Array | undefined): Head | null {
  const text = line ? fromUtf8(line) : null
  if (text === null) return null
  try {
    const { countersign, checkpoint, vkey } = JSON.parse(text) as Record<string, unknown>
    return countersign === 'log/1' && typeof checkpoint === 'string' && typeof vkey === 'string'
      ? { checkpoint, vkey }
      : null
  } catch {
    return null
  }
}

/**
 * Checks an exported log (`log.jsonl`). `known`: a checkpoint that left the machine before, or ''. `vkey`: the key that
 * the reader trusts, or '' to take the one in the file.
 */
export async function checkLog(
  file: Blob,
  known: string,
  vkey: string,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<Finding> {
  const lines = linesOf(file)
  const head = headOf((await lines.next()).value as Uint8Array | undefined)
  const none = { kind: 'log', where: null, size: 0, root: '', vkey: '', outside: false } as const
  if (!head) return { ...none, fault: 'verify/not-an-export' }
  const checkpoint = parseCheckpoint(head.checkpoint)
  const size = checkpoint.ok ? Number(checkpoint.value.size) : 0
  const key = vkey.trim() || head.vkey
  let beyond = false
  async function* rows(): AsyncGenerator<readonly Stored[]> {
    let batch: Stored[] = []
    let seq = 0
    for await (const bytes of lines) {
      if (seq >= size) {
        beyond = true
        break
      }
      batch.push({ seq: seq++, bytes })
      if (batch.length < BATCH) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  }
  const outside = known.trim() !== ''
  const result = await verifyLog(
    rows(),
    head.checkpoint,
    key,
    progress,
    undefined,
    outside ? { known: [asNote(known)] } : {},
  )
  const found = {
    kind: 'log',
    size,
    root: checkpoint.ok ? hex(checkpoint.value.root) : '',
    vkey: key,
    outside,
  } as const
  if (!result.ok) return { ...found, fault: result.error.code, where: result.error.where ?? null }
  return { ...found, fault: beyond ? 'verify/beyond' : null, where: beyond ? String(size) : null }
}

/** Checks one checkpoint by itself: who signed how much. */
export async function checkNote(text: string, vkey: string): Promise<Finding> {
  const note = asNote(text)
  const parsed = parseCheckpoint(note)
  const none = { kind: 'checkpoint', size: '', root: '', origin: '', signed: false } as const
  if (!parsed.ok) return { ...none, fault: 'verify/not-a-checkpoint' }
  const { origin, size, root } = parsed.value
  const found = { kind: 'checkpoint', size: String(size), root: hex(root), origin } as const
  if (vkey.trim() === '') return { ...found, fault: null, signed: false }
  const opened = await openCheckpoint(note, [vkey.trim()])
  return { ...found, fault: opened.ok ? null : 'log/signature', signed: true }
}

/** A pasted note lost its last newline more often than not. */
const asNote = (text: string): string => `${text.replace(/\r\n/g, '\n').trimStart().trimEnd()}\n`
