import {
  type ActivationId,
  err,
  maskName,
  maskNumber,
  ok,
  type Result,
  type ServiceId,
} from '../../base/index.ts'
import { isValid, mayIssue, opens } from '../../consent/index.ts'
import { matchPatterns } from '../../guard/index.ts'
import type { PanelActivation, PanelService, PanelView, Sender } from '../../wire/index.ts'
import {
  addAccount,
  askAgain,
  askHeld,
  documentSeen,
  dropAccount,
  handToCustomer,
  heldView,
  hold,
  isSigned,
  isUnread,
  nothingInSight,
  pageGate,
  papersIn,
  readPortal,
  seen,
  serviceState,
  showPaper,
  waiting,
} from '../activation/index.ts'
import { aloudFirst, isUnidentified, withdrawHere } from '../consent/index.ts'
import { signPath } from '../host.ts'
import { isPledged, readPledge, STRANGER } from '../manager/index.ts'
import { openSite } from '../permits/index.ts'
import { type Activation, byTab, type Counter, type InTurn, isPortal, remember } from '../state/index.ts'
import {
  bothWays,
  type HandlersOf,
  openActivation,
  promisesOf,
  shiftView,
  tabOf,
  type Work,
} from './shared.ts'

/** The clerk's panel on the portal: what it asks for, each to its use case. */
export function panelHandlers(counter: Counter, inTurn: InTurn): HandlersOf<'panel'> {
  const onPortal = async (from: Sender, work: Work): Promise<Result<PanelView>> => {
    if (!counter.loaded.policy.portals.some((a) => matchPatterns(from.url, a.matches)))
      return err('portal/unknown')
    const done = await inTurn(work)
    return done && !done.ok ? done : ok(await panelView(counter, from))
  }

  /** A panel may only ask about an activation of its own tab. */
  const ofTab = (from: Sender, id: ActivationId): Result<Activation> => {
    const found = openActivation(counter, id)
    return found.ok && found.value.tab !== from.tab ? err('activation/other-tab') : found
  }

  return {
    'panel.open': async (_, from) => {
      const adapters = counter.loaded.policy.portals.filter((a) => matchPatterns(from.url, a.matches))
      const view = await panelView(counter, from)
      return ok({ adapters, view, texts: counter.panelTexts(view.lang) })
    },
    'panel.read': ({ reading }, from) =>
      onPortal(from, async () => {
        const at = { tab: tabOf(from), frame: from.frame ?? 0 }
        if (!reading) {
          await nothingInSight(counter, at)
          return undefined
        }
        const adapter = counter.loaded.policy.portals.find(
          (a) => a.id === reading.adapter && matchPatterns(from.url, a.matches),
        )
        if (!adapter) return err('portal/unknown')
        await readPortal(counter, at, adapter, reading)
        return undefined
      }),
    'panel.seen': async ({ numbers }, from) => {
      if (!isPortal(counter, from.url)) return err('portal/unknown')
      await inTurn(() => seen(counter, numbers))
      return ok(null)
    },
    'panel.untick': async ({ codes }, from) => {
      if (!isPortal(counter, from.url)) return err('portal/unknown')
      counter.host.nudge({ nudge: 'panel', tab: tabOf(from), untick: codes })
      return ok(null)
    },
    'panel.hand-over': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? handToCustomer(counter, found.value, b.promise, b.text) : found
      }),
    'panel.ask-held': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? askHeld(counter, found.value, b.promise, b.text) : found
      }),
    'panel.ask-again': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? askAgain(counter, found.value, b.service) : found
      }),
    'panel.withdraw': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? withdrawHere(counter, found.value, b.decision) : found
      }),
    'panel.document-seen': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? documentSeen(counter, found.value) : found
      }),
    'panel.add-account': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? addAccount(counter, found.value, b.service) : found
      }),
    'panel.drop-account': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? dropAccount(counter, found.value, b.service) : found
      }),
    'panel.open-site': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? openSite(counter, found.value, b.service) : found
      }),
    'panel.submit-stopped': (b, from) =>
      onPortal(from, async () => {
        const activation = b.activation === null ? null : counter.activations.get(b.activation)
        const gate = activation ? pageGate(counter, activation) : null
        const [why, lacking] = [gate?.why ?? 'gate/unreadable', gate?.lacking ?? []]
        await hold(counter, {
          tab: tabOf(from),
          activation: activation ?? null,
          why,
          lacking,
          route: b.route,
          // In the frame of the panel its own gate tells; from another frame it is told here.
          isShown: !standsIn(counter, from),
        })
        return undefined
      }),
    'panel.paper': (b, from) => onPortal(from, () => showPaper(counter, tabOf(from), b.activation)),
    'panel.pledge-read': (_, from) =>
      onPortal(from, async () => {
        await readPledge(counter)
        return undefined
      }),
    'panel.shift': async () => {
      await counter.host.openWindow('/popup.html', 'small')
      return ok(null)
    },
  }
}

/** The frame in which a tab's panel stands: the top one where that is the portal's, else the first that asks. */
function standsIn(counter: Counter, from: Sender): boolean {
  const { frame = 0, top = '' } = from
  if (frame === 0) return true
  if (isPortal(counter, top)) return false
  const tab = tabOf(from)
  const standing = counter.run.panels.find((one) => one.tab === tab)
  if (!standing) remember(counter, { run: { panels: [...counter.run.panels, { tab, frame }] } })
  return (standing?.frame ?? frame) === frame
}

async function panelView(counter: Counter, from: Sender): Promise<PanelView> {
  const tab = tabOf(from)
  const activation = byTab(counter, tab)
  const trouble = counter.problems.get(tab)
  const problem = trouble?.problem ?? (counter.alarms.has('store/full') ? 'store/full' : null)
  return {
    lang: counter.lang(),
    shift: shiftView(counter),
    stands: standsIn(counter, from),
    inSight: counter.run.inSight.some((one) => one.tab === tab),
    stranger: counter.alarms.has(STRANGER),
    pledge: counter.shift !== null && !isPledged(counter, counter.shift.clerk),
    activation: activation ? await panelActivation(counter, activation) : null,
    missing: trouble?.missing ?? activation?.missing ?? [],
    problem,
    held: heldView(counter, tab),
    accounts: accountsOf(counter),
    promises: promisesOf(counter),
    papers: papersIn(counter, tab),
  }
}

async function panelActivation(counter: Counter, activation: Activation): Promise<PanelActivation> {
  const gate = pageGate(counter, activation)
  return {
    id: activation.id,
    number: maskNumber(activation.number),
    customer: activation.customer === null ? null : maskName(activation.customer),
    age: activation.age,
    aloudFirst: aloudFirst(counter, activation),
    order: activation.order,
    stage: activation.stage,
    services: panelServices(counter, activation),
    waiting: waiting(counter, activation).length,
    gate: { open: gate.open, why: gate.why },
    signing: (await counter.host.openPages()).includes(signPath(activation.id)),
    unidentified: isUnidentified(activation),
    ...(isUnread(counter, activation) ? { unread: true } : {}),
    earlier: activation.earlier
      .filter((e) => isValid(e.state) && !isValid(activation.standing[e.service]?.state))
      .map((e) => ({
        decision: e.row,
        name: counter.loaded.catalogue.services.get(e.service)?.name ?? bothWays(e.service),
        at: new Date(e.at).toISOString(),
      })),
  }
}

function panelServices(counter: Counter, activation: Activation): readonly PanelService[] {
  const { catalogue } = counter.loaded
  const rows = activation.read.map((row): PanelService => {
    const service = catalogue.byCode(row.code)
    const state = serviceState(counter, activation, service?.id ?? null, row.code)
    return {
      id: service?.id ?? null,
      code: row.code,
      kind: state === 'included' ? 'plan' : (service?.kind ?? 'carrier'),
      name: service?.name ?? bothWays(row.name),
      price: service?.price ?? null,
      ticked: row.ticked || row.included,
      state,
      permit: permitView(counter, activation, service?.id ?? null),
      ...reach(counter, activation, service?.id ?? null, state),
    }
  })
  const known = new Set(rows.map((r) => r.id))
  const accounts = [...new Set([...activation.added, ...activation.accounts])]
    .filter((id) => !known.has(id))
    .flatMap((id): PanelService[] => {
      const service = catalogue.services.get(id)
      if (!service) return []
      return [
        {
          id,
          code: '',
          kind: service.kind,
          name: service.name,
          price: service.price,
          ticked: true,
          state: serviceState(counter, activation, id, ''),
          permit: permitView(counter, activation, id),
          ...reach(counter, activation, id, serviceState(counter, activation, id, '')),
        },
      ]
    })
  // Withdrawn from an earlier activation, not on this order, and still to be removed at the carrier.
  const shown = new Set([...rows, ...accounts].map((r) => r.id))
  const removals = activation.removals
    .map((row) => row.slice(row.indexOf(':') + 1) as ServiceId)
    .filter((id) => !shown.has(id))
    .flatMap((id): PanelService[] => {
      const service = catalogue.services.get(id)
      if (!service) return []
      return [
        {
          id,
          code: service.codes[0] ?? '',
          kind: 'carrier',
          name: service.name,
          price: service.price,
          ticked: false,
          state: 'withdrawn',
          permit: null,
          decision: null,
          remove: true,
          canAskAgain: false,
        },
      ]
    })
  return [...rows, ...accounts, ...removals]
}

function permitView(counter: Counter, activation: Activation, id: ServiceId | null): PanelService['permit'] {
  if (!id) return null
  const service = counter.loaded.catalogue.services.get(id)
  if (service?.kind !== 'account' || !service.site || !isSigned(counter, activation, id)) return null
  const open = activation.permits.find((p) => p.service === id && opens(p, p.tab, counter.now()))
  if (open) return { state: 'open', until: open.until }
  if (activation.permits.some((p) => p.service === id && p.state === 'used'))
    return { state: 'used', until: null }
  return mayIssue(activation.permits, id)
    ? { state: activation.permits.some((p) => p.service === id) ? 'ended' : 'ready', until: null }
    : null
}

/** What can still be done about an answer: taken back, asked for again by the customer, removed at the carrier. */
function reach(
  counter: Counter,
  activation: Activation,
  id: ServiceId | null,
  state: PanelService['state'],
): Pick<PanelService, 'decision' | 'remove' | 'canAskAgain' | 'notToday'> {
  const isOver = state === 'refused' || state === 'withdrawn'
  const why = state === 'refused' && id !== null ? activation.standing[id]?.why : undefined
  return {
    ...(why ? { notToday: why } : {}),
    decision: id !== null && isValid(activation.standing[id]?.state) ? `${activation.id}:${id}` : null,
    remove: activation.removals.some((row) => row.endsWith(`:${id}`)),
    canAskAgain:
      id !== null && isOver && counter.loaded.catalogue.complete(id) && activation.stage !== 'confirmed',
  }
}

/** Third-party accounts with a complete notice in both languages: what can be put to a customer. */
const accountsOf = (counter: Counter) =>
  [...counter.loaded.catalogue.services.values()]
    .filter((s) => s.kind === 'account' && counter.loaded.catalogue.complete(s.id))
    .map((s) => ({ id: s.id, name: s.name }))
