export { hitsUrl } from './address.ts'
export { keepRun, restoreRun } from './browser-run.ts'
export { advance, clerkOf, record } from './commit.ts'
export {
  ACTIVATION_DEFAULTS,
  type Activation,
  byTab,
  type Counter,
  type Earlier,
  type FloorStop,
  type Hold,
  type Loaded,
  NOT_PLACED,
  newest,
  openOf,
  type Shift,
  type Standing,
  WITNESS_ALARMS,
  type WitnessAlarm,
} from './counter.ts'
export {
  applyGuard,
  applyPolicyRules,
  guardedNow,
  isPortal,
  isStaffNumber,
  originOf,
  placeOf,
  safeOrigin,
  serviceAt,
  shortOf,
  snapshotOf,
} from './guarding.ts'
export { headKeeper, readMark } from './head-mark.ts'
export type { InTurn } from './turn.ts'
