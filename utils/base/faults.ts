import { CodedError } from './result.ts'

/** A fault that stopped nothing else: when, which, and where in the code. Never data, a message or an address. */
export interface NotedFault {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly code: string
  /** A constant of the program: `platform/badge`. */
  readonly place: string
}

/** How many faults are kept. */
export const MOST_FAULTS = 50
/** The same fault at the same place within this time is told once: a burst must not push everything else out. */
const REPEAT_MS = 1_000

/** What codes and places look like. A run of four digits stands in none, so that no number can. */
const isPlain = (text: unknown): text is string =>
  typeof text === 'string' && /^[a-z][a-z-]{0,39}(?:\/[a-z\d-]{1,40}){0,3}$/.test(text) && !/\d{4}/.test(text)

/** Names that browsers and the language give. Any other name could be somebody's data. */
const NAMES = [
  'AbortError',
  'AggregateError',
  'ConstraintError',
  'DatabaseClosedError',
  'DataCloneError',
  'DataError',
  'EncodingError',
  'Error',
  'InvalidAccessError',
  'InvalidStateError',
  'NetworkError',
  'NotAllowedError',
  'NotFoundError',
  'NotReadableError',
  'NotSupportedError',
  'OpenFailedError',
  'OperationError',
  'QuotaExceededError',
  'RangeError',
  'ReferenceError',
  'SecurityError',
  'SyntaxError',
  'TimeoutError',
  'TransactionInactiveError',
  'TypeError',
  'UnknownError',
  'VersionError',
]

/** The error's own code, or a code made of its kind: nothing that it says is kept. */
function codeOfFault(error: unknown): string {
  if (error instanceof CodedError) return isPlain(error.code) ? error.code : 'error/coded'
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  if (!NAMES.includes(name)) return 'error/other'
  return `error/${name
    .replace(/Error$/, '')
    .replace(/(?!^)[A-Z]/g, (c) => `-${c}`)
    .toLowerCase()}`.replace(/\/$/, '/plain')
}

export interface Faults {
  note(place: string, error: unknown): void
  /** For `catch`: notes, and answers with nothing. */
  noted(place: string): (error: unknown) => undefined
  /** Oldest first. */
  all(): readonly NotedFault[]
  /** Puts what an earlier worker kept before what this one has noted; anything that is no fault is left out. */
  restore(kept: unknown): void
  /** Told after each change; the last one given is told. */
  onNote(listener: () => void): void
}

/** The last faults, in memory. */
export function createFaults(now: () => number = Date.now): Faults {
  let ring: readonly NotedFault[] = []
  let tell = (): void => undefined
  const note = (place: string, error: unknown): void => {
    const fault = { at: now(), code: codeOfFault(error), place: isPlain(place) ? place : 'place/other' }
    const isRepeated = ring.some(
      (f) => f.code === fault.code && f.place === fault.place && Math.abs(fault.at - f.at) < REPEAT_MS,
    )
    if (isRepeated) return
    ring = [...ring, fault].slice(-MOST_FAULTS)
    tell()
  }
  return {
    note,
    noted: (place) => (error) => {
      note(place, error)
      return undefined
    },
    all: () => ring,
    restore(kept) {
      const before = (Array.isArray(kept) ? kept : []).flatMap((one: unknown): NotedFault[] => {
        const { at, code, place } = (one ?? {}) as Record<keyof NotedFault, unknown>
        return Number.isSafeInteger(at) && isPlain(code) && isPlain(place)
          ? [{ at: at as number, code, place }]
          : []
      })
      ring = [...before, ...ring].slice(-MOST_FAULTS)
    },
    onNote(listener) {
      tell = listener
    },
  }
}

/** Of this world: the background's, or that of one page. */
export const faults: Faults = /* @__PURE__ */ createFaults()
