import { fromUtf8 } from '../base/index.ts'

/**
 * What is wrong with what stands beside the log. `where` names the row.
 *
 * - `table/column`: a column by which entry `seq` is found says something else than the entry (`12 clerk`), or than the rest
 *   of its activation (`12 cust`); or what stands beside the signed head (`head root`)
 * - `table/tiles`: a full tile of leaves is gone (`0/3`), or there is one more; what it held stands in the entries' rows too
 * - `table/notices`: the text with this hash was changed, or an entry names it and it is not there
 * - `table/decisions`: the row is not what its entry says, or an answer that stands has none
 * - `table/vault`: a sealed record was changed so that it cannot be opened, or what an entry speaks of is gone
 * - `table/data-keys`: the key of sealed records is gone or cut
 * - `table/policy`: the cached policy is not the one that the log says is in force
 * - `table/left`: the kept copy of a checkpoint that left is not one that this log signed, or that of entry `seq` is gone
 *   (`12 receipt.issued`)
 * - `table/settings`: a setting is not what the entries say (`holds`, `log.sealed`, `manager.key`, `log.checked`)
 * - `table/keys`: the profile's keys do not belong together, or are not those of the entries
 */
export type TableFault =
  | 'table/column'
  | 'table/tiles'
  | 'table/notices'
  | 'table/decisions'
  | 'table/vault'
  | 'table/data-keys'
  | 'table/policy'
  | 'table/left'
  | 'table/settings'
  | 'table/keys'
  | 'table/unreadable'

/** Thrown within, answered as a result. */
export class Fault extends Error {
  readonly code: TableFault
  readonly where: string
  constructor(code: TableFault, where: string) {
    super(code)
    this.code = code
    this.where = where
  }
}

export const blame = (code: TableFault, where: string | number): never => {
  throw new Fault(code, String(where))
}

export type Members = Readonly<Record<string, unknown>>

/** The members of an entry whose bytes the log's own check has vouched for; null where they are none. */
export function membersOf(bytes: Uint8Array): Members | null {
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes) ?? '')
    return typeof value === 'object' && value !== null ? (value as Members) : null
  } catch {
    // An entry that is no JSON has no members.
    return null
  }
}
