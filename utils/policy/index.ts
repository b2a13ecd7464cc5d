export {
  type Adapter,
  type Find,
  type Locator,
  ORDER_FORMATS,
  type OrderShape,
  type Pick,
  type Services,
  type View,
} from './adapter.ts'
export { builtInPolicy } from './built-in.ts'
export type { Act, Choice, GuardTable, PinVerifier, Policy, PolicySource, Staff } from './policy.ts'
export { type PolicyFault, policyHash, readPolicy } from './read.ts'
