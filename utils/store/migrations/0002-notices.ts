import type { Migration } from './index.ts'

/** Every text that was ever put to a customer, by its hash; and until when a decision lasts, where its notice says so. */
export const notices: Migration = {
  number: 2,
  stores: { notices: 'hash', decisions: 'id, cust, until' },
}
