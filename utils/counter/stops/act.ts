import { judge } from '../../guard/index.ts'
import type { Bodies } from '../../log/index.ts'
import type { ToBackground } from '../../wire/index.ts'
import { type Counter, openOf, originOf } from '../state/index.ts'

export type Stopped = Extract<ToBackground, { t: 'stop' }>

export type StopBody = Bodies['number.stopped']

export const situationAt = (
  counter: Counter,
  url: string,
  { page, number }: Pick<Stopped, 'page' | 'number'>,
) =>
  ({
    page,
    origin: originOf(counter, url),
    number,
    activation: openOf(counter).length > 0,
    permit: false,
  }) as const

/** What the table says of the cell in which a sentinel has seen something; the page's world is not asked. */
export const actAt = (counter: Counter, url: string, seen: Pick<Stopped, 'page' | 'number'>) =>
  judge(situationAt(counter, url, seen), counter.loaded.policy.table).act
