import * as v from 'valibot'
import type { Shaped } from '../shapes.ts'

/** One message: what it has to look like, and (only as a type) what it is answered with. */
export interface Message<S extends v.GenericSchema, Out> {
  readonly shape: S
  readonly out?: Out
}

/**
 * `asks({ activation }).answers<SignView>()`: a message with exactly these members, since a body with one more is another
 * message.
 */
export function asks<E extends v.ObjectEntries>(members: E) {
  const shape = v.strictObject(members)
  return { answers: <Out>(): Message<typeof shape, Out> => ({ shape }) }
}

export type InOf<M> = M extends Message<infer S, unknown> ? Shaped<S> : never
export type OutOf<M> = M extends Message<v.GenericSchema, infer Out> ? Out : never
