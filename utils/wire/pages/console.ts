import * as v from 'valibot'
import { LIMITS } from '../limits.ts'
import { ERASE_REASONS, HOLD_REASONS } from '../reasons.ts'
import {
  activation,
  bool,
  code,
  decision,
  hash,
  list,
  logName,
  masked,
  match,
  num,
  number,
  recipient,
  staffId,
  str,
} from '../shapes.ts'
import type { ConsoleView, TracesView } from '../views/console.ts'
import type { DecisionsView, TakenView } from '../views/withdraw.ts'
import { asks } from './message.ts'

/** What only a holder of the manager's key could read, hex. */
const proof = hash
const sealed = str(LIMITS.sealed / 2)
/** The database of an earlier log, where it was that one. */
const log = v.nullable(logName)

export const CONSOLE = {
  'console.open': asks({}).answers<ConsoleView>(),
  'vault.create': asks({ recipient, sealed }).answers<ConsoleView>(),
  /** Errors carry `where`: the path in the file that is wrong. */
  'policy.import': asks({ text: str(LIMITS.policy) }).answers<ConsoleView>(),
  'console.unlocked': asks({ reason: code }).answers<null>(),
  'console.rejected': asks({}).answers<null>(),
  'console.decisions': asks({ number }).answers<DecisionsView>(),
  'console.withdraw': asks({ decision, number: masked }).answers<TakenView>(),
  /**
   * `since`: size up to which an earlier check had read, 0 for the whole. `checkpoint`: the head that was found sound, from
   * which the next check may go on.
   */
  'log.verified': asks({
    size: num,
    root: str(64),
    sound: bool,
    fault: v.nullable(str(200)),
    where: v.nullable(str(100)),
    since: num,
    checkpoint: v.nullable(str(LIMITS.checkpoint)),
    log,
  }).answers<null>(),
  'log.exported': asks({
    format: code,
    rows: num,
    masked: bool,
    filter: str(LIMITS.filter),
    hash,
    log,
  }).answers<{ seq: number }>(),

  /**
   * A random value that only the manager's key opens (age, base64). What changes something below carries it as `proof`;
   * without it, or ten minutes later, the answer is `manager/proof`.
   */
  'vault.challenge': asks({ to: v.picklist(['manage', 'reseal']) }).answers<{ sealed: string }>(),
  /** The same key under a new passphrase. */
  'vault.passphrase': asks({ recipient, sealed, proof }).answers<ConsoleView>(),
  /** A new key, since the passphrase of the old one is lost: nobody can prove anything. */
  'vault.replace': asks({ recipient, sealed }).answers<ConsoleView>(),
  /** Data keys sealed anew to the recipients in force; `last`: there are no more. */
  'vault.reseal': asks({
    keys: list(v.strictObject({ id: match(/^[0-9a-f]{24}$/), sealed: str(LIMITS.sealed) }), LIMITS.keys),
    last: bool,
    proof,
  }).answers<ConsoleView>(),
  /** An alarm that stands until a manager has looked. */
  'console.seen': asks({
    alarm: v.picklist([
      'log/resumed',
      'vault/replaced',
      'permit/not-cleaned',
      'witness/rolled-back',
      'witness/inconsistent',
    ]),
    proof,
  }).answers<ConsoleView>(),
  /** A clerk may choose a new PIN. Errors: `staff/unknown`, `pin/policy` (it stands in the policy), `pin/none`. */
  'console.reset-pin': asks({ staff: staffId, proof }).answers<ConsoleView>(),
  'console.traces': asks({ number }).answers<TracesView>(),
  /** Errors: `erase/none | erase/open | erase/held`. */
  'console.erase': asks({ number, reason: v.picklist(ERASE_REASONS), proof }).answers<TracesView>(),
  'console.hold': asks({
    scope: v.picklist(['log', 'customer', 'activation']),
    number: v.nullable(number),
    activation: v.nullable(activation),
    reason: v.picklist(HOLD_REASONS),
    proof,
  }).answers<ConsoleView>(),
  'console.lift': asks({
    hold: match(/^[0-9a-f]{16}$/),
    reason: v.picklist([...HOLD_REASONS, 'over']),
    proof,
  }).answers<ConsoleView>(),
} as const
