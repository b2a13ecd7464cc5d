import { type ActivationId, err, hex, ok, type Result } from '../base/index.ts'
import { openCheckpoint } from '../log/index.ts'
import { matchesAdapter } from '../portal/index.ts'
import { CHECKED, MANAGER_KEY, type Write } from '../store/index.ts'
import type {
  ConsoleView,
  Handlers,
  In,
  PanelView,
  PopupView,
  Sender,
  SignView,
  StoppedView,
} from '../wire/index.ts'
import { age, answer, asked, check, sign, slow, takeBack, who } from './decide.ts'
import { eraseNumber, tracesOfNumber } from './erase.ts'
import { pageGate } from './gate.ts'
import { addAccount, askAgain, closeSession, documentSeen, dropAccount, handToCustomer } from './hand-over.ts'
import { liftHold, setHold } from './hold.ts'
import { signPath } from './host.ts'
import { challenge, changePassphrase, isProven, replaceKey, resealKeys, seen } from './manager.ts'
import { openSite } from './permit.ts'
import { presented } from './present.ts'
import { readPortal } from './read-portal.ts'
import { handOver, withCodes } from './receipt.ts'
import { byCode, receiveElsewhere } from './receipt-shown.ts'
import { clerkOf, record } from './record.ts'
import { takePolicy } from './settings.ts'
import { endShift, readPledge, resetPin, startShift } from './shift.ts'
import type { Activation, Desk } from './state.ts'
import { askCustomer, giveReason, goBack, goOn, openFromStopped, override, stoppedView } from './stop.ts'
import { consoleView, panelView, popupView, signView } from './views.ts'
import { decisionsOfNumber, withdrawAtPage, withdrawalSeen, withdrawHere } from './withdraw.ts'

/** Every message of the contract to its use case. One at a time: `inTurn` makes a state that no two writers share. */
export function createHandlers(
  desk: Desk,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
  activeTab: () => Promise<{ id: number; url: string } | null>,
): Handlers {
  const tabOf = (from: Sender): number => from.tab ?? -1

  const onPortal = async (
    from: Sender,
    work: () => Promise<Result<unknown> | undefined>,
  ): Promise<Result<PanelView>> => {
    if (!desk.loaded.policy.portals.some((a) => matchesAdapter(from.url, a))) return err('portal/unknown')
    const done = await inTurn(work)
    return done && !done.ok ? done : ok(await panelView(desk, tabOf(from)))
  }

  const known = (id: ActivationId): Result<Activation> => {
    const found = desk.activations.get(id)
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
      const after = desk.activations.get(id)
      return ok(
        after ? await signView(desk, after) : { ...(await signView(desk, found.value)), step: 'over' },
      )
    })

  const atStopped = async (
    from: Sender,
    id: Parameters<typeof stoppedView>[2],
    work: () => Promise<Result<unknown> | undefined>,
  ): Promise<Result<StoppedView>> =>
    inTurn(async () => {
      const done = await work()
      return done && !done.ok ? done : ok(stoppedView(desk, tabOf(from), id))
    })

  const popup = async (work?: () => Promise<Result<unknown> | undefined>): Promise<Result<PopupView>> => {
    const done = work ? await inTurn(work) : undefined
    return done && !done.ok ? done : ok(await popupView(desk, await activeTab()))
  }

  /** What only a manager may do, who has just shown that the key is theirs; the console as it is after it. */
  const managed = (
    proof: string,
    work: () => Promise<Result<unknown>>,
    to: 'manage' | 'reseal' = 'manage',
  ): Promise<Result<ConsoleView>> =>
    inTurn(async () => {
      if (!isProven(desk, proof, to)) return err('manager/proof')
      const done = await work()
      return done.ok ? ok(await consoleView(desk)) : done
    })

  return {
    'panel.open': async (_, from) => {
      const adapters = desk.loaded.policy.portals.filter((a) => matchesAdapter(from.url, a))
      return ok({ adapters, view: await panelView(desk, tabOf(from)) })
    },
    'panel.read': ({ reading }, from) =>
      onPortal(from, async () => {
        const adapter = desk.loaded.policy.portals.find(
          (a) => a.id === reading.adapter && matchesAdapter(from.url, a),
        )
        if (!adapter) return err('portal/unknown')
        await readPortal(desk, tabOf(from), adapter, reading)
        return undefined
      }),
    'panel.hand-over': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? handToCustomer(desk, found.value, b.promise, b.text) : found
      }),
    'panel.ask-again': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? askAgain(desk, found.value, b.service) : found
      }),
    'panel.withdraw': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? withdrawHere(desk, found.value, b.decision) : found
      }),
    'panel.document-seen': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? documentSeen(desk, found.value) : found
      }),
    'panel.add-account': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? addAccount(desk, found.value, b.service) : found
      }),
    'panel.drop-account': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? dropAccount(desk, found.value, b.service) : found
      }),
    'panel.open-site': (b, from) =>
      onPortal(from, async () => {
        const found = ofTab(from, b.activation)
        return found.ok ? openSite(desk, found.value, b.service) : found
      }),
    'panel.submit-stopped': (b, from) =>
      onPortal(from, async () => {
        const activation = b.activation === null ? null : desk.activations.get(b.activation)
        const gate = activation ? pageGate(desk, activation) : null
        await record(desk, [
          {
            kind: 'submit.stopped',
            clerk: clerkOf(desk),
            activation: activation?.id ?? '',
            ...(activation ? { cust: activation.cust } : {}),
            body: { open: gate?.lacking ?? [], route: b.route, why: gate?.why ?? 'gate/unreadable' },
          },
        ])
        return undefined
      }),
    'panel.pledge-read': (_, from) =>
      onPortal(from, async () => {
        await readPledge(desk)
        return undefined
      }),
    'panel.shift': async () => {
      await desk.host.openWindow('/popup.html', 'small')
      return ok(null)
    },
    'panel.copied': async () => ok(null),

    'sign.open': ({ activation }) =>
      atSign(activation, async (a) => {
        await withCodes(desk, a)
        return undefined
      }),
    'sign.who': (b) => atSign(b.activation, (a) => who(desk, a, b.who, b.relation)),
    'sign.age': (b) => atSign(b.activation, (a) => age(desk, a, b.band)),
    'sign.slow': ({ activation }) => atSign(activation, (a) => slow(desk, a)),
    'sign.asked': (b) => atSign(b.activation, (a) => asked(desk, a, b.service, b.yes)),
    'sign.seen': (b) =>
      atSign(b.activation, async (a) => {
        await withdrawalSeen(desk, a)
        return undefined
      }),
    'sign.presented': (b) =>
      inTurn(async () => {
        const found = known(b.activation)
        if (!found.ok) return found
        const done = await presented(desk, found.value, b)
        return done.ok ? ok(null) : done
      }),
    'sign.answer': (b) => atSign(b.activation, (a) => answer(desk, a, b.service, b.hash, b.lang, b.answer)),
    'sign.check': (b) => atSign(b.activation, (a) => check(desk, a, b.service, b.yes, b.lang)),
    'sign.signature': (b) => atSign(b.activation, (a) => sign(desk, a, b.signature)),
    'sign.back-out': (b) => atSign(b.activation, (a) => takeBack(desk, a, b.group, b.alone)),
    'sign.close': ({ activation }) =>
      inTurn(async () => {
        const found = known(activation)
        if (found.ok) await closeSession(desk, found.value)
        else await desk.host.closeWindow(signPath(activation))
        return ok(null)
      }),
    'sign.handover': (b) =>
      atSign(b.activation, async (a) => {
        if (a.stage !== 'confirmed') return err('session/not-now')
        await handOver(desk, a, b.handset)
        return undefined
      }),

    'stopped.open': ({ service }, from) => atStopped(from, service, async () => undefined),
    'stopped.ask': (b, from) =>
      atStopped(from, b.service, () => askCustomer(desk, b.service, b.promise, b.text)),
    'stopped.open-site': (b, from) =>
      inTurn(async () => {
        const done = await openFromStopped(desk, tabOf(from), b.service)
        return done.ok ? ok(null) : done
      }),
    'stopped.reason': (b, from) =>
      atStopped(from, b.service, () => giveReason(desk, tabOf(from), b.service, b.code)),
    'stopped.go-on': (b, from) => atStopped(from, b.service, () => goOn(desk, tabOf(from), b.service)),
    'stopped.override': (b, from) =>
      atStopped(from, b.service, () => override(desk, tabOf(from), b.service, b.manager, b.pin, b.reason)),
    'stopped.back': (_, from) =>
      inTurn(async () => {
        await goBack(desk, tabOf(from))
        return ok(null)
      }),

    'popup.open': () => popup(),
    'shift.start': (b) => popup(() => startShift(desk, b.staff, b.pin)),
    'shift.end': () =>
      popup(async () => {
        await endShift(desk)
        return undefined
      }),
    'shift.pledge': () =>
      popup(async () => {
        await readPledge(desk)
        return undefined
      }),
    'popup.console': async () => {
      await desk.host.openConsole()
      return ok(null)
    },
    'popup.resume': async ({ activation }) => {
      if (!desk.activations.has(activation)) return err('activation/none')
      await desk.host.openWindow(signPath(activation), 'customer')
      return ok(null)
    },

    'popup.take-back': async () => {
      // A tab, not a small window: what is printed here has to stay while the printer asks.
      await desk.host.createTab('/withdraw.html')
      return ok(null)
    },
    'popup.display': ({ display }) =>
      popup(async () => {
        await desk.host.chooseDisplay(display)
        return undefined
      }),
    'console.decisions': ({ number }) => decisionsOfNumber(desk, number),
    'console.withdraw': (b) => inTurn(() => withdrawAtPage(desk, b.decision, 'console', b.number)),
    'withdraw.open': async () => ok({ lang: desk.lang() }),
    'withdraw.number': ({ number }) => decisionsOfNumber(desk, number),
    'withdraw.code': ({ code }) => byCode(desk, code),
    'withdraw.take': (b) => inTurn(() => withdrawAtPage(desk, b.decision, b.by, b.number)),
    'withdraw.elsewhere': (b) => inTurn(() => receiveElsewhere(desk, b.code, b.answer)),

    'console.open': async () => ok(await consoleView(desk)),
    'vault.create': ({ recipient, sealed }) =>
      inTurn(async () => {
        // A second passphrase would lock the first manager out of what comes from now on.
        if (desk.managerRecipient) return err('vault/exists')
        await record(desk, [], [desk.store.settingWrite(MANAGER_KEY, { recipient, sealed })])
        desk.managerRecipient = recipient
        desk.host.nudge({ nudge: 'panel' })
        return ok(await consoleView(desk))
      }),
    'policy.import': ({ text }) =>
      inTurn(async () => {
        const taken = await takePolicy(desk, text, 'local')
        return taken.ok ? ok(await consoleView(desk)) : taken
      }),
    'console.unlocked': ({ reason }) =>
      inTurn(async () => {
        await record(desk, [
          { kind: 'manager.unlocked', clerk: clerkOf(desk), activation: '', body: { reason } },
        ])
        return ok(null)
      }),
    'console.rejected': () =>
      inTurn(async () => {
        await record(desk, [
          { kind: 'manager.rejected', clerk: clerkOf(desk), activation: '', body: { where: 'vault' } },
        ])
        return ok(null)
      }),
    'log.verified': (checked) => inTurn(() => logVerified(desk, checked)),
    'log.exported': ({ log, ...body }) =>
      inTurn(async () => {
        const head = await desk.store.log.head()
        const of = await originOfLog(desk, log)
        const [sealed] = await record(
          desk,
          [{ kind: 'log.exported', clerk: clerkOf(desk), activation: '', body: { ...body, ...of } }],
          head.size > 0 && log === null ? [await desk.store.leftWrite(head, 'export', desk.now())] : [],
        )
        return sealed ? ok({ seq: sealed.seq }) : err('store/failed')
      }),

    'vault.challenge': ({ to }) => challenge(desk, to),
    'vault.passphrase': ({ proof, ...key }) => managed(proof, () => changePassphrase(desk, key)),
    'vault.replace': (key) =>
      inTurn(async () => {
        const done = await replaceKey(desk, key)
        return done.ok ? ok(await consoleView(desk)) : done
      }),
    'vault.reseal': ({ proof, keys, last }) => managed(proof, () => resealKeys(desk, keys, last), 'reseal'),
    'console.seen': ({ proof, alarm }) => managed(proof, () => seen(desk, alarm)),
    'console.reset-pin': ({ proof, staff }) => managed(proof, () => resetPin(desk, staff)),
    'console.hold': ({ proof, ...what }) => managed(proof, () => setHold(desk, what)),
    'console.lift': ({ proof, hold, reason }) => managed(proof, () => liftHold(desk, hold, reason)),
    'console.traces': ({ number }) => tracesOfNumber(desk, number),
    'console.erase': ({ proof, number, reason }) =>
      inTurn(async () => (isProven(desk, proof) ? eraseNumber(desk, number, reason) : err('manager/proof'))),
  }
}

/** A check was done. A sound one is kept, so that the next may go on from it; after a fault only the whole log will do. */
async function logVerified(
  desk: Desk,
  { log, since, where, checkpoint, ...body }: In<'log.verified'>,
): Promise<Result<null>> {
  const of = {
    ...(where === null ? {} : { where }),
    ...(since > 0 ? { since } : {}),
    ...(await originOfLog(desk, log)),
  }
  const writes: Write[] = []
  if (log === null && !body.sound) writes.push({ table: 'settings', remove: CHECKED })
  else if (log === null && checkpoint !== null) {
    const opened = await openCheckpoint(checkpoint, [(await desk.store.log.head()).vkey])
    const isIt = opened.ok && opened.value.size === BigInt(body.size) && hex(opened.value.root) === body.root
    if (isIt) writes.push(desk.store.settingWrite(CHECKED, { size: body.size, checkpoint }))
  }
  await record(
    desk,
    [{ kind: 'log.verified', clerk: clerkOf(desk), activation: '', body: { ...body, ...of } }],
    writes,
  )
  return ok(null)
}

/** The origin of an earlier log, for an entry that is about it; nothing for the log in use. */
async function originOfLog(desk: Desk, name: string | null): Promise<{ log?: string }> {
  if (name === null) return {}
  const found = (await desk.store.sealed()).find((l) => l.name === name)
  return { log: found?.vkey.split('+')[0] || name }
}
