import type { Transaction } from 'dexie'
import { first } from './0001-first.ts'
import { notices } from './0002-notices.ts'
import { left } from './0003-left.ts'

/** One step of the schema: numbered from 1 without gaps, self-contained, never rewriting an entry. */
export interface Migration {
  readonly number: number
  /** Dexie's schema text for each table that this step adds or changes; null drops one. */
  readonly stores: Readonly<Record<string, string | null>>
  readonly upgrade?: (tx: Transaction) => PromiseLike<unknown>
}

/** In order. */
export const migrations: readonly Migration[] = [first, notices, left]
