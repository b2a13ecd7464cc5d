import * as v from 'valibot'
import { activation, pin, staffId, str } from '../shapes.ts'
import type { PopupView } from '../views/popup.ts'
import { asks } from './message.ts'

export const POPUP = {
  'popup.open': asks({}).answers<PopupView>(),
  /** First use of a staff id without a PIN sets it. Errors: `pin/wrong`, `pin/wait`, `pin/weak`, `staff/unknown`. */
  'shift.start': asks({ staff: staffId, pin }).answers<PopupView>(),
  'shift.end': asks({}).answers<PopupView>(),
  'shift.pledge': asks({}).answers<PopupView>(),
  'popup.console': asks({}).answers<null>(),
  'popup.resume': asks({ activation }).answers<null>(),
  /** Opens the page on which a customer takes something back. */
  'popup.take-back': asks({}).answers<null>(),
  /** Which display the customer's window opens on; null: the clerk's own, full screen. */
  'popup.display': asks({ display: v.nullable(str(100)) }).answers<PopupView>(),
} as const
