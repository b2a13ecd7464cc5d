import * as v from 'valibot'
import type { ActivationId, Json } from '../../base/index.ts'
import type { PinVerifier } from '../../policy/index.ts'
import {
  CHECKED,
  CLOSED_LOGS,
  CLOSED_SEEN,
  type ClosedLog,
  HOLDS,
  type LegalHold,
  LOST_KEYS,
  MANAGER_KEY,
  SIGNATURE_MARK,
  type Store,
  WITNESSED,
  type Write,
} from '../../store/index.ts'
import { vId } from './shapes.ts'

/** One key of the table `settings`: what lies under it, whose it is, and with what it goes. */
export interface Setting<T> {
  readonly key: string
  readonly schema: v.GenericSchema<unknown, T>
  /** Whether it says something of a customer. What says something of a clerk does not count here: docs/privacy.md does. */
  readonly personal: boolean
  /**
   * With what it goes. `activation`: with what is personal of its activation. `log`: it is about one log and does not go
   * along when the next begins. `seen`: when a manager has looked. `replaced`: only what comes after it takes its place.
   */
  readonly erased: 'activation' | 'log' | 'seen' | 'replaced'
}

const setting = <T>(
  key: string,
  schema: v.GenericSchema<unknown, T>,
  erased: Setting<T>['erased'] = 'replaced',
  personal = false,
): Setting<T> => ({ key, schema, personal, erased })

const vKey = v.object({ recipient: v.string(), sealed: v.string() })

const vHold: v.GenericSchema<unknown, LegalHold> = v.looseObject({
  id: v.string(),
  scope: v.picklist(['log', 'customer', 'activation']),
  cust: v.nullable(v.string()),
  activation: v.custom<ActivationId | ''>((id) => typeof id === 'string'),
  reason: v.string(),
  at: v.number(),
})

const vClosedLog: v.GenericSchema<unknown, ClosedLog> = v.looseObject({
  name: v.string(),
  vkey: v.string(),
  size: v.number(),
  checkpoint: v.string(),
  at: v.number(),
  why: v.string(),
})

const vWitnessed = v.looseObject({
  vkey: v.string(),
  size: v.number(),
  checkpoint: v.string(),
  refused: v.nullable(
    v.looseObject({
      why: v.picklist(['conflict', 'rolled-back', 'inconsistent', 'signature']),
      seen: v.nullable(v.number()),
    }),
  ),
})

/** Every key of the table `settings` but those that hold an id. Nobody reads or writes another. */
export const SETTINGS = {
  /** Who is on shift. */
  shift: setting(
    'shift',
    v.nullable(v.object({ clerk: v.string(), how: v.picklist(['portal', 'pin']), since: v.number() })),
  ),
  /** Days on which a clerk has read the pledge. */
  pledged: setting('pledged', v.array(v.string())),
  /** Wrong tries of each PIN. */
  pinTries: setting('pins', v.record(v.string(), v.object({ wrong: v.number(), until: v.number() }))),
  /** How far the day's run of retention has come. */
  retention: setting('retention', v.object({ day: v.string(), after: v.nullable(v.string()) })),
  /** The carrier's own clock, as the last order's answer gave it, ms. */
  outsideClock: setting('clock.outside', v.number()),
  /** What was last written down of the protections in force. */
  posture: setting(
    'posture',
    v.object({ log: v.string(), on: v.array(v.string()), off: v.array(v.string()) }),
  ),
  /** What must not be erased. */
  holds: setting(HOLDS, v.array(vHold)),
  /** The manager's key as the first run made it. */
  managerKey: setting(MANAGER_KEY, vKey),
  /** Keys whose passphrase was said to be lost. */
  lostKeys: setting(LOST_KEYS, v.array(vKey)),
  /** Stands while nobody has seen that the vault's key was replaced. */
  keyReplaced: setting('vault.replaced', v.literal(true), 'seen'),
  /** Stands while nobody has seen that something of a permit's site may be left in this browser. */
  notCleaned: setting('permit.not-cleaned', v.literal(true), 'seen'),
  /** What a witness said and nobody has looked at yet. */
  witnessAlarms: setting(
    'witness.alarms',
    v.array(v.picklist(['witness/rolled-back', 'witness/inconsistent'])),
    'seen',
  ),
  /** What a witness knows of the log and has cosigned of it. */
  witnessed: setting(WITNESSED, vWitnessed, 'log'),
  /** The checkpoint up to which the last sound check has read. */
  checked: setting(CHECKED, v.object({ size: v.number(), checkpoint: v.string() }), 'log'),
  /** Logs that were closed as they were found; the store keeps it. */
  closedLogs: setting(CLOSED_LOGS, v.array(vClosedLog)),
  /** How many of them a manager has looked at. */
  closedSeen: setting(CLOSED_SEEN, v.number()),
} as const

const vVerifier: v.GenericSchema<unknown, PinVerifier> = v.object({
  salt: v.string(),
  rounds: v.number(),
  hash: v.string(),
})

/** The PIN that a clerk has chosen here: its verifier. */
export const pinSetting = (staff: string): Setting<PinVerifier> => setting(`pin/${staff}`, vVerifier)

/** A signature that was seen, by the HMAC of its shape: whose it is, so that it goes when they do. */
export const markSetting = (hmac: string): Setting<ActivationId> =>
  setting(`${SIGNATURE_MARK}${hmac}`, vId<ActivationId>(), 'activation', true)

/** The one of the registry that a key in the table belongs to; null for one that is not ours. */
export const settingOf = (key: string): Setting<unknown> | null =>
  Object.values<Setting<unknown>>(SETTINGS).find((s) => s.key === key) ??
  (key.startsWith('pin/') ? pinSetting(key.slice(4)) : null) ??
  (key.startsWith(SIGNATURE_MARK) ? markSetting(key.slice(SIGNATURE_MARK.length)) : null)

/** The alarm for a setting that does not fit its schema: it counts as not there. */
export const UNFIT_SETTING = 'store/damaged-setting'

export interface SettingReader {
  readonly store: Pick<Store, 'setting'>
  /** Hears of a value that does not fit. */
  readonly settingUnfit: () => void
}

/** What lies under a key; undefined where nothing does. What does not fit is left out, and an alarm. */
export async function readSetting<T>(
  counter: SettingReader,
  { key, schema }: Setting<T>,
): Promise<T | undefined> {
  const value = await counter.store.setting(key)
  if (value === undefined) return undefined
  const read = v.safeParse(schema, value)
  if (read.success) return read.output
  counter.settingUnfit()
  return undefined
}

/** Whether something lies under a key, whatever it is. */
export const hasSetting = async (
  counter: { readonly store: Pick<Store, 'setting'> },
  { key }: Setting<unknown>,
): Promise<boolean> => (await counter.store.setting(key)) !== undefined

/** Puts a value under a key, with an append. */
export const settingWrite = <T>({ key }: Setting<T>, value: T): Write => ({
  table: 'settings',
  put: { name: key, value: value as Json },
})

/** Takes a key away, with an append. */
export const settingGone = ({ key }: Setting<unknown>): Write => ({ table: 'settings', remove: key })
