import { faults } from '../../utils/base/index.ts'
import type { Host } from '../../utils/counter/index.ts'
import { matchPatterns } from '../../utils/guard/index.ts'
import {
  backTab,
  chooseDisplay,
  cleanSite,
  closeTab,
  closeWindow,
  createTab,
  displaysForPopup,
  goTab,
  isFirefox,
  keepInRun,
  keptInRun,
  openConsole,
  openPages,
  openWindow,
  readPosture,
  type SentinelPort,
  sendNudge,
  setAlarm,
  setBadge,
  setPortals,
  syncDynamic,
  syncSession,
  tabUrl,
} from '../../utils/platform/index.ts'

/** The browser as the counter wants it, and the sentinels that are connected. */
export function createHost(
  reopen: () => void,
  canBlock: () => boolean,
): { host: Host; sentinels: Set<SentinelPort> } {
  const sentinels = new Set<SentinelPort>()
  /** What each sentinel was told last. */
  const told = new WeakMap<SentinelPort, string>()
  let portals: readonly string[] = []
  const host: Host = {
    engine: isFirefox ? 'firefox' : 'chromium',
    canBlock,
    createTab,
    goTab,
    backTab,
    closeTab,
    tabUrl,
    openWindow,
    closeWindow,
    openConsole,
    displays: displaysForPopup,
    chooseDisplay,
    openPages,
    setDynamicRules: syncDynamic,
    setSessionRules: syncSession,
    async setPortals(matches) {
      portals = matches
      await setPortals(matches)
    },
    cleanSite,
    nudge(nudge) {
      const framed = [...sentinels].filter((one) => one.frame !== 0 && matchPatterns(one.url, portals))
      sendNudge(
        nudge,
        portals,
        framed.map((one) => one.tab),
        nudge.tab,
      )
    },
    pushSnapshots(make) {
      for (const sentinel of sentinels) {
        const snapshot = make(sentinel.tab, sentinel.url)
        const text = JSON.stringify(snapshot)
        if (!snapshot || told.get(sentinel) === text) continue
        told.set(sentinel, text)
        sentinel.post(snapshot)
      }
    },
    relay(tab, but, message) {
      for (const sentinel of sentinels)
        if (sentinel.tab === tab && sentinel.frame !== but) sentinel.post(message)
    },
    tellSentinel(tab, frame, message) {
      for (const sentinel of sentinels)
        if (sentinel.tab === tab && sentinel.frame === frame) sentinel.post(message)
    },
    reopen,
    badge: setBadge,
    faults: faults.all,
    posture: readPosture,
    alarm: setAlarm,
    keep: keepInRun,
    kept: keptInRun,
  }
  return { host, sentinels }
}
