import type { Clock } from '../base/index.ts'
import { faults, randomId } from '../base/index.ts'
import { openStore } from '../store/index.ts'
import type { BannerTexts, PanelTexts } from '../wire/index.ts'
import { abandonOld } from './activation/index.ts'
import { type Host, withLimits } from './host.ts'
import { builtInLoaded, lastingAlarms, loadPolicy, readHolds, recipientsOf } from './manager/index.ts'
import { endPermit, withoutStale } from './permits/index.ts'
import {
  applyPolicyRules,
  type Counter,
  clerkOf,
  commit,
  EMPTY_RUN,
  followClock,
  readActivation,
  readGuarded,
  readMark,
  readSetting,
  record,
  remember,
  restoreRun,
  SETTINGS,
  UNFIT_SETTING,
} from './state/index.ts'

export interface StartOptions {
  readonly host: Host
  readonly clock: Clock
  readonly app: string
  readonly lang: () => 'zh-CN' | 'en'
  readonly bannerTexts: (lang: 'zh-CN' | 'en') => Omit<BannerTexts, 'reasons' | 'lang'>
  readonly panelTexts: (lang: 'zh-CN' | 'en') => PanelTexts
  /** True once in a browser run. */
  readonly freshRun: boolean
  /** Chromium: what a kill may have left of the browser's own files is put away first. */
  readonly flushFirst: boolean
  /** What `headKeeper` kept, if anything. */
  readonly keptHead: string | null
  readonly browser: { readonly browser: string; readonly platform: string }
  /** How long a call of the browser may take; left out: `CALL_MS`. */
  readonly callMs?: number
}

/** Opens the store and puts everything back as it was: policy, shift, open activations, guarded numbers, rules. */
export async function startCounter(options: StartOptions): Promise<Counter> {
  const { clock } = options
  let counter: Counter | null = null
  const alarms = new Set<string>()
  const host = withLimits(
    options.host,
    tellSilent(() => counter),
    options.callMs,
  )
  let managerRecipient: string | null = null
  const store = await openStore({
    boot: randomId(8),
    clock,
    flushFirst: options.freshRun && options.flushFirst,
    remembered: readMark(options.keptHead),
    headerFields: () => ({
      store: counter?.loaded.policy.store.id ?? '',
      app: options.app,
      policy: counter?.loaded.hash ?? '',
    }),
    recipients: () => {
      if (counter) return recipientsOf(counter)
      return managerRecipient ? [managerRecipient] : []
    },
  })
  try {
    managerRecipient = (await store.managerKey())?.recipient ?? null

    // The cached policy first; a managed one is asked for later and never waited for.
    const cached = await store.cachedPolicy()
    const source = cached?.source === 'managed' ? 'managed' : 'local'
    const read = cached ? loadPolicy(cached.text, source) : null
    const loaded = read?.ok
      ? read.value
      : { ...builtInLoaded(), fault: read && !read.ok ? (read.error.where ?? read.error.code) : null }

    const bare = { store, host, now: clock.now, settingUnfit: () => void alarms.add(UNFIT_SETTING) }
    const working = await store.working.all('activation')
    const whole = working.values.flatMap(({ value }) => readActivation(value) ?? [])
    const damaged = working.damaged + working.values.length - whole.length
    if (damaged > 0) alarms.add('store/damaged-activation')
    const { guarded, damaged: unguarded } = readGuarded(await store.guarded())
    const kept = options.freshRun ? EMPTY_RUN : await restoreRun({ ...bare, guarded })
    if (kept.isLost) alarms.add('store/lost')
    if (unguarded.length > 0) alarms.add('store/damaged-number')
    // Which number a damaged row has guarded nobody can say: every one counts until the browser is closed.
    const run = { ...kept, isLost: kept.isLost || unguarded.length > 0 }
    const { activations, stale } = withoutStale(
      whole,
      (permit) => options.freshRun || run.shut.includes(permit.id),
    )
    for (const code of await lastingAlarms(bare)) alarms.add(code)

    const started: Counter = {
      store,
      host,
      now: clock.now,
      lang: () => counter?.loaded.policy.lang ?? options.lang(),
      bannerTexts: options.bannerTexts,
      panelTexts: options.panelTexts,
      key: await store.fingerprintKey(),
      loaded,
      activations: new Map(activations.map((a) => [a.id, a])),
      shift: (await readSetting(bare, SETTINGS.shift)) ?? null,
      guarded,
      run,
      problems: new Map(),
      managerRecipient,
      pledged: (await readSetting(bare, SETTINGS.pledged)) ?? [],
      pinTries: new Map(Object.entries((await readSetting(bare, SETTINGS.pinTries)) ?? {})),
      holds: await readHolds(bare),
      proofs: new Map(),
      isOver: false,
      settingUnfit: () => remember(started, { alarms: { on: [UNFIT_SETTING] } }),
      // Last: reading the settings may add one.
      alarms,
    }
    counter = started
    if (alarms.size > 0) for (const nudge of ['popup', 'console'] as const) host.nudge({ nudge })
    await applyPolicyRules(counter)
    await followClock(counter)
    // Their alarm stands for this browser run; the rows would raise it again at each one, and guard nothing. Where the disk
    // refuses they stay, and it has its own alarm.
    if (unguarded.length > 0)
      await record(
        counter,
        [],
        unguarded.map((id) => ({ table: 'guarded', remove: id })),
      ).catch(faults.noted('start/damaged-number'))
    if (options.freshRun)
      await record(counter, [{ kind: 'browser.started', clerk: '', activation: '', body: options.browser }])
    // They are shut already, and no rule was made of them: what is left is to write it down. Within a run a disk that refuses
    // has its alarm, and the next start tries again.
    for (const { activation, permit } of stale) {
      if (options.freshRun) await endPermit(counter, activation, permit, 'tab-closed', 'gone')
      else
        await endPermit(counter, activation, permit, 'tab-closed').catch(faults.noted('start/stale-permit'))
    }
    if (options.freshRun) {
      await abandonOld(counter)
      await dropOldGuards(counter)
    }
    return counter
  } catch (e) {
    // The next try opens it again.
    store.close()
    throw e
  }
}

/** Numbers whose days of guarding are over leave the disk. */
export async function dropOldGuards(counter: Counter): Promise<void> {
  const over = counter.guarded.filter((g) => g.until <= counter.now())
  if (over.length === 0) return
  await commit(counter, {
    writes: over.map((g) => ({ table: 'guarded', remove: g.id })),
    next: { guarded: counter.guarded.filter((g) => !over.includes(g)) },
  })
}

/** Calls of the browser that hang are an entry once, and an alarm until they answer again. */
function tellSilent(counterOf: () => Counter | null): Parameters<typeof withLimits>[1] {
  const hanging = new Set<string>()
  return {
    silent(call) {
      const counter = counterOf()
      if (!counter || hanging.has(call)) return
      hanging.add(call)
      void browserSilent(counter, call).catch((e: unknown) => {
        faults.note('start/browser-silent', e)
        counter.host.nudge({ nudge: 'popup' })
      })
    },
    answered(call) {
      const counter = counterOf()
      if (!hanging.delete(call) || hanging.size > 0 || !counter) return
      remember(counter, { alarms: { off: [SILENT] } })
      counter.host.nudge({ nudge: 'popup' })
    },
  }
}

const SILENT = 'browser/silent'

/** Something of the browser has not answered in time: an entry, and an alarm. `call`: which, or `turn` for a whole turn. */
export async function browserSilent(counter: Counter, call: string): Promise<void> {
  remember(counter, { alarms: { on: [SILENT] } })
  await commit(counter, {
    drafts: [{ kind: 'browser.silent', clerk: clerkOf(counter), activation: '', body: { call } }],
    tell: [{ nudge: 'popup' }, { nudge: 'console' }],
  })
}
