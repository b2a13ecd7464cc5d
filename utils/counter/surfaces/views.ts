import type { ServiceId, Words } from '../../base/index.ts'
import { maskName, maskNumber } from '../../base/index.ts'
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
} from '../../consent/index.ts'
import type {
  ChoiceView,
  ConsoleView,
  PanelActivation,
  PanelService,
  PanelView,
  PopupView,
  SignItem,
  SignView,
} from '../../wire/index.ts'
import { isSigned, pageGate, serviceState, waiting } from '../activation/order-gate.ts'
import { isUnidentified } from '../consent/identify.ts'
import { withdrawnView } from '../consent/withdraw.ts'
import { signPath } from '../host.ts'
import { holdView } from '../manager/legal-hold.ts'
import { isPledged, pinOf } from '../manager/pins.ts'
import { recipientsOf } from '../manager/vault.ts'
import { type Activation, byTab, type Counter, openOf } from '../state/counter.ts'
import { guardedNow, isPortal, originOf } from '../state/guarding.ts'

const bothWays = (text: string): Words => ({ 'zh-CN': text, en: text })

const promisesOf = (counter: Counter): readonly ChoiceView[] =>
  counter.loaded.policy.promises.map(({ code, words }) => ({ code, words }))

export const staffName = (counter: Counter, id: string): string =>
  counter.loaded.policy.staff.find((s) => s.id === id)?.name ?? ''

const shiftView = (counter: Counter) =>
  counter.shift
    ? { clerk: counter.shift.clerk, name: staffName(counter, counter.shift.clerk), how: counter.shift.how }
    : null

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

/** By the portal's age, or by the customer's own word. */
export const aloudFirst = (counter: Counter, activation: Activation): boolean =>
  asksBack(activation.session ?? activation.user ?? { checks: null }) ||
  (activation.age !== null && activation.age >= counter.loaded.policy.times.aloudAge)

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
    earlier: activation.earlier
      .filter((e) => isValid(e.state) && !isValid(activation.standing[e.service]?.state))
      .map((e) => ({
        decision: e.row,
        name: counter.loaded.catalogue.services.get(e.service)?.name ?? bothWays(e.service),
        at: new Date(e.at).toISOString(),
      })),
  }
}

/** Third-party accounts with a complete notice in both languages: what can be put to a customer. */
export const accountsOf = (counter: Counter) =>
  [...counter.loaded.catalogue.services.values()]
    .filter((s) => s.kind === 'account' && counter.loaded.catalogue.complete(s.id))
    .map((s) => ({ id: s.id, name: s.name }))

export async function panelView(counter: Counter, tab: number): Promise<PanelView> {
  const activation = byTab(counter, tab)
  const trouble = counter.problems.get(tab)
  const problem = trouble?.problem ?? (counter.alarms.has('store/full') ? 'store/full' : null)
  return {
    lang: counter.lang(),
    shift: shiftView(counter),
    pledge: counter.shift !== null && !isPledged(counter, counter.shift.clerk),
    activation: activation ? await panelActivation(counter, activation) : null,
    missing: trouble?.missing ?? activation?.missing ?? [],
    problem,
    accounts: accountsOf(counter),
    promises: promisesOf(counter),
  }
}

export async function signView(counter: Counter, activation: Activation): Promise<SignView> {
  const { policy, catalogue } = counter.loaded
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
  const permit = activation.permits.find((p) => opens(p, p.tab, counter.now()))
  const at = 'at' in step ? step.at : 0
  const group =
    session && step.step === 'sign' ? groupsOf(session).find((g) => g.id === step.group) : undefined
  const current = group?.services[0] ?? session?.items[at]?.service
  return {
    lang: activation.shown?.lang ?? counter.lang(),
    size: activation.shown?.size ?? null,
    step: activation.withdrawn.length > 0 ? 'withdrawn' : done ? 'hand-over' : step.step,
    activation: activation.id,
    number: maskNumber(activation.number),
    customer: activation.customer === null ? null : maskName(activation.customer),
    age: activation.age,
    aloudFirst: aloudFirst(counter, activation),
    store: { name: policy.store.name, phone: policy.store.phone },
    clerk: activation.clerk,
    shared: (await counter.host.displays()).display === null,
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
    withdrawn: activation.withdrawn.map((service) => withdrawnView(counter, { service })),
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

export async function popupView(
  counter: Counter,
  tab: { id: number; url: string } | null,
): Promise<PopupView> {
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
    ...[...counter.pins.values()].map((p) => Math.ceil((p.until - counter.now()) / 1000)),
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
    posture: await counter.host.posture(),
    policy: { name: policy.name, source, fault },
    alarms: [...counter.alarms],
    log: { size: head.size, root: head.root },
    vault: counter.store.vault.ready(),
    activations: openOf(counter).map((a) => ({ id: a.id, number: maskNumber(a.number), since: a.openedAt })),
    wait,
    ...(await counter.host.displays()),
  }
}

export async function consoleView(counter: Counter): Promise<ConsoleView> {
  const { policy, source, hash, fault, catalogue } = counter.loaded
  return {
    lang: counter.lang(),
    vault: policy.vault.recipients.length > 0 ? 'policy' : counter.managerRecipient ? 'local' : 'none',
    policy: { name: policy.name, source, hash, fault },
    staff: await Promise.all(
      policy.staff.map(async (s) => ({ id: s.id, name: s.name, pin: await pinOf(counter, s) })),
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
    promises: promisesOf(counter),
    reasons: policy.reasons.map(({ code, words }) => ({ code, words })),
    store: { name: policy.store.name },
    posture: await counter.host.posture(),
    alarms: [...counter.alarms],
    recipients: recipientsOf(counter),
    holds: counter.holds.map(holdView),
    times: { refusalDays: policy.times.refusalDays, recordYears: policy.times.recordYears },
    // One that is gone cannot be opened: its name stands in the first entry, and in the alarm.
    logs: (await counter.store.sealed())
      .filter(({ name }) => name !== '')
      .map(({ name, size, at, why }) => ({ name, size, at: new Date(at).toISOString(), why })),
  }
}
