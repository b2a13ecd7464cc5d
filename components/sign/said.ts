import type { Lang, Words } from '../../utils/base/index.ts'
import type { SignView } from '../../utils/wire/index.ts'
import type { T } from './text.ts'

/** The last thing that happened, said on the next screen. */
export type Said =
  | { readonly kind: 'no' | 'not-today'; readonly service: string; readonly name?: Words }
  | { readonly kind: 'no-many' | 'not-today-many' }
  | null

/** The same in words; null where there is nothing to say. */
export function saidText(said: Said, view: SignView | null, lang: Lang, t: T): string | null {
  if (!said || !view) return null
  if (!('service' in said)) return t(said.kind === 'no-many' ? 'saidNoMany' : 'notTodayMany')
  // What was taken off the list by a no is still named.
  const name = (said.name ?? view.items.find((i) => i.service === said.service)?.name)?.[lang]
  return name ? t(said.kind === 'no' ? 'saidNo' : 'notToday', { name }) : null
}
