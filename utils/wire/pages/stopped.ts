import * as v from 'valibot'
import { LIMITS } from '../limits.ts'
import { code, pin, service, staffId, str } from '../shapes.ts'
import type { StoppedView } from '../views/stopped.ts'
import { asks } from './message.ts'

/** The page that stands in place of a stopped one; null where no service of the catalogue is meant. */
const about = v.nullable(service)

export const STOPPED = {
  'stopped.open': asks({ service: about }).answers<StoppedView>(),
  /** `text` only with code `other`. */
  'stopped.ask': asks({
    service,
    promise: code,
    text: v.nullable(str(LIMITS.text)),
  }).answers<StoppedView>(),
  'stopped.open-site': asks({ service }).answers<null>(),
  'stopped.reason': asks({ service: about, code }).answers<StoppedView>(),
  /** Read and understood, where the table says `banner` or `acknowledge`: opens the site for this tab. */
  'stopped.go-on': asks({ service: about }).answers<StoppedView>(),
  'stopped.override': asks({ service: about, manager: staffId, pin, reason: code }).answers<StoppedView>(),
  'stopped.back': asks({}).answers<null>(),
} as const
