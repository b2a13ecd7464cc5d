import { cluster } from './clusters.ts'
import { attr, type Control, call, clip, kindOfWords, native, wordsOf } from './controls.ts'
import { hints } from './field-hints.ts'
import { type Found, judgeScope, type PageKind } from './form-kind.ts'
import { gather, HIDDEN, type Scope } from './scopes.ts'
import { CODE_WORD, F_CODE, F_NEWS, F_SEARCH, LOG_IN, LOG_OUT, ONE_TAP, SIGN_UP } from './words.ts'

export interface Page {
  readonly kind: PageKind
  /** 0 to 1: how much speaks for it. */
  readonly score: number
  /** The field for the number (or for number-or-mail). */
  readonly phone?: Element
  /** The control that asks for a code; the code's field where there is no such control. */
  readonly code?: Element
  /** The control that sends the form. */
  readonly submit?: Element
  /** It could not be read: it counts as a sign-up of which no part is known. */
  readonly unread?: true
}

export interface ClassifyOptions {
  /** Opens closed shadow roots; extensions can. Open ones are found without it. */
  readonly shadowRootOf?: (host: Element) => ShadowRoot | null
  /** Whether a control can be seen, where there is layout; attributes are looked at in any case. */
  readonly visible?: (element: Element) => boolean
}

/** What any field for a code has in its names: asked first, since it is quick. */
const CODEISH = /[码碼]|code|código|otp|digit|コード|인증/i
const ORDER: Readonly<Record<PageKind, number>> = { 'sign-up': 3, 'code-log-in': 2, 'log-in': 1, other: 0 }
/** What leads out of an account: a page that shows it is one of somebody who is logged in. */
const LOGS_OUT = ['logout', 'log-out', 'log_out', 'signout', 'sign_out', 'sign-out', 'logoff']
  .map((way) => `a[href*="${way}" i]`)
  .join()
/** The foot of a page, and no whole page whose theme has a foot in its name. */
const FOOT = 'footer,[role=contentinfo],:is(div,section,aside):is(#footer,.footer)'
/** Forms between two places where the work may pause. */
const STRIDE = 8

/**
 * The work of `classifyPage` in steps well under a millisecond each, for who can wait for the page to be idle: `next()` until
 * it is done. What was read before a pause is not read again, so who sees the page change begins anew.
 */
export function* classifySteps(
  document: Document,
  options: ClassifyOptions = {},
): Generator<undefined, Page> {
  const { visible } = options
  const gathered = yield* gather(document, options.shadowRootOf)
  const { bare, heads } = gathered
  const hintOf = hints()
  const apart = bare && cluster(bare, heads, hintOf)
  if (bare && apart)
    for (const part of ['fields', 'buttons', 'loose'] as const)
      bare[part] = bare[part].filter((one) => !apart[part].includes(one))
  const scopes = apart ? [...gathered.scopes, apart] : gathered.scopes
  const kinds = new Map<string, Control>()
  const seen = (elements: Element[]): Element[] => (visible ? elements.filter(visible) : elements)
  const headsOf = (elements: readonly Element[]): string[] => {
    const words: string[] = []
    for (const element of elements) {
      const text = clip(element.textContent, 60)
      if (text && visible?.(element) !== false) words.push(text)
    }
    return words
  }
  /** The first two fields that can be seen: enough to tell whether a scope is one, and more than a search. */
  const firstTwo = (scope: Scope): Element[] => {
    const two: Element[] = []
    for (const field of scope.fields) {
      if (!/^(?:checkbox|radio)$/i.test(attr(field, 'type')) && visible?.(field) !== false) two.push(field)
      if (two.length === 2) break
    }
    return two
  }
  const controlSays = (control: Element): boolean => {
    const words = wordsOf(control)
    const kind = kinds.get(words) ?? kindOfWords(words)
    kinds.set(words, kind)
    return kind === 'code' || kind === 'sign-up' || kind === 'log-in'
  }
  /**
   * A page may have a hundred forms; what labels them is looked up only where something cheap says that it may matter: a
   * password, a field for a code, a control or heading that says so.
   */
  const promising = (scope: Scope): boolean => {
    if (scope.loose.length > 0 || scope.buttons.some(controlSays)) return true
    let names = ''
    for (const field of scope.fields) {
      const type = attr(field, 'type')
      if (/^(?:password|tel)$/i.test(type) || attr(field, 'maxlength') === '1') return true
      names += `${attr(field, 'placeholder')} ${attr(field, 'name')} ${attr(field, 'autocomplete')}\n`
    }
    if (CODEISH.test(names) && names.split('\n').some((one) => F_CODE.test(one))) return true
    return scope.heads.some((head) => {
      const text = clip(head.textContent, 60)
      return SIGN_UP.test(text) || LOG_IN.test(text) || (scope.fields.length < 4 && CODE_WORD.test(text))
    })
  }

  /** A form of one field that stands beside the real one of many a page. */
  const isAside = (scope: Scope, field: Element): boolean => {
    const hint = hintOf(field)
    const form = native(scope.root, 'nodeType') === 1 ? (scope.root as Element) : null
    return (
      F_SEARCH.test(hint) ||
      call(field, 'closest', FOOT) !== null ||
      F_NEWS.test(hint) ||
      (form !== null && F_NEWS.test(`${attr(form, 'class')} ${attr(form, 'id')} ${attr(form, 'action')}`))
    )
  }

  const alive: Scope[] = []
  const real: Scope[] = []
  const large: Scope[] = []
  for (const [i, scope] of scopes.entries()) {
    if (i % STRIDE === STRIDE - 1) yield
    const [first, second] = firstTwo(scope)
    if (!first) continue
    alive.push(scope)
    if (second) large.push(scope)
    if (second || !isAside(scope, first)) real.push(scope)
  }
  /** No form, or none that is one of these: a phone that its carrier knows needs no field. */
  const none = (): Page => {
    const tap = scopes
      .flatMap(({ buttons, loose }) => [...buttons, ...loose])
      .find((control) => ONE_TAP.test(clip(control.textContent, 30)) && visible?.(control) !== false)
    return tap ? { kind: 'code-log-in', score: 0.5, submit: tap } : { kind: 'other', score: 0 }
  }
  if (real.length === 0) return none()

  // A page with one form of more than one field is about that one, whatever stands in its header and footer.
  const sole = real.length === 1 ? real[0] : large.length === 1 ? large[0] : null
  let path = ''
  try {
    const { pathname, hash } = new URL(native(document, 'URL'))
    path = pathname + hash
  } catch {
    // A document without an address.
  }
  let isLoggedIn: boolean | undefined
  const logsOut = (): boolean => {
    isLoggedIn ??=
      scopes.some(({ buttons }) =>
        buttons.some((one) => LOG_OUT.test(wordsOf(one)) && visible?.(one) !== false),
      ) ||
      [...call(document, 'querySelectorAll', LOGS_OUT)].some(
        (link) => visible?.(link) !== false && !call(link, 'closest', HIDDEN),
      )
    return isLoggedIn
  }
  const title = clip(native(document, 'title'), 100)
  const page = { title, path, heads: sole ? headsOf(heads) : [], logsOut }
  let best: Found = { kind: 'other', points: 0 }
  for (const [i, raw] of real.entries()) {
    if (i % STRIDE === STRIDE - 1) yield
    const only = raw === sole
    const scope = { ...raw }
    if (raw !== bare) {
      // A form within a dialog: the dialog's heading and buttons are its own.
      for (let outer = scope.outer; outer; outer = outer.outer) {
        scope.heads = [...scope.heads, ...outer.heads]
        scope.buttons = [...scope.buttons, ...outer.buttons]
        scope.loose = [...scope.loose, ...outer.loose]
      }
      // Controls may stand outside the form that they send, and bare pages have no form at all.
      if (bare && alive.length === 1) {
        if (scope.buttons.length === 0) scope.buttons = bare.buttons
        scope.loose = [...scope.loose, ...bare.loose]
      }
    }
    if (scope.heads.length === 0 && scope.before) scope.heads = [scope.before]
    if (!only && !promising(scope)) continue
    yield
    scope.fields = seen(scope.fields)
    scope.buttons = seen(scope.buttons)
    scope.loose = seen(scope.loose)
    const found = yield* judgeScope(scope, headsOf(scope.heads), page, only, hintOf)
    if (ORDER[found.kind] > ORDER[best.kind] || (found.kind === best.kind && found.points > best.points))
      best = found
    yield
  }
  if (best.kind === 'other') return none()
  return {
    kind: best.kind,
    score: Math.min(1, best.points / 8),
    ...(best.phone ? { phone: best.phone } : {}),
    ...(best.code ? { code: best.code } : {}),
    ...(best.submit ? { submit: best.submit } : {}),
  }
}

/**
 * Tells sign-up, code log-in, password log-in and other pages apart, in Chinese and English first. Looks at words, names
 * and structure, not at layout, so that it works on a document that was never drawn.
 */
export function classifyPage(document: Document, options: ClassifyOptions = {}): Page {
  const steps = classifySteps(document, options)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
