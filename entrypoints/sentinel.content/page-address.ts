import { fewDigits, spellings } from '../../utils/guard/page.ts'
import type { Core } from './core.ts'

/** A guarded number in the page's own address. */
export function watchAddress(core: Core): (event?: Event) => void {
  let last = ''
  return (event) => {
    // Before a script's pushState or a link has changed the address: cancelled, the number is never in it.
    const next = (event as { destination?: { url?: string } } | undefined)?.destination?.url
    const href = next ?? location.href
    if (!core.view || !core.numbers || (!next && href === last) || fewDigits(href)) return
    if (!next) last = href
    for (const text of spellings(href)) {
      const hit = core.find(text)
      if (!hit) continue
      const about = { number: 'guarded', way: 'address', layer: 'number', trusted: false } as const
      const quarantine = !next || !event?.cancelable
      const answer = core.judge('guarded', hit.short)
      if (!core.stopped({ ...about, answer, digits: hit.digits, quarantine, text })) continue
      if (next) event?.preventDefault()
      return
    }
  }
}
