import { hostIn, hostOf, siteOf } from '../../base/index.ts'
import {
  type BrowserRun,
  type Counter,
  commit,
  originOf,
  safeOrigin,
  serviceAt,
  stopsWith,
} from '../state/index.ts'
import type { Stopped } from './act.ts'
import { isFalse } from './allow.ts'
import { stopAt } from './page.ts'

/** A request carries digits that look guarded, and the browser has only shown it: the tab is closed off, if they are. */
export async function leakedFrom(
  counter: Counter,
  info: { readonly tabId: number; readonly url: string; readonly initiator: string },
  hit: { readonly cell: string; readonly digits: string },
): Promise<void> {
  if (await isFalse(counter, info.tabId, hit.cell, hit.digits)) return
  const about = { cell: hit.cell, number: 'guarded', digits: hit.digits } as const
  await quarantine(counter, info.tabId, info.initiator || info.url, 'number-elsewhere', about)
}

/** Every host of the site that an address belongs to; none for what is free anyhow. */
function siteHosts(counter: Counter, url: string): readonly string[] {
  const host = hostOf(url)
  if (!host || !/^https?:/.test(url) || originOf(counter, url) === 'free') return []
  const domains = counter.loaded.catalogue.siteOf(host)?.site?.domains ?? []
  return [...new Set([...domains, ...(hostIn(host, domains) ? [] : [siteOf(host)])])]
}

/** The number got in by a way that could not be cancelled: nothing leaves the tab, and the stopped page replaces it. */
export async function quarantine(
  counter: Counter,
  tab: number,
  url: string,
  why: string,
  about: Pick<Stopped, 'cell' | 'number' | 'digits'>,
): Promise<void> {
  const service = serviceAt(counter, url)
  // A frame may have handed it to the page around it, and that one to its other tabs.
  const top = tab < 0 ? '' : await counter.host.tabUrl(tab)
  const hosts = [...new Set([...siteHosts(counter, url), ...siteHosts(counter, top)])]
  const same = (q: BrowserRun['quarantined'][number]) =>
    q.tab === tab && (tab >= 0 || `${q.hosts}` === `${hosts}`)
  const quarantined = [...counter.run.quarantined.filter((q) => !same(q)), { tab, hosts }]
  // A worker has no tab: its site is shut, and no tab is led away.
  if (tab < 0) {
    await commit(counter, { shut: { run: { quarantined } } })
    return
  }
  const stops = stopsWith(counter, {
    ...stopAt(counter, tab, url, about),
    url: `${safeOrigin(/^https?:/.test(top) ? top : url)}/`,
    act: 'quarantine',
    why,
  })
  await commit(counter, { shut: { run: { quarantined, stops } } })
  await counter.host.goTab(tab, `/stopped.html${service ? `?s=${service}` : ''}`)
}
