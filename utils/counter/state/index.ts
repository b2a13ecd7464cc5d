export {
  ACTIVATION_DEFAULTS,
  type Activation,
  type Earlier,
  NOT_PLACED,
  readActivation,
  type Standing,
} from './activation.ts'
export { hitsElsewhere, hitsUrl, isAskedBy, type OrderAddress, orderAddresses } from './address.ts'
export {
  type BrowserRun,
  EMPTY_RUN,
  type FloorStop,
  keepRun,
  type LastPaper,
  restoreRun,
} from './browser-run.ts'
export {
  advance,
  clerkOf,
  commit,
  followClock,
  letGo,
  type Patch,
  record,
  remember,
} from './commit.ts'
export {
  byTab,
  type Counter,
  type Loaded,
  newest,
  numbersOf,
  openOf,
  type PinTries,
  type Proof,
  type Shift,
  stopIn,
  stopsWith,
  type WitnessAlarm,
} from './counter.ts'
export { readGuarded } from './guarded-rows.ts'
export {
  applyPolicyRules,
  guardedNow,
  isPortal,
  isStaffNumber,
  originOf,
  placeAt,
  placeOf,
  safeOrigin,
  serviceAt,
  shortOf,
  snapshotOf,
} from './guarding.ts'
export { headKeeper, readMark } from './head-mark.ts'
export type { InSight } from './in-sight.ts'
export { type Burst, type Held, ORDER_ANSWER_MS, type OrderPass } from './orders.ts'
export {
  hasSetting,
  markSetting,
  pinSetting,
  readSetting,
  SETTINGS,
  type Setting,
  type SettingReader,
  settingGone,
  settingOf,
  settingWrite,
  UNFIT_SETTING,
} from './settings.ts'
export type { InTurn } from './turn.ts'
