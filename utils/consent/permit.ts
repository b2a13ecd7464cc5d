import type { ServiceId } from '../base/index.ts'

/** What a signed consent opens: one service's sites, one number, one tab, one account, a few minutes. */
export interface Permit {
  readonly id: string
  readonly service: ServiceId
  /** Leaf of the consent it rests on. */
  readonly consent: number
  readonly tab: number
  readonly issuedAt: number
  readonly until: number
  /** Code requests let through; at most 3. */
  readonly codes: number
  readonly state: 'open' | 'used' | 'ended'
}

export const MAX_CODES = 3

/** True only for a permit that is open now, in this tab: everything else is closed. */
export const opens = (permit: Permit, tab: number, now: number): boolean =>
  permit.state === 'open' && permit.tab === tab && now < permit.until && now >= permit.issuedAt - 1000

/** An unused permit may be issued again from the panel; never after one was used: one account. */
export const mayIssue = (permits: readonly Permit[], service: ServiceId): boolean =>
  permits.every((p) => p.service !== service || p.state === 'ended')
