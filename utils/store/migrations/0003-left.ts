import type { Migration } from './index.ts'

/**
 * Checkpoints that left the machine, by size. From here on an entry's row also holds its leaf hash, and a partial tile of
 * leaves is only written every 16th: rows and tiles from before are read as they are.
 */
export const left: Migration = { number: 3, stores: { left: 'size' } }
