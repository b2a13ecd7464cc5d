import type { Lang } from '../../utils/base/index.ts'
import type { Policy } from '../../utils/policy/index.ts'

/** What a manager sees of a policy before it is in force. */
export interface PolicyPreview {
  readonly name: string
  readonly store: string
  readonly portals: readonly string[]
  readonly services: number
  readonly notices: number
  readonly staff: number
  readonly managers: number
  /** Keys that the vault is sealed to; 0: the one made here. */
  readonly recipients: number
}

export const previewOf = (policy: Policy, lang: Lang): PolicyPreview => ({
  name: policy.name,
  store: policy.store.name[lang] || policy.store.id,
  portals: policy.portals.flatMap((p) => [...p.matches]),
  services: policy.services.length,
  notices: policy.notices.length,
  staff: policy.staff.length,
  managers: policy.managers.length,
  recipients: policy.vault.recipients.length,
})

/** `portals.0.fields.number` → `portals › 1 › fields › number`: places counted from one, as people count. */
export const pathWords = (path: string): string =>
  path
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part))
    .join(' › ')
