import { BOTH, GET_CODE, LOG_IN, NEXT, SIGN_UP } from './words.ts'

export type Control = 'code' | 'sign-up' | 'log-in' | 'next' | 'other'

/** Text on one line, cut. */
export const clip = (text: string | null | undefined, most = 120): string =>
  (text ?? '')
    .slice(0, most * 8)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, most)
export const attr = (element: Element, name: string): string => element.getAttribute(name) ?? ''
export const tag = (element: Element): string => element.localName

/** The words on a control. */
export function wordsOf(control: Element): string {
  const own =
    tag(control) === 'input'
      ? (control as HTMLInputElement).value || attr(control, 'value')
      : control.textContent
  return (
    clip(own, 60) || clip(attr(control, 'aria-label') || attr(control, 'title') || attr(control, 'alt'), 60)
  )
}

/** An anchor that leads to another page is no control of this one. */
export const leadsAway = (element: Element): boolean =>
  tag(element) === 'a' && !/^(#.*|javascript:.*|)$/i.test(attr(element, 'href').trim())

export const isButton = (element: Element): boolean =>
  tag(element) === 'button' ||
  attr(element, 'role') === 'button' ||
  (tag(element) === 'input' && /^(submit|button|image)$/i.test(attr(element, 'type')))

/** What words on a control say it does. */
export function kindOfWords(words: string): Control {
  if (words === '' || words.length > 40) return 'other'
  if (GET_CODE.test(words)) return 'code'
  if (BOTH.test(words)) return 'log-in'
  if (SIGN_UP.test(words)) return 'sign-up'
  if (LOG_IN.test(words)) return 'log-in'
  return NEXT.test(words) ? 'next' : 'other'
}

/** What a control says it does, by its words alone. */
export const controlKind = (control: Element): Control => kindOfWords(wordsOf(control))
