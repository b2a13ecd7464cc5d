import type { ServiceId, Words } from '../base/index.ts'
import { maskName, maskNumber } from '../base/index.ts'
import {
  asksBack,
  asksRelation,
  groupsOf,
  isAbsent,
  isValid,
  mayIssue,
  opens,
  signerOf,
  stepOf,
} from '../consent/index.ts'
import type {
  ChoiceView,
  ConsoleView,
  PanelActivation,
  PanelService,
  PanelView,
  PopupView,
  SignItem,
  SignView,
} from '../wire/index.ts'
import { isSigned, pageGate, serviceState, waiting } from './gate.ts'
import { guardedNow, isPortal, originOf } from './guarding.ts'
import { holdView } from './hold.ts'
import { signPath } from './host.ts'
import { isUnidentified } from './identified.ts'
import { recipientsOf } from './manager.ts'
import { isPledged, pinOf } from './shift.ts'
import { type Activation, byTab, type Desk, openOf } from './state.ts'
import { withdrawnView } from './withdraw.ts'

const bothWays = (text: string): Words => ({ 'zh-CN': text, en: text })

const promisesOf = (desk: Desk): readonly ChoiceView[] =>
  desk.loaded.policy.promises.map(({ code, words }) => ({ code, words }))

export const staffName = (desk: Desk, id: string): string =>
  desk.loaded.policy.staff.find((s) => s.id === id)?.name ?? ''

const shiftView = (desk: Desk) =>
  desk.shift
    ? { clerk: desk.shift.clerk, name: staffName(desk, desk.shift.clerk), how: desk.shift.how }
    : null

function permitView(desk: Desk, activation: Activation, id: ServiceId | null): PanelService['permit'] {
  if (!id) return null
  const service = desk.loaded.catalogue.services.get(id)
  if (service?.kind !== 'account' || !service.site || !isSigned(desk, activation, id)) return null
  const open = activation.permits.find((p) => p.service === id && opens(p, p.tab, desk.now()))
  if (open) return { state: 'open', until: open.until }
  if (activation.permits.some((p) => p.service === id && p.state === 'used'))
    return { state: 'used', until: null }
  return mayIssue(activation.permits, id)
    ? { state: activation.permits.some((p) => p.service === id) ? 'ended' : 'ready', until: null }
    : null
}

function panelServices(desk: Desk, activation: Activation): readonly PanelService[] {
  const { catalogue } = desk.loaded
  const rows = activation.read.map((row): PanelService => {
    const service = catalogue.byCode(row.code)
    const state = serviceState(desk, activation, service?.id ?? null, row.code)
    return {
      id: service?.id ?? null,
      code: row.code,
      kind: state === 'included' ? 'plan' : (service?.kind ?? 'carrier'),
      name: service?.name ?? bothWays(row.name),
      price: service?.price ?? null,
      ticked: row.ticked || row.included,
      state,
      permit: permitView(desk, activation, service?.id ?? null),
      ...reach(desk, activation, service?.id ?? null, state),
    }
  })
  const known = new Set(rows.map((r) => r.id))
  const accounts = activation.accounts
    .filter((id) => !known.has(id))
    .flatMap((id): PanelService[] => {
      const service = catalogue.services.get(id)
      if (!service) return []
      return [
        {
          id,
          code: '',
          kind: 'account',
          name: service.name,
          price: service.price,
          ticked: true,
          state: serviceState(desk, activation, id, ''),
          permit: permitView(desk, activation, id),
          ...reach(desk, activation, id, serviceState(desk, activation, id, '')),
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

/** What can still be done about an answer: taken back, asked for again by the customer, removed at the carrier. */
function reach(
  desk: Desk,
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
      id !== null && isOver && desk.loaded.catalogue.complete(id) && activation.stage !== 'confirmed',
  }
}

/** By the portal's age, or by the customer's own word. */
export const aloudFirst = (desk: Desk, activation: Activation): boolean =>
  asksBack(activation.session ?? activation.user ?? { checks: null }) ||
  (activation.age !== null && activation.age >= desk.loaded.policy.times.aloudAge)

async function panelActivation(desk: Desk, activation: Activation): Promise<PanelActivation> {
  const gate = pageGate(desk, activation)
  return {
    id: activation.id,
    number: maskNumber(activation.number),
    customer: activation.customer === null ? null : maskName(activation.customer),
    age: activation.age,
    aloudFirst: aloudFirst(desk, activation),
    order: activation.order,
    stage: activation.stage,
    services: panelServices(desk, activation),
    waiting: waiting(desk, activation).length,
    gate: { open: gate.open, why: gate.why },
    signing: (await desk.host.openPages()).includes(signPath(activation.id)),
    unidentified: isUnidentified(activation),
    earlier: activation.earlier
      .filter((e) => isValid(e.state) && !isValid(activation.standing[e.service]?.state))
      .map((e) => ({
        decision: e.row,
        name: desk.loaded.catalogue.services.get(e.service)?.name ?? bothWays(e.service),
        at: new Date(e.at).toISOString(),
      })),
  }
}

/** Third-party accounts with a complete notice in both languages: what can be put to a customer. */
export const accountsOf = (desk: Desk) =>
  [...desk.loaded.catalogue.services.values()]
    .filter((s) => s.kind === 'account' && desk.loaded.catalogue.complete(s.id))
    .map((s) => ({ id: s.id, name: s.name }))

export async function panelView(desk: Desk, tab: number): Promise<PanelView> {
  const activation = byTab(desk, tab)
  const trouble = desk.problems.get(tab)
  const problem = trouble?.problem ?? (desk.alarms.has('store/full') ? 'store/full' : null)
  return {
    lang: desk.lang(),
    shift: shiftView(desk),
    pledge: desk.shift !== null && !isPledged(desk, desk.shift.clerk),
    activation: activation ? await panelActivation(desk, activation) : null,
    missing: trouble?.missing ?? activation?.missing ?? [],
    problem,
    accounts: accountsOf(desk),
    promises: promisesOf(desk),
  }
}

export async function signView(desk: Desk, activation: Activation): Promise<SignView> {
  const { policy, catalogue } = desk.loaded
  const session = activation.session
  const done = activation.stage === 'confirmed' || (!session && activation.receipt)
  const step = session ? stepOf(session) : { step: 'done' as const }
  const items = (session?.items ?? []).flatMap((i): SignItem[] => {
    const service = catalogue.services.get(i.service)
    const zh = catalogue.notice(i.service, 'zh-CN')
    const en = catalogue.notice(i.service, 'en')
    if (!service || !zh || !en) return []
    return [
      {
        service: i.service,
        kind: i.kind,
        name: service.name,
        price: service.price,
        sector: service.sector,
        notices: {
          'zh-CN': { notice: zh.notice, hash: zh.hash },
          en: { notice: en.notice, hash: en.hash },
        },
        answer: i.answer,
        notToday: i.why !== undefined,
        wrong: i.wrong,
        signed: i.signed,
        earlier: i.earlier === null ? null : new Date(i.earlier).toISOString(),
      },
    ]
  })
  const promise = policy.promises.find((p) => p.code === activation.promise)
  const permit = activation.permits.find((p) => opens(p, p.tab, desk.now()))
  const at = 'at' in step ? step.at : 0
  const group =
    session && step.step === 'sign' ? groupsOf(session).find((g) => g.id === step.group) : undefined
  const current = group?.services[0] ?? session?.items[at]?.service
  return {
    lang: activation.shown?.lang ?? desk.lang(),
    size: activation.shown?.size ?? null,
    step: activation.withdrawn.length > 0 ? 'withdrawn' : done ? 'hand-over' : step.step,
    activation: activation.id,
    number: maskNumber(activation.number),
    customer: activation.customer === null ? null : maskName(activation.customer),
    age: activation.age,
    aloudFirst: aloudFirst(desk, activation),
    store: { name: policy.store.name, phone: policy.store.phone },
    clerk: activation.clerk,
    shared: (await desk.host.displays()).display === null,
    who: session?.who ?? null,
    minor: session?.minor === true,
    asksRelation: {
      self: false,
      child: true,
      teen: session !== null && asksRelation(session, 'teen'),
      adult: session !== null && asksRelation(session, 'adult'),
    },
    signer: session && current ? signerOf(session, current) : 'customer',
    absent: session !== null && current !== undefined && isAbsent(session, current),
    items,
    at,
    group:
      session && step.step === 'sign'
        ? {
            id: step.group,
            services: group?.services ?? [],
            tries: step.tries,
          }
        : null,
    promise: promise ? { code: promise.code, words: promise.words, text: activation.promiseText } : null,
    withdrawn: activation.withdrawn.map((service) => withdrawnView(desk, { service })),
    slips:
      activation.stage === 'confirmed' && activation.receipt
        ? [{ receipt: activation.receipt, codes: activation.codes ?? [] }]
        : activation.slips,
    recordYears: policy.times.recordYears,
    refusalDays: policy.times.refusalDays,
    receipt: activation.receipt,
    codes: activation.codes ?? [],
    codesFor: permit ? (catalogue.services.get(permit.service)?.name ?? null) : null,
  }
}

export async function popupView(desk: Desk, tab: { id: number; url: string } | null): Promise<PopupView> {
  const { policy, source, fault } = desk.loaded
  const head = await desk.store.log.head()
  const url = tab?.url ?? ''
  const permit = openOf(desk)
    .flatMap((a) => a.permits)
    .find((p) => tab !== null && opens(p, tab.id, desk.now()))
  const kind = isPortal(desk, url)
    ? 'portal'
    : originOf(desk, url) === 'free'
      ? 'free'
      : guardedNow(desk).length > 0
        ? 'guarded'
        : 'idle'
  const wait = Math.max(0, ...[...desk.pins.values()].map((p) => Math.ceil((p.until - desk.now()) / 1000)))
  return {
    lang: desk.lang(),
    shift: shiftView(desk),
    pledge: desk.shift !== null && !isPledged(desk, desk.shift.clerk),
    staff: await Promise.all(
      policy.staff.map(async (s) => ({
        id: s.id,
        name: s.name,
        hasPin: (await pinOf(desk, s)) !== 'none',
      })),
    ),
    tab: { kind, permit: permit ? (desk.loaded.catalogue.services.get(permit.service)?.name ?? null) : null },
    posture: await desk.host.posture(),
    policy: { name: policy.name, source, fault },
    alarms: [...desk.alarms],
    log: { size: head.size, root: head.root },
    vault: desk.store.vault.ready(),
    activations: openOf(desk).map((a) => ({ id: a.id, number: maskNumber(a.number), since: a.openedAt })),
    wait,
    ...(await desk.host.displays()),
  }
}

export async function consoleView(desk: Desk): Promise<ConsoleView> {
  const { policy, source, hash, fault, catalogue } = desk.loaded
  return {
    lang: desk.lang(),
    vault: policy.vault.recipients.length > 0 ? 'policy' : desk.managerRecipient ? 'local' : 'none',
    policy: { name: policy.name, source, hash, fault },
    staff: await Promise.all(
      policy.staff.map(async (s) => ({ id: s.id, name: s.name, pin: await pinOf(desk, s) })),
    ),
    services: [...catalogue.services.values()].map((s) => ({
      id: s.id,
      name: s.name,
      kind: s.kind,
      price: s.price,
      draft: catalogue.why(s.id) === 'notice/not-approved',
      notices: (['zh-CN', 'en'] as const).flatMap((lang) => {
        if (catalogue.why(s.id) === 'notice/not-approved') return []
        const found = catalogue.notice(s.id, lang)
        return found
          ? [
              {
                lang,
                version: found.notice.version,
                hash: found.hash,
                missing: found.missing,
              },
            ]
          : []
      }),
    })),
    promises: promisesOf(desk),
    reasons: policy.reasons.map(({ code, words }) => ({ code, words })),
    store: { name: policy.store.name },
    posture: await desk.host.posture(),
    alarms: [...desk.alarms],
    recipients: recipientsOf(desk),
    holds: desk.holds.map(holdView),
    times: { refusalDays: policy.times.refusalDays, recordYears: policy.times.recordYears },
    // One that is gone cannot be opened: its name stands in the first entry, and in the alarm.
    logs: (await desk.store.sealed())
      .filter(({ name }) => name !== '')
      .map(({ name, size, at, why }) => ({ name, size, at: new Date(at).toISOString(), why })),
  }
}
