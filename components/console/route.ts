import { useEffect, useState } from 'preact/hooks'
import { OUTCOMES, type Outcome } from './filter.ts'
import { PLACES, type Place } from './Shell.tsx'

export interface Route {
  readonly place: Place | 'activation'
  readonly activation: string
  readonly outcome: Outcome | null
  readonly today: boolean
}

/** The page's address chooses what is shown and nothing else. */
export function routeOf(hash: string): Route {
  const [place = '', one = '', two = ''] = hash.replace(/^#\/?/, '').split('/')
  const plain = { activation: '', outcome: null, today: false }
  if (place === 'activation' && /^[0-9a-f]{24}$/.test(one)) return { ...plain, place, activation: one }
  if ((PLACES as readonly string[]).includes(place)) {
    const outcome = (OUTCOMES as readonly string[]).includes(one) ? (one as Outcome) : null
    return { ...plain, place: place as Place, outcome, today: two === 'today' }
  }
  return { ...plain, place: 'today' }
}

export function useHash(): string {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const on = (): void => setHash(location.hash)
    addEventListener('hashchange', on)
    return () => removeEventListener('hashchange', on)
  }, [])
  return hash
}
