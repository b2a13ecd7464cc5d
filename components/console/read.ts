import { maskName, maskNumber } from '../../utils/base/index.ts'
import type { Row } from '../../utils/store/index.ts'
import type { Opened } from './backend.ts'
import { entryOf, oneOf } from './entry.ts'
import type { Listed } from './LogPage.tsx'

export const listed = (row: Row): Listed => ({ seq: row.seq, entry: entryOf(row) })

/** Whose activation it is, masked. */
export function whoOf(opened: readonly Opened[]): { number: string | null; customer: string | null } {
  const number = oneOf(opened, 'number')
  const customer = oneOf(opened, 'customer')
  return {
    number: number === null ? null : maskNumber(number),
    customer: customer === null ? null : maskName(customer),
  }
}
