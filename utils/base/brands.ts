declare const brand: unique symbol
export type Brand<T, B extends string> = T & { readonly [brand]: B }

/** An entry's place in the log: 0-based, gapless. */
export type Seq = Brand<number, 'Seq'>
/** A service of the catalogue, `[a-z0-9][a-z0-9.-]{0,63}`. */
export type ServiceId = Brand<string, 'ServiceId'>
/** The id of one activation on this counter. It is random and says nothing about the customer. */
export type ActivationId = Brand<string, 'ActivationId'>
/** SHA-256(salt ‖ value) in lower-case hex; see docs/log-format.md. */
export type Commitment = Brand<string, 'Commitment'>
/** A phone number in E.164, `+8613800138000`. */
export type E164 = Brand<string, 'E164'>

export type Lang = 'zh-CN' | 'en'
export const LANGS = ['zh-CN', 'en'] as const satisfies readonly Lang[]
/** A text in every language of the product. */
export type Words = Readonly<Record<Lang, string>>

const SERVICE_ID = /^[a-z0-9][a-z0-9.-]{0,63}$/
export const isServiceId = (s: unknown): s is ServiceId => typeof s === 'string' && SERVICE_ID.test(s)
const ACTIVATION_ID = /^[0-9a-f]{24}$/
export const isActivationId = (s: unknown): s is ActivationId =>
  typeof s === 'string' && ACTIVATION_ID.test(s)
