import * as v from 'valibot'
import type { ActivationId } from '../../base/index.ts'
import type { Sheet } from '../../portal/index.ts'
import { vId } from './shapes.ts'

/** What one frame of a portal shows at this moment. */
export interface InSight {
  readonly tab: number
  readonly frame: number
  /** The customer's number, whole; '' where the frame shows none. */
  readonly number: string
  readonly views: readonly string[]
  readonly missing: readonly string[]
  readonly loading: boolean
  /** The submit button is there. */
  readonly submit: boolean
}

/** What was read in a tab before its customer's number was: it goes into the activation that the number opens. */
export interface Pending {
  readonly tab: number
  readonly adapter: string
  readonly sheet: Sheet
}

/** Which of the activations that were read in a tab its pages show now. */
export interface Current {
  readonly tab: number
  readonly activation: ActivationId
}

const vText = v.nullable(v.string())

export const vService = v.looseObject({
  code: v.string(),
  name: v.string(),
  price: vText,
  ticked: v.boolean(),
  included: v.boolean(),
  view: v.exactOptional(v.string()),
})

export const vInSight: v.GenericSchema<unknown, InSight> = v.object({
  tab: v.number(),
  frame: v.number(),
  number: v.string(),
  views: v.array(v.string()),
  missing: v.array(v.string()),
  loading: v.boolean(),
  submit: v.boolean(),
})

export const vPending: v.GenericSchema<unknown, Pending> = v.object({
  tab: v.number(),
  adapter: v.string(),
  sheet: v.object({
    customer: vText,
    age: v.nullable(v.number()),
    realName: v.boolean(),
    order: vText,
    kind: v.optional(vText, null),
    numbers: v.array(v.string()),
    services: v.array(vService),
  }),
})

export const vCurrent: v.GenericSchema<unknown, Current> = v.object({
  tab: v.number(),
  activation: vId<ActivationId>(),
})
