import { type Bytes, equal } from '../base/index.ts'
import type { CountersignDb, EntryRow } from './db.ts'
import type { Stretch } from './scan-log.ts'
import { blame, type Members, membersOf, type TableFault } from './table-fault.ts'
import type { VaultKind } from './types.ts'
import type { Answers } from './verify-answers.ts'
import { ANSWERS, ENDS } from './verify-decisions.ts'

/** Activations that are looked up at a time. */
const AT_ONCE = 200

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The columns that an entry itself gives. `cust` is not in the entry: it has to be the same in all rows of an activation. */
const COLUMNS = ['kind', 'clerk', 'activation', 'service'] as const

function columnsMatch(row: EntryRow, entry: Members, leaf: Bytes): void {
  for (const name of COLUMNS)
    if ((row[name] ?? '') !== text(entry[name])) blame('table/column', `${row.seq} ${name}`)
  if (row.at !== Date.parse(text(entry['at']))) blame('table/column', `${row.seq} at`)
  if (row.leaf && !equal(row.leaf, leaf)) blame('table/column', `${row.seq} leaf`)
}

/** Records of which an entry speaks. The vault must hold them until the customer is erased. */
const sealedFor = (entry: Members): VaultKind | null => {
  if (entry['kind'] === 'activation.opened') return 'number'
  if (entry['kind'] === 'receipt.issued') return 'receipt'
  const { form } = (entry['signature'] ?? {}) as { form?: unknown }
  return form === 'strokes' || form === 'mark' ? 'signature' : null
}

/** What the entries say of one activation. */
interface Spoken {
  /** The column `cust`: one number, one value. */
  cust: string
  /** Kinds of records that the vault must hold, and those that it holds: a bit each. */
  need: number
  has: number
}

const KINDS: readonly VaultKind[] = ['number', 'customer', 'text', 'signature', 'receipt']
export const bitOf = (kind: VaultKind): number => 1 << KINDS.indexOf(kind)

/** What the entries say of other tables, gathered on the way through them. */
export interface Told {
  readonly notices: Set<string>
  /** The last entry about the policy in force. */
  policy: Members | null
  /** Version that wrote the last entry. */
  app: unknown
  /** Whether a row before had its leaf beside it. */
  leaf: boolean
  readonly spoken: Map<string, Spoken>
  /** Activations that a `log.erased` says were erased, and those of which it says so for refusals alone. */
  readonly erased: Set<string>
  readonly refusals: Set<string>
  /** Records that are missing. They are a fault unless a later entry says that they were erased. */
  readonly gone: { readonly activation: string; readonly code: TableFault; readonly where: string }[]
  readonly answers: Answers
}

/** Entries with which a checkpoint leaves the machine. It is that of the head before them, kept in the same transaction. */
const LEAVES: readonly string[] = ['receipt.issued', 'log.exported']
/** Most entries that may come between reading a head and the entry for it: a step of the clock, another copy's append. */
const BETWEEN = 64

async function leftWith(db: CountersignDb, seq: number, boot: unknown): Promise<boolean> {
  for (let size = seq; size > 0 && size > seq - BETWEEN; size--) {
    const row = await db.left.get(size)
    // A checkpoint that only a witness has seen is removed after some time.
    if (row && row.where !== 'witness') return true
    const before = membersOf((await db.entries.get(size - 1))?.bytes ?? new Uint8Array())
    if (before?.['kind'] !== 'clock.stepped' && before?.['boot'] === boot) return false
  }
  return seq === 0
}

export function spokenOf({ spoken }: Told, activation: string): Spoken {
  const known = spoken.get(activation)
  if (known) return known
  const made = { cust: '', need: 0, has: 0 }
  spoken.set(activation, made)
  return made
}

/** One stretch of entries against the rows that they speak of, looked up at once. */
export async function entriesMatch(
  db: CountersignDb,
  device: string,
  { rows, left }: Stretch,
  leaves: readonly Bytes[],
  told: Told,
): Promise<void> {
  const kept = new Set(left.filter(({ where }) => where !== 'witness').map(({ size }) => size))
  for (const [i, row] of rows.entries()) {
    const entry = membersOf(row.bytes)
    const leaf = leaves[i] as Bytes
    if (!entry) return blame('table/column', `${row.seq} bytes`)
    columnsMatch(row, entry, leaf)
    if (entry['device'] !== device) blame('table/keys', 'device')
    const { activation, notice } = entry
    const kind = text(entry['kind'])
    told.app = entry['app']
    // Rows of the first schemas have no leaf, and their checkpoints were not kept.
    if (row.leaf) told.leaf = true
    else if (told.leaf) blame('table/column', `${row.seq} leaf`)
    if (row.leaf && LEAVES.includes(kind) && entry['log'] === undefined && !kept.has(row.seq)) {
      if (!(await leftWith(db, row.seq, entry['boot']))) blame('table/left', `${row.seq} ${kind}`)
    }
    if (kind === 'policy.changed') told.policy = entry
    if (kind === 'notice.presented') told.notices.add(text(notice))
    if (kind === 'log.erased') {
      const gone = entry['part'] === 'refusals' ? told.refusals : told.erased
      gone.add(text(activation))
    }
    if (ENDS.includes(kind)) told.answers.ended(entry)
    const isAnswer = ANSWERS.includes(kind)
    if (!row.cust) {
      if (isAnswer || kind === 'activation.opened') {
        told.gone.push({ activation: text(activation), code: 'table/column', where: `${row.seq} cust` })
      }
      continue
    }
    const needs = sealedFor(entry)
    if (row.activation || needs) {
      const spoken = spokenOf(told, text(activation))
      if (spoken.cust === '') spoken.cust = row.cust
      else if (spoken.cust !== row.cust) blame('table/column', `${row.seq} cust`)
      if (needs) spoken.need |= bitOf(needs)
    }
    if (isAnswer && entry['why'] === undefined) told.answers.given(row, entry, leaf)
  }
}

/** The place of the entry that speaks of a sealed record, as a fault names it. */
async function speaksOf(db: CountersignDb, activation: string, bit: number): Promise<string> {
  const own = await db.entries
    .where('[activation+seq]')
    .between([activation, 0], [activation, Infinity])
    .toArray()
  for (const { seq, bytes } of own) {
    const kind = sealedFor(membersOf(bytes) ?? {})
    if (kind && bitOf(kind) === bit) return `${seq} ${kind}`
  }
  return activation
}

/** Which activations lack a record. It asks the vault itself, because a record may have been added after the vault was read. */
export async function sealedGone(db: CountersignDb, { spoken, gone }: Told): Promise<void> {
  const lacking = [...spoken].filter(([, { need, has }]) => (need & ~has) !== 0)
  for (let i = 0; i < lacking.length; i += AT_ONCE) {
    const some = lacking.slice(i, i + AT_ONCE)
    const records = await db.vault
      .where('activation')
      .anyOf(some.map(([activation]) => activation))
      .toArray()
    for (const { activation, kind } of records) {
      const one = spoken.get(activation)
      if (one) one.has |= bitOf(kind)
    }
    for (const [activation, { need, has }] of some) {
      for (const kind of KINDS) {
        const bit = bitOf(kind) & need & ~has
        if (bit !== 0)
          gone.push({ activation, code: 'table/vault', where: await speaksOf(db, activation, bit) })
      }
    }
  }
}
