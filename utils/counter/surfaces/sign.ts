import { type ActivationId, err, maskName, maskNumber, ok, type Result } from '../../base/index.ts'
import { asksRelation, groupsOf, isAbsent, opens, signerOf, stepOf } from '../../consent/index.ts'
import type { SignItem, SignView } from '../../wire/index.ts'
import { closeSession, handOver } from '../activation/index.ts'
import {
  age,
  aloudFirst,
  answer,
  asked,
  check,
  presented,
  sign,
  slow,
  takeBack,
  who,
  withdrawalSeen,
  withdrawnView,
} from '../consent/index.ts'
import { signPath } from '../host.ts'
import { withCodes } from '../receipt/index.ts'
import type { Activation, Counter, InTurn, LastPaper } from '../state/index.ts'
import type { HandlersOf } from './shared.ts'
import { openActivation } from './shared.ts'

/** The customer's signing window. */
export function signHandlers(counter: Counter, inTurn: InTurn): HandlersOf<'sign'> {
  const atSign = async (
    id: ActivationId,
    work: (activation: Activation) => Promise<Result<unknown> | undefined>,
  ): Promise<Result<SignView>> =>
    inTurn(async () => {
      const found = openActivation(counter, id)
      if (!found.ok) return found
      const done = await work(found.value)
      if (done && !done.ok) return done
      const after = counter.activations.get(id)
      return ok(
        after ? await signView(counter, after) : { ...(await signView(counter, found.value)), step: 'over' },
      )
    })

  return {
    'sign.open': async ({ activation }) => {
      // Handed over, and nobody has come since: the paper can be printed once more.
      const paper = counter.activations.has(activation) ? null : counter.run.lastPaper
      if (paper?.activation === activation) return ok(await paperView(counter, paper))
      return atSign(activation, async (a) => {
        await withCodes(counter, a)
        return undefined
      })
    },
    'sign.who': (b) => atSign(b.activation, (a) => who(counter, a, b.who, b.relation)),
    'sign.age': (b) => atSign(b.activation, (a) => age(counter, a, b.band)),
    'sign.slow': ({ activation }) => atSign(activation, (a) => slow(counter, a)),
    'sign.asked': (b) => atSign(b.activation, (a) => asked(counter, a, b.service, b.yes)),
    'sign.seen': (b) =>
      atSign(b.activation, async (a) => {
        await withdrawalSeen(counter, a)
        return undefined
      }),
    'sign.presented': (b) =>
      inTurn(async () => {
        const found = openActivation(counter, b.activation)
        if (!found.ok) return found
        const done = await presented(counter, found.value, b)
        return done.ok ? ok(null) : done
      }),
    'sign.answer': (b) =>
      atSign(b.activation, (a) => answer(counter, a, b.service, b.hash, b.lang, b.answer)),
    'sign.check': (b) => atSign(b.activation, (a) => check(counter, a, b.service, b.yes, b.lang)),
    'sign.signature': (b) => atSign(b.activation, (a) => sign(counter, a, b.signature)),
    'sign.back-out': (b) => atSign(b.activation, (a) => takeBack(counter, a, b.group, b.alone)),
    'sign.close': ({ activation }) =>
      inTurn(async () => {
        const found = openActivation(counter, activation)
        if (found.ok) await closeSession(counter, found.value)
        else await counter.host.closeWindow(signPath(activation))
        return ok(null)
      }),
    'sign.handover': (b) =>
      atSign(b.activation, async (a) => {
        if (a.stage !== 'confirmed') return err('session/not-now')
        await handOver(counter, a, b.handset)
        return undefined
      }),
  }
}

/** The window of an activation that is over: its paper, and nothing to answer. */
async function paperView(counter: Counter, paper: LastPaper): Promise<SignView> {
  const { policy } = counter.loaded
  return {
    ...paper.shown,
    step: 'over',
    activation: paper.activation,
    number: paper.receipt.number,
    customer: null,
    age: null,
    aloudFirst: false,
    store: { name: policy.store.name, phone: policy.store.phone },
    clerk: paper.clerk,
    shared: (await counter.host.displays()).display === null,
    who: null,
    minor: false,
    asksRelation: { self: false, child: false, teen: false, adult: false },
    signer: 'customer',
    absent: false,
    items: [],
    at: 0,
    group: null,
    promise: null,
    withdrawn: [],
    slips: [],
    recordYears: policy.times.recordYears,
    refusalDays: policy.times.refusalDays,
    receipt: paper.receipt,
    codes: paper.codes,
    codesFor: null,
  }
}

async function signView(counter: Counter, activation: Activation): Promise<SignView> {
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
