import { err, maskNumber, type Result, type ServiceId } from '../../base/index.ts'
import type { StoppedView } from '../../wire/index.ts'
import { handToCustomer, isSigned } from '../activation/index.ts'
import { checkPin } from '../manager/index.ts'
import { openSite } from '../permits/index.ts'
import {
  type Counter,
  clerkOf,
  commit,
  type FloorStop,
  newest,
  placeOf,
  record,
  safeOrigin,
  serviceAt,
  stopIn,
  stopsWith,
} from '../state/index.ts'
import type { Stopped } from './act.ts'
import { canLet, letThrough } from './allow.ts'
import { activationOf } from './digits.ts'

/** A stop in a page, with what a manager may open of it. */
export function stopAt(
  counter: Counter,
  tab: number,
  url: string,
  { cell, number, digits }: Pick<Stopped, 'cell' | 'number' | 'digits'>,
): Omit<FloorStop, 'act' | 'why' | 'url'> {
  const about = activationOf(counter, digits)?.id
  const more = about === undefined ? {} : { about }
  return {
    tab,
    service: serviceAt(counter, url),
    seq: null,
    cell,
    number,
    at: placeOf(counter, url),
    ...more,
  }
}

/** From the banner: a manager is called for a stop in a page. The stopped page, which takes the PIN, takes the tab. */
export async function callManager(
  counter: Counter,
  from: { readonly tab: number; readonly frame: number; readonly url: string },
  stopped: Stopped,
): Promise<void> {
  const { tab, url } = from
  if (stopped.act !== 'stop') return
  const shown = from.frame === 0 ? url : await counter.host.tabUrl(tab)
  const stop = stopAt(counter, tab, url, stopped)
  const shownStop: FloorStop = { ...stop, url: shown || url, act: 'stop', why: stopped.why }
  await commit(counter, { shut: { run: { stops: stopsWith(counter, shownStop) } } })
  await counter.host.goTab(tab, `/stopped.html${stop.service ? `?s=${stop.service}` : ''}`)
}

export function stoppedView(counter: Counter, tab: number, id: ServiceId | null): StoppedView {
  const known = stopIn(counter, tab)
  const stop = known && known.service === id ? known : null
  const service = id ? counter.loaded.catalogue.services.get(id) : undefined
  const activation = newest(counter)
  const signed = activation !== null && service !== undefined && isSigned(counter, activation, service.id)
  const standing = service && activation?.standing[service.id]
  const refused = standing?.state === 'refused'
  const used = activation?.permits.some((p) => p.service === id && p.state === 'used') ?? false
  return {
    lang: counter.lang(),
    service: service ? { id: service.id, name: service.name } : null,
    origin: stop ? safeOrigin(stop.url) : null,
    number: activation ? maskNumber(activation.number) : null,
    openedAt: activation?.openedAt ?? null,
    act: stop?.act ?? 'stop',
    why: stop?.why ?? 'sign-up-unsigned',
    reasons: counter.loaded.policy.reasons.map(({ code, words }) => ({ code, words })),
    promises: counter.loaded.policy.promises.map(({ code, words }) => ({ code, words })),
    canAsk:
      activation?.stage === 'open' &&
      service?.kind === 'account' &&
      counter.loaded.catalogue.complete(service.id) &&
      !signed &&
      !refused,
    notice: service?.kind === 'account' ? counter.loaded.catalogue.why(service.id) : null,
    canOpen: signed && !used,
    canOverride: canLet(counter, stop) && counter.loaded.policy.managers.some((m) => m.pin),
    refused,
    ...(refused && standing.why ? { notToday: standing.why } : {}),
    seq: stop?.seq ?? null,
  }
}

/** From the stopped page: the service is put on the customer's list, and the screen handed over, in one tap. */
export async function askCustomer(
  counter: Counter,
  id: ServiceId,
  promise: string,
  text: string | null,
): Promise<Result<null>> {
  const activation = newest(counter)
  if (!activation) return err('activation/none')
  const service = counter.loaded.catalogue.services.get(id)
  if (service?.kind !== 'account') return err('notice/incomplete')
  const why = counter.loaded.catalogue.why(id)
  if (why) return err(why)
  const next = activation.accounts.includes(id)
    ? activation
    : { ...activation, accounts: [...activation.accounts, id] }
  return handToCustomer(counter, next, promise, text)
}

export async function openFromStopped(counter: Counter, tab: number, id: ServiceId): Promise<Result<null>> {
  const activation = newest(counter)
  if (!activation) return err('activation/none')
  const opened = await openSite(counter, activation, id)
  // The site has a tab of its own now; the one that was stopped has nothing more to show.
  if (opened.ok) await counter.host.closeTab(tab)
  return opened
}

/** One tap from the policy's list; only where the table says `reason`. */
export async function giveReason(
  counter: Counter,
  tab: number,
  id: ServiceId | null,
  code: string,
): Promise<Result<null>> {
  if (!counter.loaded.policy.reasons.some((r) => r.code === code)) return err('reason/unknown')
  if (stopIn(counter, tab)?.act !== 'reason') return err('stop/needs-signature')
  return letThrough(counter, tab, id, { by: clerkOf(counter), how: 'reason', reason: code })
}

/** Where the table says `banner` or `acknowledge`: the clerk has read it. Sending stays held by the sentinel. */
export async function goOn(counter: Counter, tab: number, id: ServiceId | null): Promise<Result<null>> {
  const act = stopIn(counter, tab)?.act
  if (act !== 'banner' && act !== 'acknowledge') return err('stop/needs-signature')
  return letThrough(counter, tab, id, { by: clerkOf(counter), how: 'acknowledge', reason: 'read' })
}

/** A manager at the counter, with a PIN of their own; never the vault's passphrase, and never for a trading site. */
export async function override(
  counter: Counter,
  tab: number,
  id: ServiceId | null,
  manager: string,
  pin: string,
  reason: string,
): Promise<Result<null>> {
  if (!counter.loaded.policy.reasons.some((r) => r.code === reason)) return err('reason/unknown')
  const who = counter.loaded.policy.managers.find((m) => m.id === manager)
  const checked = who?.pin ? await checkPin(counter, who, pin) : err('staff/unknown')
  if (!checked.ok) {
    await record(counter, [
      { kind: 'manager.rejected', clerk: clerkOf(counter), activation: '', body: { where: 'override' } },
    ])
    return err(checked.error.code)
  }
  return letThrough(counter, tab, id, { by: manager, how: 'override', reason })
}

/** Back: a quarantined tab goes to the site's first page afresh, so that no page with the number comes back. */
export async function goBack(counter: Counter, tab: number): Promise<void> {
  const stop = stopIn(counter, tab)
  const isShut = counter.run.quarantined.some((q) => q.tab === tab)
  await commit(counter, {
    next: {
      run: {
        stops: counter.run.stops.filter((s) => s.tab !== tab),
        quarantined: counter.run.quarantined.filter((q) => q.tab !== tab),
      },
    },
  })
  if (isShut) {
    await counter.host.goTab(tab, stop?.url ?? 'about:blank')
    return
  }
  await counter.host.backTab(tab)
}
