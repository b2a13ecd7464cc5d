export { type Adapter, ORDER_FORMATS, type OrderShape, type Pick } from './adapter.ts'
export { builtInPolicy } from './built-in.ts'
export type { Act, Choice, GuardTable, PinVerifier, Policy, PolicySource, Staff } from './policy.ts'
export { type PolicyFault, policyHash, readPolicy } from './read.ts'
