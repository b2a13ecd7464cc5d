import { clip } from './controls.ts'
import type { HintOf } from './field-hints.ts'
import { isLoneCode, readWords, type Said, weigh } from './form-evidence.ts'
import { readControls, readFields } from './form-parts.ts'
import type { Scope } from './scopes.ts'
import {
  ACCOUNT,
  BIND,
  CODE_COMES,
  CODE_WORD,
  CONSENTS,
  ELSE,
  F_ACCOUNT,
  F_MAIL,
  F_NEW,
  F_PHONE,
  HANDED_OUT,
  isBoth,
  LEAD,
  LEADS_IN,
  offersBoth,
  RESET,
  SOCIAL,
  STOP,
} from './words.ts'

/** `code-log-in` creates an account where there is none; the page need not say so. */
export type PageKind = 'sign-up' | 'code-log-in' | 'log-in' | 'other'

export interface Found {
  kind: PageKind
  points: number
  phone?: Element | undefined
  code?: Element | undefined
  submit?: Element | undefined
}

/**
 * What one scope is; `own` are the headings in it. `only`: the page has no other scope, so that its title, address and
 * headings speak of this one.
 */
export function* judgeScope(
  scope: Scope,
  own: readonly string[],
  page: Said,
  only: boolean,
  hintOf: HintOf,
): Generator<undefined, Found> {
  const asked = yield* readFields(scope, hintOf)
  if (!asked) return { kind: 'other', points: 0 }
  const { phone, mail, account, codeField, passwords, person, foreign, digitsBoxes } = asked
  const controls = readControls(scope, Boolean(phone || account || mail || codeField))
  const { getCode, submit, submitKind, submitBoth } = controls
  const identifier = phone ?? account ?? mail
  const found = (kind: PageKind, points: number): Found => ({
    kind,
    points: Math.max(1, points),
    phone: phone ?? (identifier && F_PHONE.test(hintOf(identifier)) ? identifier : undefined),
    code: getCode ?? codeField,
    submit,
  })
  if (!identifier && passwords === 0 && !codeField && digitsBoxes < 4) return found('other', 0)

  yield
  const words = readWords(scope, own, page, only, submit)
  const { head, text } = words
  const { signUp, logIn, namedCode, auto, ...weighed } = weigh(scope, asked, controls, words, page, only)
  let { other } = weighed

  yield
  const mayCome = passwords === 0 && !HANDED_OUT.test(head)
  const both =
    submitBoth ||
    isBoth(head) ||
    (only && isBoth(page.title)) ||
    (only && passwords === 0 && Boolean(identifier) && foreign === 0 && offersBoth(clip(text, 200)))
  const comes =
    mayCome &&
    ((Boolean(phone || (mail && (logIn > 0 || both))) && CODE_COMES.test(text)) ||
      (Boolean(identifier) && CODE_WORD.test(head)))
  const isNamedCode = namedCode && Boolean(phone || mail) && passwords === 0 && logIn > 0
  const codeWay = Boolean(codeField || getCode || digitsBoxes >= 4 || comes || isNamedCode)
  const isChosen = passwords === 0 && account !== undefined && F_NEW.test(hintOf(account))
  const makes = signUp + (codeWay && phone && passwords > 0 ? 1 : 0) + (isChosen ? 1 : 0)
  const proof = passwords > 0 || codeWay

  const makesAccount = submitKind === 'sign-up' && ACCOUNT.test(words.submit)
  const isLead = !account && !proof && !makesAccount && LEAD.test(`${text} ${only ? page.title : ''}`)

  // For and against: what speaks of something else has to be outweighed.
  const best =
    Math.max(makes, logIn) +
    (auto && foreign < 2 ? 6 : both ? 4 : 0) +
    (submitKind === 'log-in' && codeWay && phone ? 2 : 0) +
    (passwords === 1 && identifier ? 2 : 0)
  if (!proof && (ELSE.test(text) || isLead)) other += 2
  if (other >= 2 && other >= best) return found('other', 0)

  if (auto && identifier && passwords === 0 && (codeWay || logIn >= makes || (phone && makes < 3)))
    return found('code-log-in', 5 + logIn - other)
  // The second step, where the number is on the page before: boxes for a code and nothing else.
  if (!identifier && passwords === 0 && (codeField || digitsBoxes >= 4) && foreign === 0) {
    if (auto) return found('code-log-in', 4)
    if (logIn >= makes && (logIn > 0 || LEADS_IN.test(text))) return found('code-log-in', 3 + logIn)
    if (makes < 3 && person === 0 && isLoneCode(words, other)) return found('code-log-in', 2)
  }
  if (both && (codeWay || phone) && passwords === 0) return found('code-log-in', 5 - other)
  const oneStep = Boolean(identifier) && !proof && !isLead
  if (
    makes >= 3 &&
    makes > logIn &&
    makes > other &&
    (proof || (oneStep && foreign < 2 && (phone || makes >= 4 || makesAccount)))
  )
    return found('sign-up', makes - other)
  if (codeWay && passwords === 0 && identifier) {
    if (logIn > 0 && logIn >= makes) return found('code-log-in', 3 + logIn - other)
    // A phone, a code and nothing else is a way in, whatever its button says; but not where the words before them name
    // something else.
    const first = clip(words.plain, 200)
    const isBare = foreign === 0 && other < 2 && (getCode ? person < 1 : comes && person === 0)
    const isElse = phone && (ELSE.test(first) || STOP.test(first) || HANDED_OUT.test(first))
    const isMoved = RESET.test(words.plain) || BIND.test(first)
    if ((phone || (mail && getCode)) && isBare && !isElse && !isMoved) return found('code-log-in', 3)
  }
  const { current } = asked
  if (passwords === 1 && (logIn >= makes || (current && makes < 4))) return found('log-in', 2 + logIn)
  if (passwords > 0 && makes >= 3) return found('sign-up', makes - other)
  // One password and who it is of, with little else said: a log-in, unless what little there is says sign-up.
  if (passwords === 1 && identifier && foreign === 0) return found(makes > 1 ? 'sign-up' : 'log-in', 2)
  if (both && (passwords === 1 || identifier)) return found(codeWay ? 'code-log-in' : 'log-in', 3)
  if (oneStep && foreign === 0 && person === 0) {
    // A number and nothing else: what comes next is a code.
    const isNumber = phone && !F_MAIL.test(hintOf(phone)) && !F_ACCOUNT.test(hintOf(phone))
    if (isNumber && logIn > 0) return found('code-log-in', 2 + logIn - other)
    if (phone && SOCIAL.test(text) && CONSENTS.test(text)) return found('code-log-in', 2)
    if (logIn >= 3) return found('log-in', logIn - other)
  }
  return found('other', 0)
}
