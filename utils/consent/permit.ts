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

/** Whether a permit is open now in this tab. In every other case nothing is open. */
export const opens = (permit: Permit, tab: number, now: number): boolean =>
  permit.state === 'open' && permit.tab === tab && now < permit.until && now >= permit.issuedAt - 1000

/** Whether a permit may be issued again. It may not after one was used, because a consent is for one account. */
export const mayIssue = (permits: readonly Permit[], service: ServiceId): boolean =>
  permits.every((p) => p.service !== service || p.state === 'ended')
