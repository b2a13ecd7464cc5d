import { type ActivationId, err, hex, ok, type Result } from '../../base/index.ts'
import { openCheckpoint } from '../../log/index.ts'
import { matchesAdapter } from '../../portal/index.ts'
import { CHECKED, MANAGER_KEY, type Write } from '../../store/index.ts'
import type {
  ConsoleView,
  Handlers,
  In,
  PanelView,
  PopupView,
  Sender,
  SignView,
  StoppedView,
} from '../../wire/index.ts'
import {
  addAccount,
  askAgain,
  closeSession,
  documentSeen,
  dropAccount,
  handToCustomer,
} from '../activation/hand-over.ts'
import { pageGate } from '../activation/order-gate.ts'
import { readPortal } from '../activation/read.ts'
import { age, answer, asked, check, sign, slow, takeBack, who } from '../consent/answer.ts'
import { presented } from '../consent/present.ts'
import { decisionsOfNumber, withdrawAtPage, withdrawalSeen, withdrawHere } from '../consent/withdraw.ts'
import { signPath } from '../host.ts'
import { eraseNumber, tracesOfNumber } from '../manager/erase.ts'
import { liftHold, setHold } from '../manager/legal-hold.ts'
import { endShift, readPledge, resetPin, startShift } from '../manager/pins.ts'
import { takePolicy } from '../manager/policy.ts'
import { challenge, changePassphrase, isProven, replaceKey, resealKeys, seen } from '../manager/vault.ts'
import { openSite } from '../permits/permit.ts'
import { handOver, withCodes } from '../receipt/issue.ts'
import { byCode, receiveElsewhere } from '../receipt/show.ts'
import { clerkOf, record } from '../state/commit.ts'
import type { Activation, Counter } from '../state/counter.ts'
import {
  askCustomer,
  giveReason,
  goBack,
  goOn,
  openFromStopped,
  override,
  stoppedView,
} from '../stops/stop.ts'
import { consoleView, panelView, popupView, signView } from './views.ts'

/** Every message of the contract to its use case. One at a time: `inTurn` makes a state that no two writers share. */
export function createHandlers(
  counter: Counter,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
  activeTab: () => Promise<{ id: number; url: string } | null>,
): Handlers {
  const tabOf = (from: Sender): number => from.tab ?? -1

  const onPortal = async (
    from: Sender,
    work: () => Promise<Result<unknown> | undefined>,
  ): Promise<Result<PanelView>> => {
    if (!counter.loaded.policy.portals.some((a) => matchesAdapter(from.url, a))) return err('portal/unknown')
    const done = await inTurn(work)
    return done && !done.ok ? done : ok(await panelView(counter, tabOf(from)))
  }

  const known = (id: ActivationId): Result<Activation> => {
    const found = counter.activations.get(id)
    return found ? ok(found) : err('activation/none')
  }

  /** A panel may only ask about an activation of its own tab. */
  const ofTab = (from: Sender, id: ActivationId): Result<Activation> => {
    const found = known(id)
    return found.ok && found.value.tab !== from.tab ? err('activation/other-tab') : found
  }

  const atSign = async (
    id: ActivationId,
    work: (activation: Activation) => Promise<Result<unknown> | undefined>,
  ): Promise<Result<SignView>> =>
    inTurn(async () => {
      const found = known(id)
      if (!found.ok) return found
      const done = await work(found.value)
      if (done && !done.ok) return done
      const after = counter.activations.get(id)
      return ok(
        after ? await signView(counter, after) : { ...(await signView(counter, found.value)), step: 'over' },
      )
    })

  const atStopped = async (
    from: Sender,
    id: Parameters<typeof stoppedView>[2],
    work: () => Promise<Result<unknown> | undefined>,
  ): Promise<Result<StoppedView>> =>
    inTurn(async () => {
      const done = await work()
      return done && !done.ok ? done : ok(stoppedView(counter, tabOf(from), id))
    })

  const popup = async (work?: () => Promise<Result<unknown> | undefined>): Promise<Result<PopupView>> => {
    const done = work ? await inTurn(work) : undefined
    return done && !done.ok ? done : ok(await popupView(counter, await activeTab()))
  }

  /** What only a manager may do, who has just shown that the key is theirs; the console as it is after it. */
  const managed = (
    proof: string,
    work: () => Promise<Result<unknown>>,
    to: 'manage' | 'reseal' = 'manage',
  ): Promise<Result<ConsoleView>> =>
    inTurn(async () => {
      if (!isProven(counter, proof, to)) return err('manager/proof')
      const done = await work()
      return done.ok ? ok(await consoleView(counter)) : done
    })

  return {
    'panel.open': async (_, from) => {
      const adapters = counter.loaded.policy.portals.filter((a) => matchesAdapter(from.url, a))
      return ok({ adapters, view: await panelView(counter, tabOf(from)) })
    },
    'panel.read': ({ reading }, from) =>
      onPortal(from, async () => {
        const adapter = counter.loaded.policy.portals.find(
          (a) => a.id === reading.adapter && matchesAdapter(from.url, a),
        )
        if (!adapter) return err('portal/unknown')
        await readPortal(counter, tabOf(from), adapter, reading)
        return undefined
      }),
    'panel.hand-over': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? handToCustomer(counter, found.value, b.promise, b.text) : found
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
        await record(counter, [
          {
            kind: 'submit.stopped',
            clerk: clerkOf(counter),
            activation: activation?.id ?? '',
            ...(activation ? { cust: activation.cust } : {}),
            body: { open: gate?.lacking ?? [], route: b.route, why: gate?.why ?? 'gate/unreadable' },
          },
        ])
        return undefined
      }),
    'panel.pledge-read': (_, from) =>
      onPortal(from, async () => {
        await readPledge(counter)
        return undefined
      }),
    'panel.shift': async () => {
      await counter.host.openWindow('/popup.html', 'small')
      return ok(null)
    },

    'sign.open': ({ activation }) =>
      atSign(activation, async (a) => {
        await withCodes(counter, a)
        return undefined
      }),
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
        const found = known(b.activation)
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
        const found = known(activation)
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

    'stopped.open': ({ service }, from) => atStopped(from, service, async () => undefined),
    'stopped.ask': (b, from) =>
      atStopped(from, b.service, () => askCustomer(counter, b.service, b.promise, b.text)),
    'stopped.open-site': (b, from) =>
      inTurn(async () => {
        const done = await openFromStopped(counter, tabOf(from), b.service)
        return done.ok ? ok(null) : done
      }),
    'stopped.reason': (b, from) =>
      atStopped(from, b.service, () => giveReason(counter, tabOf(from), b.service, b.code)),
    'stopped.go-on': (b, from) => atStopped(from, b.service, () => goOn(counter, tabOf(from), b.service)),
    'stopped.override': (b, from) =>
      atStopped(from, b.service, () => override(counter, tabOf(from), b.service, b.manager, b.pin, b.reason)),
    'stopped.back': (_, from) =>
      inTurn(async () => {
        await goBack(counter, tabOf(from))
        return ok(null)
      }),

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
    'console.decisions': ({ number }) => decisionsOfNumber(counter, number),
    'console.withdraw': (b) => inTurn(() => withdrawAtPage(counter, b.decision, 'console', b.number)),
    'withdraw.open': async () => ok({ lang: counter.lang() }),
    'withdraw.number': ({ number }) => decisionsOfNumber(counter, number),
    'withdraw.code': ({ code }) => byCode(counter, code),
    'withdraw.take': (b) => inTurn(() => withdrawAtPage(counter, b.decision, b.by, b.number)),
    'withdraw.elsewhere': (b) => inTurn(() => receiveElsewhere(counter, b.code, b.answer)),

    'console.open': async () => ok(await consoleView(counter)),
    'vault.create': ({ recipient, sealed }) =>
      inTurn(async () => {
        // A second passphrase would lock the first manager out of what comes from now on.
        if (counter.managerRecipient) return err('vault/exists')
        await record(counter, [], [counter.store.settingWrite(MANAGER_KEY, { recipient, sealed })])
        counter.managerRecipient = recipient
        counter.host.nudge({ nudge: 'panel' })
        return ok(await consoleView(counter))
      }),
    'policy.import': ({ text }) =>
      inTurn(async () => {
        const taken = await takePolicy(counter, text, 'local')
        return taken.ok ? ok(await consoleView(counter)) : taken
      }),
    'console.unlocked': ({ reason }) =>
      inTurn(async () => {
        await record(counter, [
          { kind: 'manager.unlocked', clerk: clerkOf(counter), activation: '', body: { reason } },
        ])
        return ok(null)
      }),
    'console.rejected': () =>
      inTurn(async () => {
        await record(counter, [
          { kind: 'manager.rejected', clerk: clerkOf(counter), activation: '', body: { where: 'vault' } },
        ])
        return ok(null)
      }),
    'log.verified': (checked) => inTurn(() => logVerified(counter, checked)),
    'log.exported': ({ log, ...body }) =>
      inTurn(async () => {
        const head = await counter.store.log.head()
        const of = await originOfLog(counter, log)
        const [sealed] = await record(
          counter,
          [{ kind: 'log.exported', clerk: clerkOf(counter), activation: '', body: { ...body, ...of } }],
          head.size > 0 && log === null ? [await counter.store.leftWrite(head, 'export', counter.now())] : [],
        )
        return sealed ? ok({ seq: sealed.seq }) : err('store/failed')
      }),

    'vault.challenge': ({ to }) => challenge(counter, to),
    'vault.passphrase': ({ proof, ...key }) => managed(proof, () => changePassphrase(counter, key)),
    'vault.replace': (key) =>
      inTurn(async () => {
        const done = await replaceKey(counter, key)
        return done.ok ? ok(await consoleView(counter)) : done
      }),
    'vault.reseal': ({ proof, keys, last }) =>
      managed(proof, () => resealKeys(counter, keys, last), 'reseal'),
    'console.seen': ({ proof, alarm }) => managed(proof, () => seen(counter, alarm)),
    'console.reset-pin': ({ proof, staff }) => managed(proof, () => resetPin(counter, staff)),
    'console.hold': ({ proof, ...what }) => managed(proof, () => setHold(counter, what)),
    'console.lift': ({ proof, hold, reason }) => managed(proof, () => liftHold(counter, hold, reason)),
    'console.traces': ({ number }) => tracesOfNumber(counter, number),
    'console.erase': ({ proof, number, reason }) =>
      inTurn(async () =>
        isProven(counter, proof) ? eraseNumber(counter, number, reason) : err('manager/proof'),
      ),
  }
}

/** A check was done. A sound one is kept, so that the next may go on from it; after a fault only the whole log will do. */
async function logVerified(
  counter: Counter,
  { log, since, where, checkpoint, ...body }: In<'log.verified'>,
): Promise<Result<null>> {
  const of = {
    ...(where === null ? {} : { where }),
    ...(since > 0 ? { since } : {}),
    ...(await originOfLog(counter, log)),
  }
  const writes: Write[] = []
  if (log === null && !body.sound) writes.push({ table: 'settings', remove: CHECKED })
  else if (log === null && checkpoint !== null) {
    const opened = await openCheckpoint(checkpoint, [(await counter.store.log.head()).vkey])
    const isIt = opened.ok && opened.value.size === BigInt(body.size) && hex(opened.value.root) === body.root
    if (isIt) writes.push(counter.store.settingWrite(CHECKED, { size: body.size, checkpoint }))
  }
  await record(
    counter,
    [{ kind: 'log.verified', clerk: clerkOf(counter), activation: '', body: { ...body, ...of } }],
    writes,
  )
  return ok(null)
}

/** The origin of an earlier log, for an entry that is about it; nothing for the log in use. */
async function originOfLog(counter: Counter, name: string | null): Promise<{ log?: string }> {
  if (name === null) return {}
  const found = (await counter.store.sealed()).find((l) => l.name === name)
  return { log: found?.vkey.split('+')[0] || name }
}
