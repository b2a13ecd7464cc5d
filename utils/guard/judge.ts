import { digitsOf, FIGURES, later } from '../base/digits.ts'
import type { Act, GuardTable } from '../policy/index.ts'

/** What the guard sees when it has to say something. */
export interface Situation {
  readonly page: 'sign-up' | 'code-log-in' | 'log-in' | 'field'
  readonly origin: 'free' | 'catalogue' | 'unknown' | 'employer' | 'trading'
  readonly number: 'guarded' | 'other' | 'none'
  /** An activation is open. */
  readonly activation: boolean
  /** A permit covers this very site, tab and number. */
  readonly permit: boolean
}

export type { Act }

export interface Verdict {
  readonly act: Act
  /** One of `WHYS`. */
  readonly why: Why
}

/** Rows of the table of design section 6; names that a policy uses. */
export const ROWS = [
  'catalogue-sign-up',
  'unknown-sign-up',
  'code-log-in',
  'field',
  'employer-field',
  'log-in',
  'trading',
] as const
export type Row = (typeof ROWS)[number]

/** Columns: a guarded number; another one while an activation is open; another one while none is; no number seen. */
export const COLUMNS = ['guarded', 'other-open', 'other', 'none'] as const
export type Column = (typeof COLUMNS)[number]

export const WHYS = [
  'free',
  'permit',
  'no-business',
  'sign-up-unsigned',
  'sign-up-other-number',
  'sign-up-reason',
  'sign-up-held',
  'sign-up-page',
  'code-unsigned',
  'code-other-number',
  'number-elsewhere',
  'employer-reason',
  'log-in-unsigned',
  'trading-site',
  'code-elsewhere',
  'codes-spent',
  'unknown-situation',
] as const
export type Why = (typeof WHYS)[number]

/** `permit` in a cell: allowed with a permit, else stopped. */
type Cell = readonly [act: Act | 'permit', why: Why]

const stop = (why: Why): Cell => ['stop', why]
const pass: Cell = ['allow', 'no-business']

/** The table of design section 6, cell by cell. */
export const TABLE: Readonly<Record<Row, Readonly<Record<Column, Cell>>>> = {
  'catalogue-sign-up': {
    guarded: ['permit', 'sign-up-unsigned'],
    'other-open': stop('sign-up-other-number'),
    other: ['reason', 'sign-up-reason'],
    // The banner, and sending held: `holdsSending`.
    none: ['banner', 'sign-up-held'],
  },
  'unknown-sign-up': {
    // Never a permit: nobody can sign for a site that the catalogue does not know.
    guarded: stop('sign-up-unsigned'),
    'other-open': stop('sign-up-other-number'),
    other: ['reason', 'sign-up-reason'],
    none: ['banner', 'sign-up-page'],
  },
  'code-log-in': {
    guarded: ['permit', 'code-unsigned'],
    'other-open': ['reason', 'code-other-number'],
    other: pass,
    none: pass,
  },
  field: { guarded: stop('number-elsewhere'), 'other-open': pass, other: pass, none: pass },
  'employer-field': { guarded: ['reason', 'employer-reason'], 'other-open': pass, other: pass, none: pass },
  'log-in': { guarded: ['permit', 'log-in-unsigned'], 'other-open': pass, other: pass, none: pass },
  trading: {
    guarded: stop('trading-site'),
    'other-open': stop('trading-site'),
    other: stop('trading-site'),
    none: stop('trading-site'),
  },
}

const ACTS: readonly unknown[] = ['allow', 'inform', 'acknowledge', 'reason', 'banner', 'stop']
const isAct = (value: unknown): value is Act => ACTS.includes(value)
const PAGES: readonly string[] = ['sign-up', 'code-log-in', 'log-in', 'field']
const ORIGINS: readonly string[] = ['catalogue', 'unknown', 'employer', 'trading']

/** Changed cells: nested, as the policy has them, or flat (`row/column` to act), as the snapshot carries them. */
export type Changes = GuardTable | Readonly<Record<string, Act>>

/** Which cell a situation falls into; null where it is none that the table knows. `free` has no cell. */
export function cellOf(s: Situation): `${Row}/${Column}` | null {
  if (!s || !PAGES.includes(s.page) || !ORIGINS.includes(s.origin)) return null
  const row: Row =
    s.origin === 'trading'
      ? 'trading'
      : s.page === 'sign-up'
        ? s.origin === 'catalogue'
          ? 'catalogue-sign-up'
          : 'unknown-sign-up'
        : s.page === 'field' && s.origin === 'employer'
          ? 'employer-field'
          : s.page
  if (s.number === 'guarded' || s.number === 'none') return `${row}/${s.number}`
  if (s.number !== 'other' || typeof s.activation !== 'boolean') return null
  return `${row}/${s.activation ? 'other-open' : 'other'}`
}

/**
 * What the guard does. Synchronous, total, and closed where it does not know: a situation outside the table is stopped, a
 * changed cell that is not an act is ignored. Trading sites cannot be changed.
 */
export function judge(situation: Situation, table?: Changes | null): Verdict {
  if (situation?.origin === 'free') return { act: 'allow', why: 'free' }
  const cell = situation ? cellOf(situation) : null
  if (!cell) return { act: 'stop', why: 'unknown-situation' }
  const [row, column] = cell.split('/') as [Row, Column]
  const [written, why] = TABLE[row][column]
  const nested = table?.[row]
  const changed =
    row === 'trading'
      ? undefined
      : (table?.[cell] ?? (typeof nested === 'object' ? nested?.[column] : undefined))
  if (written === 'permit' && situation.permit === true) return { act: 'allow', why: 'permit' }
  const act = isAct(changed) ? changed : written
  if (act === 'permit') return { act: 'stop', why }
  return { act, why }
}

/** Beside the table: a lone SMS code in a chat or an unknown field, while it could be the customer's. */
export const CODE_CELL = 'field/code'
/** A few words, then figures of any script with a mark between at most, then nothing but marks. No colon between: a time. */
const lone = later(
  () =>
    new RegExp(
      `^[^${FIGURES}]{0,14}[${FIGURES}](?:[^\\p{L}\\p{N}:]{0,2}[${FIGURES}])*[^\\p{L}\\p{N}]*$`,
      'u',
    ),
)

/**
 * Whether a text is a code and nothing else: 4 to 8 digits of any script. An amount of so many digits, alone in a message,
 * counts as one: 12.50 and 48.29.13 cannot be told apart, and the answer is one tap.
 */
export const isLoneCode = (text: string): boolean => {
  if (text.length >= 40) return false
  const { length } = digitsOf(text)
  return length > 3 && length < 9 && lone().test(text.normalize('NFKC'))
}

/** Whether a `banner` also holds what is sent: catalogue sign-ups do. */
export const holdsSending = (verdict: Verdict): boolean =>
  verdict.act === 'banner' && verdict.why === 'sign-up-held'

/** Acts that stop at once; `reason` and `acknowledge` do until they are answered. */
export const isStop = (act: Act): boolean => act === 'stop' || act === 'reason' || act === 'acknowledge'
