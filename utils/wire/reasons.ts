/** Why something personal is erased, held or released: codes, in words in the console. */
export const ERASE_REASONS = ['customer-asks', 'wrong-number', 'authority'] as const
export type EraseReason = (typeof ERASE_REASONS)[number]

export const HOLD_REASONS = ['complaint', 'police', 'court', 'audit'] as const
export type HoldReason = (typeof HOLD_REASONS)[number]
