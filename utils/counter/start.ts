import type { Clock } from '../base/index.ts'
import { randomId } from '../base/index.ts'
import { openStore } from '../store/index.ts'
import type { BannerTexts } from '../wire/index.ts'
import { abandonOld } from './activation/index.ts'
import type { Host } from './host.ts'
import { builtInLoaded, loadPolicy, readHolds, recipientsOf, standingAlarms } from './manager/index.ts'
import { dropPermits } from './permits/index.ts'
import {
  ACTIVATION_DEFAULTS,
  type Activation,
  applyGuard,
  applyPolicyRules,
  type Counter,
  readMark,
  record,
  restoreRun,
  type Shift,
} from './state/index.ts'

export interface StartOptions {
  readonly host: Host
  readonly clock: Clock
  readonly app: string
  readonly lang: () => 'zh-CN' | 'en'
  readonly bannerTexts: (lang: 'zh-CN' | 'en') => Omit<BannerTexts, 'reasons' | 'lang'>
  /** True once in a browser run. */
  readonly freshRun: boolean
  /** Chromium: what a kill may have left of the browser's own files is put away first. */
  readonly settle: boolean
  /** What `headKeeper` kept, if anything. */
  readonly keptHead: string | null
  readonly browser: { readonly browser: string; readonly platform: string }
}

/** Opens the store and puts everything back as it was: policy, shift, open activations, guarded numbers, rules. */
export async function startCounter(options: StartOptions): Promise<Counter> {
  const { host, clock } = options
  let counter: Counter | null = null
  let managerRecipient: string | null = null
  const store = await openStore({
    boot: randomId(8),
    clock,
    settle: options.freshRun && options.settle,
    remembered: readMark(options.keptHead),
    standing: () => ({
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

    const working = await store.working.all('activation')
    const activations = new Map(
      working.values.map(({ value }) => {
        const activation = { ...ACTIVATION_DEFAULTS, ...(value as unknown as Activation) }
        return [activation.id, activation] as const
      }),
    )
    const shift = ((await store.setting('shift')) ?? null) as unknown as Shift | null
    const pledged = ((await store.setting('pledged')) ?? []) as readonly string[]
    const pins = ((await store.setting('pins')) ?? {}) as Readonly<
      Record<string, { wrong: number; until: number }>
    >

    counter = {
      store,
      host,
      now: clock.now,
      lang: () => counter?.loaded.policy.lang ?? options.lang(),
      bannerTexts: options.bannerTexts,
      key: await store.fingerprintKey(),
      loaded,
      activations,
      shift,
      guarded: await store.guarded(),
      isLost: false,
      visited: [],
      opened: [],
      logIns: [],
      allowed: [],
      codeTabs: [],
      quarantined: [],
      alone: [],
      orderPasses: [],
      stops: new Map(),
      alarms: new Set(),
      problems: new Map(),
      managerRecipient,
      pledged: new Set(pledged),
      pins: new Map(Object.entries(pins)),
      holds: await readHolds({ store }),
      proofs: new Map(),
    }
    if (working.damaged > 0) counter.alarms.add('store/damaged-activation')
    await standingAlarms(counter)
    if (!options.freshRun) await restoreRun(counter)
    const writeDropped = options.freshRun ? dropPermits(counter) : null
    await applyPolicyRules(counter)
    await applyGuard(counter)
    if (writeDropped) {
      await record(counter, [{ kind: 'browser.started', clerk: '', activation: '', body: options.browser }])
      await writeDropped()
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
  await record(
    counter,
    [],
    over.map((g) => ({ table: 'guarded', remove: g.id })),
  )
  counter.guarded = counter.guarded.filter((g) => g.until > counter.now())
}
