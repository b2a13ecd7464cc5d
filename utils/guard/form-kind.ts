import { wordsAround } from './clusters.ts'
import { clip, isButton, native, textOf, wordsOf } from './controls.ts'
import type { HintOf } from './field-hints.ts'
import { nameOf, readControls, readFields } from './form-parts.ts'
import type { Scope } from './scopes.ts'
import {
  ACCOUNT,
  ADVERTS,
  AUTO,
  BIND,
  BOTH,
  CLAUSE,
  CODE_COMES,
  CODE_WORD,
  CREATES,
  F_ACCOUNT,
  F_MAIL,
  F_PHONE,
  HANDED_OUT,
  KEEP,
  LEAD,
  LEADS_IN,
  LINK_COMES,
  LOG_IN,
  NOT_ACCOUNT,
  OFF_CODE,
  offersBoth,
  PASSWORD_RULES,
  RESET,
  SIGN_UP,
  TERMS,
} from './words.ts'

/** `code-log-in` creates an account where there is none; the page need not say so. */
export type PageKind = 'sign-up' | 'code-log-in' | 'log-in' | 'other'

/** What a page says of itself. */
export interface Said {
  readonly title: string
  readonly path: string
  readonly heads: readonly string[]
  /** Whether it offers to log out. */
  logsOut(): boolean
}

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
  const {
    phone,
    mail,
    account,
    codeField,
    passwords,
    fresh,
    current,
    old,
    renewed,
    person,
    agree,
    digitsBoxes,
  } = asked
  let { foreign } = asked
  const { getCode, submit, submitKind, submitBoth } = readControls(
    scope,
    Boolean(phone || account || mail || codeField),
  )
  const identifier = phone ?? account ?? mail
  const found = (kind: PageKind, points: number): Found => ({
    kind,
    points,
    phone: phone ?? (identifier && F_PHONE.test(hintOf(identifier)) ? identifier : undefined),
    code: getCode ?? codeField,
    submit,
  })
  if (!identifier && passwords === 0 && !codeField && digitsBoxes < 4) return found('other', 0)

  yield
  const heads = own.length > 0 ? own : only ? page.heads : []
  const head = heads.join(' | ')
  const inside = native(scope.root, 'nodeType') === 1 ? textOf(scope.root) : head
  const outer = scope.outer && native(scope.outer.root, 'nodeType') === 1 ? textOf(scope.outer.root) : ''
  const around = only ? wordsAround(scope.fields) : ''
  const text = clip(`${inside} ${around} ${outer.length < 3000 ? outer : ''}`, 1500)
  const submitWords = submit ? wordsOf(submit) : ''
  const auto = AUTO.test(text) || (only && AUTO.test(page.heads.join(' ')))
  const { kind: named, code: namedCode } = nameOf(scope)
  const isBoth = (words: string): boolean => BOTH.test(words) || (words.length < 60 && offersBoth(words))

  if (RESET.test(head) || RESET.test(submitWords) || (only && RESET.test(page.title)))
    return found('other', 0)
  if (BIND.test(head) || BIND.test(submitWords)) return found('other', 0)
  const isSaid = SIGN_UP.test(head) || SIGN_UP.test(submitWords)
  // Many a sign-up takes a picture.
  if (asked.files && !isSaid) foreign += 2
  // A password in place of another.
  if (passwords > 1 && (old || current) && !isSaid) return found('other', 0)
  if (passwords > 2 && !identifier) return found('other', 0)
  if ((renewed || (named === 'reset' && submitKind !== 'log-in')) && !isSaid) return found('other', 0)
  // Somebody is logged in: what is asked for here is something else.
  if (!isSaid && page.logsOut()) return found('other', 0)
  const strange =
    NOT_ACCOUNT.test(head) ||
    NOT_ACCOUNT.test(submitWords) ||
    ADVERTS.test(text) ||
    (heads.length === 0 &&
      only &&
      NOT_ACCOUNT.test(page.title) &&
      !SIGN_UP.test(page.title) &&
      !LOG_IN.test(page.title))

  const says = (words: RegExp, where: string): boolean => words.test(where) && !BOTH.test(where)
  const keeps = scope.buttons.some((control) => isButton(control) && KEEP.test(wordsOf(control)))
  if (
    !/^(sign-up|log-in)$/.test(submitKind) &&
    keeps &&
    !says(SIGN_UP, head) &&
    !(only && says(SIGN_UP, page.title)) &&
    named !== 'sign-up'
  )
    return found('other', 0)
  let signUp = 0
  let logIn = 0
  if (submitKind === 'sign-up' && !submitBoth) signUp += 3
  if (submitKind === 'log-in' && !submitBoth) logIn += 3
  if (says(SIGN_UP, head)) signUp += 3
  if (says(LOG_IN, head)) logIn += says(SIGN_UP, head) ? 0 : 3
  if (only) {
    // Where no heading says what the form is, the title is the heading.
    const unsaid = !SIGN_UP.test(head) && !LOG_IN.test(head) && !strange
    if (says(SIGN_UP, page.title)) signUp += unsaid && submitKind !== 'log-in' ? 3 : 1
    else if (says(LOG_IN, page.title)) logIn += 1
    if (/regist|sign-?up|signup|join|reg\b|\/reg|create-?account|zhuce/i.test(page.path)) signUp += 1
    else if (/log-?in|sign-?in|passport|denglu/i.test(page.path)) logIn += 1
  }
  if (CLAUSE.test(text) && logIn === 0) signUp += 3
  if (CREATES.test(text) && logIn === 0) signUp += 4
  if (named === 'sign-up') signUp += 2
  if (named === 'log-in') logIn += 2
  if (passwords > 1) signUp += 2
  if (fresh > 0 && passwords > 0) signUp += 2
  if (current) logIn += 2
  if (agree || (says(SIGN_UP, head) && TERMS.test(text))) signUp += 1
  if (person >= 1 && (passwords > 0 || codeField || getCode)) signUp += 1
  if (passwords === 1 && logIn === 0 && PASSWORD_RULES.test(text)) signUp += 2
  // Nobody says their name to log in.
  if (person >= 1 && passwords > 0 && (mail || phone) && logIn === 0) signUp += 2
  const mayCome = passwords === 0 && !OFF_CODE.test(head)
  const comes =
    mayCome &&
    ((Boolean(phone || (mail && logIn > 0)) && CODE_COMES.test(text)) ||
      (Boolean(identifier) && CODE_WORD.test(head)))
  const linkComes = mayCome && Boolean(mail) && logIn > 0 && LINK_COMES.test(text)
  const isNamedCode = namedCode && Boolean(phone || mail) && passwords === 0 && logIn > 0
  const codeWay = Boolean(codeField || getCode || digitsBoxes >= 4 || comes || linkComes || isNamedCode)
  if (codeWay && phone && passwords > 0) signUp += 1
  if (/记住我|自动登录|保持登录|remember me|keep me|stay signed/i.test(text)) logIn += 1

  const proof = passwords > 0 || codeWay
  // Forms for something else that happen to ask for a phone: a delivery, a payment, a visit, a SIM.
  const isWayIn = submitKind === 'log-in' && codeWay && Boolean(phone)
  if (strange && !isWayIn && (passwords === 0 || foreign >= 2)) return found('other', 0)
  if (foreign >= 2 && !(signUp >= 5 && passwords > 0)) return found('other', 0)
  if (auto && identifier && passwords === 0 && (codeWay || logIn >= signUp || (phone && signUp < 3)))
    return found('code-log-in', 5 + logIn)
  // The second step, where the number is on the page before: boxes for a code and nothing else.
  const step = !identifier && passwords === 0 && (codeField || digitsBoxes >= 4) && foreign === 0
  if (auto && step) return found('code-log-in', 4)
  if (step && logIn >= signUp && (logIn > 0 || LEADS_IN.test(text))) return found('code-log-in', 3 + logIn)
  const both =
    submitBoth ||
    isBoth(head) ||
    (only && isBoth(page.title)) ||
    (only && passwords === 0 && Boolean(identifier) && foreign === 0 && offersBoth(clip(text, 200)))
  if (both && (codeWay || phone) && passwords === 0) return found('code-log-in', 5)
  const isLead = !account && !proof && LEAD.test(`${text} ${only ? page.title : ''}`)
  const makes = submitKind === 'sign-up' && ACCOUNT.test(submitWords)
  const oneStep = Boolean(phone || mail || account) && !proof && !isLead
  if (
    signUp >= 3 &&
    signUp > logIn &&
    (proof || (oneStep && foreign === 0 && (phone || signUp >= 4 || makes)))
  ) {
    return found('sign-up', signUp)
  }
  if (codeWay && passwords === 0 && identifier) {
    if (logIn > 0 && logIn >= signUp) return found('code-log-in', 3 + logIn)
    // A phone, a code and nothing else is a way in, whatever its button says; but not where the words before them name
    // something else.
    const first = clip(text, 200)
    const isBare = foreign === 0 && (getCode ? person < 1 : comes && person === 0)
    const isElse = phone && (NOT_ACCOUNT.test(first) || HANDED_OUT.test(first))
    if ((phone || (mail && getCode)) && isBare && !isElse) return found('code-log-in', 3)
  }
  if (passwords === 1 && (logIn >= signUp || current)) return found('log-in', 2 + logIn)
  if (passwords > 0 && signUp >= 3) return found('sign-up', signUp)
  // One password and who it is of, with little else said: a log-in, unless what little there is says sign-up.
  if (passwords === 1 && identifier && foreign === 0) return found(signUp > 1 ? 'sign-up' : 'log-in', 2)
  if (both && (passwords === 1 || identifier)) return found(codeWay ? 'code-log-in' : 'log-in', 3)
  // A number and nothing else: what comes next is a code.
  const isNumber = phone && !F_MAIL.test(hintOf(phone)) && !F_ACCOUNT.test(hintOf(phone))
  if (oneStep && isNumber && logIn > 0 && foreign === 0 && person === 0)
    return found('code-log-in', 2 + logIn)
  if (oneStep && logIn >= 3 && foreign === 0 && person === 0) return found('log-in', logIn)
  return found('other', 0)
}
