import { defineBackground } from 'wxt/utils/define-background'
import { guardTexts } from '../../components/text/guard.ts'
import { CodedError, systemClock } from '../../utils/base/index.ts'
import {
  createEvents,
  createHandlers,
  type Desk,
  type Events,
  keepRun,
  startDesk,
  takePolicy,
} from '../../utils/desk/index.ts'
import {
  activeTab,
  appVersion,
  browserName,
  canBlockBodies,
  isFirefox,
  isFreshRun,
  managedPolicy,
  onAlarm,
  onAnswered,
  onCommitted,
  onFailed,
  onManagedChanged,
  onMessage,
  onRedirect,
  onSentinel,
  onTabClosed,
  setTick,
  uiLang,
  watchBodies,
} from '../../utils/platform/index.ts'
import { createRouter, parseToBackground, SENTINEL_PORT } from '../../utils/wire/index.ts'
import { createHost } from './host.ts'
import { createTurns } from './turns.ts'

const TICK = 'tick'

/** The composition root: every listener on the first tick, all work behind one readiness gate. */
export default defineBackground({
  type: 'module',
  main() {
    const { host, lines } = createHost()
    let running: Desk | null = null
    const inTurn = createTurns(async () => (running ? keepRun(running) : undefined))

    const ready: Promise<{ desk: Desk; events: Events; router: ReturnType<typeof createRouter> }> =
      (async () => {
        const desk = await startDesk({
          host,
          clock: systemClock(),
          app: appVersion(),
          lang: uiLang,
          bannerTexts: guardTexts,
          freshRun: await isFreshRun(),
          browser: await browserName(),
        })
        running = desk
        const events = createEvents(desk, inTurn)
        for (const line of lines) line.post(events.snapshot(line))
        return { desk, events, router: createRouter(createHandlers(desk, inTurn, activeTab)) }
      })()
    // A start that fails leaves everything held; pages are told so, and the next message tries nothing behind its back.
    ready.catch(() => host.badge('!'))
    const then = (work: (events: Events) => Promise<unknown>): void => {
      void ready.then(({ events }) => work(events)).catch(() => undefined)
    }

    onMessage(async (message, from) => {
      try {
        const { router } = await ready
        return await router.receive(message, from)
      } catch (e) {
        // Why it does not start is told in its own words: full, blocked, newer, damaged.
        const code = e instanceof CodedError ? e.code : 'store/closed'
        return { r: { ok: false, error: { code } } }
      }
    })
    onSentinel(SENTINEL_PORT, {
      open(line) {
        lines.add(line)
        void ready.then(({ events }) => line.post(events.snapshot(line))).catch(() => undefined)
      },
      message(line, message) {
        const parsed = parseToBackground(message)
        if (parsed) then((events) => events.sentinel(line, parsed))
      },
      close: (line) => lines.delete(line),
    })
    onRedirect((seen, to) => then((e) => e.redirected(seen, to)))
    onCommitted((tab, url) => then((e) => e.committed(tab, url)))
    onAnswered((seen) => then((e) => e.answered(seen)))
    onFailed((seen, blocked) => then((e) => e.failed(seen, blocked)))
    onTabClosed((tab) => then((e) => e.tabClosed(tab)))
    onAlarm(() => then((e) => e.tick()))
    setTick(TICK, 1)

    let blocking = isFirefox
    let ready2: Events | null = null
    void ready.then(({ events }) => {
      ready2 = events
    })
    watchBodies(
      (info) => {
        // Before the store is open nothing is known of numbers; the sentinel and the floor stand.
        if (!ready2?.carries(info)) return 'pass'
        if (blocking) then((e) => e.carried(info))
        else then((e) => e.leaked(info))
        return 'stop'
      },
      { blocking: isFirefox },
    )
    void canBlockBodies().then((can) => {
      blocking = can
    })

    const followManaged = async (): Promise<void> => {
      const text = await managedPolicy()
      if (text === null) return
      const { desk } = await ready
      await inTurn(() => takePolicy(desk, text, 'managed'))
    }
    onManagedChanged(() => void followManaged().catch(() => undefined))
    void followManaged().catch(() => undefined)
  },
})
