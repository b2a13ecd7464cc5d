import { err, maskNumber, ok, type Result } from '../../base/index.ts'
import { opens } from '../../consent/index.ts'
import type { PopupView } from '../../wire/index.ts'
import { signPath } from '../host.ts'
import { endShift, isPledged, pinOf, postureOf, readPledge, startShift } from '../manager/index.ts'
import { type Counter, guardedNow, type InTurn, isPortal, openOf, originOf } from '../state/index.ts'
import { type HandlersOf, shiftView, type Work } from './shared.ts'

/** The popup: shift, this tab, protections. */
export function popupHandlers(
  counter: Counter,
  inTurn: InTurn,
  activeTab: () => Promise<{ id: number; url: string } | null>,
): HandlersOf<'popup' | 'shift'> {
  const popup = async (work?: Work): Promise<Result<PopupView>> => {
    const done = work ? await inTurn(work) : undefined
    return done && !done.ok ? done : ok(await popupView(counter, await activeTab()))
  }

  return {
    'popup.open': () => popup(),
    'shift.start': (b) => popup(() => startShift(counter, b.staff, b.pin)),
    'shift.end': () =>
      popup(async () => {
        await endShift(counter)
        return undefined
      }),
    'shift.pledge': () =>
      popup(async () => {
        await readPledge(counter)
        return undefined
      }),
    'popup.console': async () => {
      await counter.host.openConsole()
      return ok(null)
    },
    'popup.resume': async ({ activation }) => {
      if (!counter.activations.has(activation)) return err('activation/none')
      await counter.host.openWindow(signPath(activation), 'customer')
      return ok(null)
    },
    'popup.take-back': async () => {
      // A tab, not a small window: what is printed here has to stay while the printer asks.
      await counter.host.createTab('/withdraw.html')
      return ok(null)
    },
    'popup.display': ({ display }) =>
      popup(async () => {
        await counter.host.chooseDisplay(display)
        return undefined
      }),
  }
}

async function popupView(counter: Counter, tab: { id: number; url: string } | null): Promise<PopupView> {
  const { policy, source, fault } = counter.loaded
  const head = await counter.store.log.head()
  const url = tab?.url ?? ''
  const permit = openOf(counter)
    .flatMap((a) => a.permits)
    .find((p) => tab !== null && opens(p, tab.id, counter.now()))
  const kind = isPortal(counter, url)
    ? 'portal'
    : originOf(counter, url) === 'free'
      ? 'free'
      : guardedNow(counter).length > 0
        ? 'guarded'
        : 'idle'
  const wait = Math.max(
    0,
    ...[...counter.pinTries.values()].map((p) => Math.ceil((p.until - counter.now()) / 1000)),
  )
  return {
    lang: counter.lang(),
    shift: shiftView(counter),
    pledge: counter.shift !== null && !isPledged(counter, counter.shift.clerk),
    staff: await Promise.all(
      policy.staff.map(async (s) => ({
        id: s.id,
        name: s.name,
        hasPin: (await pinOf(counter, s)) !== 'none',
      })),
    ),
    tab: {
      kind,
      permit: permit ? (counter.loaded.catalogue.services.get(permit.service)?.name ?? null) : null,
    },
    posture: await postureOf(counter),
    faults: counter.host.faults(),
    policy: { name: policy.name, source, fault },
    alarms: [...counter.alarms],
    log: { size: head.size, root: head.root },
    activations: openOf(counter).map((a) => ({ id: a.id, number: maskNumber(a.number), since: a.openedAt })),
    wait,
    ...(await counter.host.displays()),
  }
}
