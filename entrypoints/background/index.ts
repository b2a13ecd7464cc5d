import { defineBackground } from 'wxt/utils/define-background'
import { guardTexts } from '../../components/text/guard.ts'
import { panelTexts } from '../../components/text/panel.ts'
import { CodedError, faults, systemClock } from '../../utils/base/index.ts'
import {
  browserSilent,
  type Counter,
  createEvents,
  createHandlers,
  createWitness,
  type Events,
  headKeeper,
  keepRun,
  letGo,
  startCounter,
  takePolicy,
  type Witness,
} from '../../utils/counter/index.ts'
import { findNumbers, spellings } from '../../utils/guard/index.ts'
import {
  activeTab,
  appVersion,
  type BodyVerdict,
  browserName,
  canBlockBodies,
  isFirefox,
  isFreshRun,
  isPageFile,
  joinOpenPages,
  keepFaults,
  keepHead,
  keptFaults,
  keptHead,
  managedPolicy,
  onAlarm,
  onAnswered,
  onCommitted,
  onDisplaysChanged,
  onFailed,
  onManagedChanged,
  onMessage,
  onMoved,
  onPermissionsChanged,
  onRedirect,
  onSentinel,
  onTabClosed,
  postText,
  type SentinelPort,
  setTick,
  shownPages,
  stayAwake,
  uiLang,
  unreadPages,
  watchBodies,
} from '../../utils/platform/index.ts'
import { openReader } from '../../utils/store/index.ts'
import { createRouter, orderToRefuse, parseToBackground } from '../../utils/wire/background.ts'
import { FRAME, SENTINEL_PORT } from '../../utils/wire/index.ts'
import { followFaults } from './faults.ts'
import { createHost } from './host.ts'
import { createTurns } from './one-at-a-time.ts'
import { createStart } from './ready.ts'

const TICK = 'tick'

/** The composition root: every listener on the first tick, all work behind one readiness gate. */
export default defineBackground({
  type: 'module',
  main() {
    followFaults({ keep: keepFaults, kept: keptFaults, tell: () => host.nudge({ nudge: 'popup' }) })
    const reopen = (): void => {
      // During a start there is no counter yet: it fails by itself, and the next that asks tries again.
      if (!running) return
      letGo(running)
      running = null
      witness = null
      known = null
      head = null
      ready.again()
      begin()
    }
    /** Whether the listener below that blocks is really asked. */
    let isBlocking = isFirefox
    const { host, sentinels } = createHost(reopen, () => isBlocking)
    let running: Counter | null = null
    let witness: Witness | null = null
    let known: Events | null = null
    let head: ReturnType<typeof headKeeper> | null = null
    const afterTurn = async (): Promise<void> => {
      witness?.soon()
      head?.soon()
      if (running) await keepRun(running)
      const isGuarding = known?.guarding() === true
      if (isGuarding && !wasGuarding) void shutUnread()
      wasGuarding = isGuarding
    }
    // What hangs in it changes nothing any more: its counter is let go, and a new one is made of what is on the disk.
    const turnHung = (): void => {
      if (!running) return
      host.reopen()
      then('turn-hung', () => (running ? browserSilent(running, 'turn') : Promise.resolve()))
    }
    const inTurn = createTurns(afterTurn, turnHung)

    const tell = (sentinel: SentinelPort, events: Events): void => {
      const snapshot = events.snapshot(sentinel)
      if (snapshot) sentinel.post(snapshot)
    }
    /** Pages that no script of ours may look into do not stay open beside a guarded number. */
    let wasGuarding = false
    let wasOpen = false
    const shutUnread = async (): Promise<void> => {
      if (known?.guarding()) for (const tab of await unreadPages()) await known.unread(tab)
    }
    // It can be asked once only whether this is the first start in this browser run.
    const fresh = isFreshRun()
    // The first start after an install, an update or a reload: the mark went with the run before.
    if (!isFirefox) void fresh.then((is) => (is ? joinOpenPages(FRAME) : undefined))
    // A start that fails leaves everything held and is tried again by the next that asks: what held the database may have
    // let go.
    const ready = createStart(
      async () => {
        const counter = await startCounter({
          host,
          clock: systemClock(),
          app: appVersion(),
          lang: uiLang,
          bannerTexts: guardTexts,
          panelTexts,
          // Opened anew within a run it is the same run still.
          freshRun: !wasOpen && (await fresh),
          flushFirst: !isFirefox,
          keptHead: (await keptHead().catch(faults.noted('background/kept-head'))) ?? null,
          browser: await browserName(),
        })
        running = counter
        const isFirst = !wasOpen
        wasOpen = true
        head = headKeeper(counter.store, keepHead)
        head.soon()
        const events = createEvents(counter, inTurn)
        known = events
        witness = createWitness(counter, { post: postText, tile: openReader().tile, inTurn })
        witness.soon()
        for (const sentinel of sentinels) tell(sentinel, events)
        // What was opened before anybody listened: pages that a browser brings back, or opens while the extension is loaded.
        if (isFirst && (await fresh)) {
          for (const { tab, url } of await shownPages()) {
            void events.committed(tab, url).catch(faults.noted('background/shown-page'))
          }
          // Nobody waits for it.
          void events.posture().catch(faults.noted('background/posture'))
        }
        return { counter, events, router: createRouter(createHandlers(counter, inTurn, activeTab)) }
      },
      (failed) => host.badge(failed ? '!' : ''),
    )
    // Why a start has failed is noted where it fails (ready.ts), once for all who wait for it.
    const begin = (): void => void ready().catch(() => undefined)
    const then = (place: string, work: (events: Events) => Promise<unknown>): void => {
      void ready().then(
        ({ events }) => work(events).catch(faults.noted(`background/${place}`)),
        () => undefined,
      )
    }
    begin()

    onMessage(async (message, from) => {
      try {
        const { router } = await ready()
        return await router.receive(message, from)
      } catch (e) {
        // Why it does not start is told in its own words: full, blocked, newer, damaged.
        const code = e instanceof CodedError ? e.code : 'start/unknown'
        return { r: { ok: false, error: { code } } }
      }
    })
    onSentinel(SENTINEL_PORT, {
      open(sentinel) {
        sentinels.add(sentinel)
        then('sentinel-open', async (events) => tell(sentinel, events))
      },
      message(sentinel, message) {
        const parsed = parseToBackground(message)
        if (parsed) then(`sentinel-${parsed.t}`, (events) => events.sentinel(sentinel, parsed))
        else {
          faults.note('background/sentinel', new CodedError('message/shape'))
          const n = orderToRefuse(message)
          if (n !== null) then('sentinel-order', (events) => events.refused(sentinel, n))
        }
      },
      close(sentinel) {
        sentinels.delete(sentinel)
        if (known?.showed(sentinel)) then('frame-gone', (events) => events.frameGone(sentinel))
      },
    })
    onRedirect((seen, to) => then('redirected', (e) => e.redirected(seen, to)))
    onCommitted((tab, url) => {
      then('committed', (e) => e.committed(tab, url))
      if (isPageFile(url)) then('unread', shutUnread)
    })
    onMoved((tab, frame, url) => {
      for (const sentinel of sentinels) {
        if (sentinel.tab !== tab || sentinel.frame !== frame) continue
        const before = sentinel.url
        sentinel.url = url
        then('moved', async (e) => e.moved(before, url) && tell(sentinel, e))
      }
    })
    onAnswered((seen) => then('answered', (e) => e.answered(seen)))
    onFailed((seen, blocked) => then('failed', (e) => e.failed(seen, blocked)))
    onTabClosed((tab) => then('tab-closed', (e) => e.tabClosed(tab)))
    onAlarm(() => {
      then('tick', (e) => e.tick())
      witness?.soon()
    })
    onPermissionsChanged(() => then('posture', (e) => e.posture()))
    // The customer's window looks again whether the clerk now sees the same display.
    onDisplaysChanged(() => host.nudge({ nudge: 'sign' }))
    void setTick(TICK, 1)

    // Two listeners, since Chromium lets neither do for both installs: unpacked, one that blocks is never called, and
    // installed by policy, one that does not can only watch.
    watchBodies(
      (info) => {
        if (known) {
          const hit = known.carries(info)
          if (!hit) return 'pass'
          then('carried', (e) => e.carried(info, hit))
          return 'stop'
        }
        // Not yet known whose number it is. Firefox waits for the answer; Chromium takes none but one at once, and until
        // something is known every number counts as guarded.
        const judged = ready().then(({ events }): BodyVerdict => {
          const hit = events.carries(info)
          if (!hit) return 'pass'
          then('carried', (e) => e.carried(info, hit))
          return 'stop'
        })
        if (isFirefox) return judged
        // Nobody waits for it in Chromium; a failed start is noted where it fails.
        judged.catch(() => undefined)
        return info.texts.some((text) => spellings(text).some((t) => findNumbers(t).length > 0))
          ? 'stop'
          : 'pass'
      },
      {
        blocking: true,
        begins(info) {
          if (known) return known.leaves(info) ? 'pass' : 'stop'
          // Without a counter nobody has a pass: the rule beneath has the word. Firefox waits until it is known.
          if (!isFirefox) return 'pass'
          return ready().then(({ events }): BodyVerdict => (events.leaves(info) ? 'pass' : 'stop'))
        },
      },
    )
    if (!isFirefox) {
      const blocks = canBlockBodies()
      const end = watchBodies(
        (info) => {
          if (known && !known.carries(info)) return 'pass'
          void blocks.then((can) => {
            if (can) return
            then('leaked', async (e) => {
              const hit = e.carries(info)
              if (hit) await e.leaked(info, hit)
            })
          })
          return 'stop'
        },
        {
          blocking: false,
          begins(info) {
            void blocks.then((can) => (can ? undefined : then('order-begun', (events) => events.begun(info))))
            return 'pass'
          },
        },
      )
      void blocks.then((can) => {
        if (!can) return
        isBlocking = true
        end()
        // What blocks must not be asleep: waking up, it would hold every number for want of knowing it.
        stayAwake()
      })
    }

    const followManaged = async (): Promise<void> => {
      const text = await managedPolicy()
      if (text === null) return
      const { counter } = await ready()
      await inTurn(() => takePolicy(counter, text, 'managed'))
    }
    const follow = (): void => void followManaged().catch(faults.noted('background/managed-policy'))
    onManagedChanged(follow)
    follow()
  },
})
