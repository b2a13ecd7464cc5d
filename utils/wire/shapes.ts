import * as v from 'valibot'
import { type ActivationId, isActivationId, isServiceId, type ServiceId } from '../base/index.ts'
import { LIMITS } from './limits.ts'

/** What a schema lets through, as a reader has it: nobody changes a message. */
export type Shaped<S extends v.GenericSchema> = Frozen<v.InferOutput<S>>
type Frozen<T> = T extends string | number | boolean | null | undefined
  ? T
  : { readonly [K in keyof T]: Frozen<T[K]> }

export const str = (most: number) => v.pipe(v.string(), v.maxLength(most))
export const match = (re: RegExp) => v.pipe(v.string(), v.regex(re))
export const list = <S extends v.GenericSchema>(item: S, most: number) =>
  v.pipe(v.array(item), v.maxLength(most))
export const bool = v.boolean()
/** Neither NaN, which `number` refuses, nor infinite. */
export const num = v.pipe(v.number(), v.finite())
export const int = v.pipe(v.number(), v.safeInteger())

export const activation = v.custom<ActivationId>(isActivationId)
export const service = v.custom<ServiceId>(isServiceId)
/** `activation:service` */
export const decision = match(/^[0-9a-f]{24}:[a-z0-9][a-z0-9.-]{0,63}$/)
/** A code from a list of the policy. */
export const code = match(/^[a-z0-9-]{1,40}$/)
export const hash = match(/^[0-9a-f]{64}$/)
export const lang = v.picklist(['zh-CN', 'en'])
/** As it is shown; a whole number is none. */
export const masked = match(/^(?:\d{3} \*{4} \d{4})?$/)
export const recipient = match(/^age1[0-9a-z]{58}$/)
/** A database of this extension's. */
export const logName = match(/^countersign(?:\.\d{1,4})?$/)
export const pin = match(/^\d{1,12}$/)
export const staffId = str(32)
export const number = str(LIMITS.typed)

/**
 * Whether a value is no larger than a message may be. It comes before the schema and reads no further than the limit; a
 * value that holds itself (Firefox clones those too) is too deep.
 */
export function fits(value: unknown, most: number): boolean {
  let room = most
  let values: number = LIMITS.values
  const walk = (one: unknown, depth: number): boolean => {
    if (--values < 0) return false
    if (typeof one === 'string') {
      room -= one.length
      return room >= 0
    }
    if (typeof one !== 'object' || one === null) return true
    if (depth === 0) return false
    if (Array.isArray(one)) return one.every((inner) => walk(inner, depth - 1))
    return Object.entries(one).every(([key, inner]) => {
      room -= key.length
      return room >= 0 && walk(inner, depth - 1)
    })
  }
  return walk(value, LIMITS.depth)
}
