import type { Migration } from './index.ts'

/** The first schema. Frozen: a later change is a new file. */
export const first: Migration = {
  number: 1,
  stores: {
    // Compound with `seq`, so that a filtered page starts anywhere without walking; a missing column is not indexed.
    entries: 'seq, [kind+seq], [clerk+seq], [activation+seq], [service+seq], cust',
    tiles: '[level+n]',
    checkpoints: 'id',
    keys: 'id',
    settings: 'name',
    policy: 'id',
    vault: 'id, activation',
    dataKeys: 'id',
    working: 'id, kind',
    guarded: 'id',
    decisions: 'id, cust',
  },
}
