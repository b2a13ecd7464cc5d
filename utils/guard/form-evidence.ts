import { wordsAround } from './clusters.ts'
import { call, clip, isButton, native, precedes, textOf, wordsOf } from './controls.ts'
import { type Asked, type Controls, nameOf } from './form-parts.ts'
import type { Scope } from './scopes.ts'
import {
  ACCOUNT,
  ADVERTS,
  AUTO,
  BIND,
  BINDS,
  CHOOSES,
  CLAUSE,
  CONSENTS,
  ELSE,
  HAS,
  isBoth,
  KEEP,
  LOG_IN,
  NAMED_LOG_IN,
  NAMED_SIGN_UP,
  PASSWORD_RULES,
  RESET,
  SECOND_FACTOR,
  SIGN_UP,
  SIM,
  SITE,
  STOP,
} from './words.ts'

/** What a page says of itself. */
export interface Said {
  readonly title: string
  readonly path: string
  readonly heads: readonly string[]
  /** Whether it offers to log out. */
  logsOut(): boolean
}

/** What a heading or a title says, each sense apart: none of them has the last word. */
interface Heading {
  readonly signUp: boolean
  readonly logIn: boolean
  /** How much it speaks of something else than an account that is made or entered. */
  readonly other: number
}

/** What a form says. */
export interface Words {
  readonly heads: readonly Heading[]
  /** The first heading that says anything: what the form is about. Those after it are about parts of it. */
  readonly main: Heading | undefined
  readonly head: string
  readonly title: Heading
  readonly submit: string
  /** All of its words, and those around it where the page has no other form. */
  readonly text: string
  /** The same without what leads elsewhere. */
  readonly plain: string
}

/** How much speaks for each. */
export interface Weights {
  readonly signUp: number
  readonly logIn: number
  readonly other: number
  /** It says that an account is made where there is none. */
  readonly auto: boolean
  readonly namedCode: boolean
}

function readHead(said: string): Heading {
  // Help beside a field is no heading.
  const words = said.includes('用于') ? '' : said
  const isElse = ELSE.test(words)
  const signUp = !isElse && SIGN_UP.test(words)
  const logIn = LOG_IN.test(words)
  const isWay = signUp || logIn
  let other = 0
  if (RESET.test(words)) other = isWay ? 3 : 6
  else if (BIND.test(words)) other = 4
  else if (isElse) other = 4
  // A brand or a system may have any word in its name.
  else if (STOP.test(words)) other = isWay || ACCOUNT.test(words) || SITE.test(words) ? 1 : 3
  return { signUp, logIn, other }
}

const speaks = ({ signUp, logIn, other }: Heading): boolean => signUp || logIn || other > 0

/** What leads to another page says what that one is for. */
function withoutLinks(text: string, near: Element | undefined): string {
  let plain = text
  const root = near && (native(near, 'localName') === 'form' ? near : near.getRootNode())
  if (root)
    for (const link of call(root as ParentNode & Node, 'querySelectorAll', 'a,button')) {
      const words = clip(link.textContent, 60)
      if (words && text.includes(words) && RESET.test(words)) plain = plain.replaceAll(words, ' ')
    }
  return plain
}

/** Reads what stands in a form and around it. `only`: the page has no other form. */
export function readWords(
  scope: Scope,
  own: readonly string[],
  page: Said,
  only: boolean,
  submit: Element | undefined,
): Words {
  const ownHeads = own.map(readHead)
  const isOwn = own.length > 0 && (!only || ownHeads.some(speaks))
  const said = isOwn || !only ? own : [...new Set([...own, ...page.heads])]
  const heads = isOwn || !only ? ownHeads : said.map(readHead)
  const head = said.join(' | ')
  const root = native(scope.root, 'nodeType') === 1 ? (scope.root as Element) : null
  const inside = root ? textOf(root) : head
  const outer = scope.outer && native(scope.outer.root, 'nodeType') === 1 ? textOf(scope.outer.root) : ''
  const around = only ? wordsAround(scope.fields) : ''
  const text = clip(`${inside} ${around} ${outer.length < 3000 ? outer : ''}`, 1500)
  return {
    heads,
    main: heads.find(speaks),
    head,
    title: readHead(only ? page.title : ''),
    submit: submit ? wordsOf(submit) : '',
    text,
    plain: RESET.test(text) ? withoutLinks(text, root ?? scope.fields[0]) : text,
  }
}

/** How much of what is asked for has nothing to do with an account. */
function strangeness(asked: Asked, isSaid: boolean): number {
  const { foreign, passwords, old, current, renewed } = asked
  // Many a sign-up takes a picture.
  let points = foreign + (asked.files && !isSaid ? 2 : 0)
  points *= passwords > 1 ? 0.5 : 2 - passwords
  // A password in place of another.
  if (passwords > 1 && old) points += isSaid ? 2 : 6
  else if (passwords > 1 && current) points += isSaid ? 0 : 3
  if (passwords > 2 && !(asked.phone || asked.account || asked.mail)) points += 5
  if (!isSaid && renewed)
    points += asked.person >= 1 ? renewed : asked.phone || asked.mail || asked.account ? 2 * renewed + 2 : 6
  return points
}

/** Weighs what speaks for a sign-up, for a log-in and for something else. */
export function weigh(
  scope: Scope,
  asked: Asked,
  controls: Controls,
  words: Words,
  page: Said,
  only: boolean,
): Weights {
  const { heads, main, head, title, submit, text } = words
  const { submitKind, submitBoth } = controls
  const { kind: named, code: namedCode } = nameOf(scope)
  const offers = isBoth(head)
  const headSignUp = !offers && heads.some((one) => one.signUp)
  const headLogIn = !offers && heads.some((one) => one.logIn)
  const isSaid = heads.some((one) => one.signUp) || (SIGN_UP.test(submit) && !ELSE.test(submit))

  const { passwords, fresh, renewed, current, agree, person } = asked

  let other = strangeness(asked, isSaid)
  for (const one of heads) other += one === main ? one.other : one.other / 2
  other += main ? title.other / 2 : title.other
  if (RESET.test(submit)) other += 6
  else if (BIND.test(submit) || BINDS.test(submit)) other += submitKind === 'log-in' ? 1 : 5
  else if (ELSE.test(submit)) other += 4
  else if (STOP.test(submit)) other += SIGN_UP.test(submit) || LOG_IN.test(submit) ? 1 : 3
  if (ADVERTS.test(text)) other += passwords > 0 ? 2 : 12
  if (SIM.test(text)) other += 4
  if (!isSaid) {
    // Somebody is logged in: what is asked for here is something else.
    if (page.logsOut()) other += 5
    // What a form is for may stand above its fields in no heading.
    const [first] = scope.fields
    if (
      first &&
      scope.loose.some((one) => {
        const said = textOf(one)
        return (RESET.test(said) || BIND.test(said)) && precedes(one, first)
      })
    )
      other += 4
    if (named === 'reset' && submitKind !== 'log-in') other += 5
    if (
      !/^(sign-up|log-in)$/.test(submitKind) &&
      !title.signUp &&
      named !== 'sign-up' &&
      scope.buttons.some((control) => isButton(control) && KEEP.test(wordsOf(control)))
    )
      other += 6
  }

  let signUp = 0
  let logIn = 0
  if (submitKind === 'sign-up' && !submitBoth) signUp += 3
  if (submitKind === 'log-in' && !submitBoth) logIn += 3
  if (headSignUp) signUp += 3
  else if (headLogIn) logIn += 3
  if (only) {
    // Where no heading says what the form is, the title is the heading.
    const isBothTitle = isBoth(page.title)
    if (title.signUp && !isBothTitle) signUp += !main && submitKind !== 'log-in' ? 3 : 1
    else if (title.logIn && !isBothTitle) logIn += 1
    if (NAMED_SIGN_UP.test(page.path)) signUp += 1
    else if (NAMED_LOG_IN.test(page.path)) logIn += 1
  }
  if (HAS.test(text)) signUp += 2
  if (CLAUSE.test(text) && logIn === 0) signUp += 4
  if (named === 'sign-up') signUp += 2
  if (named === 'log-in') logIn += 2
  if (passwords > 1) signUp += 2
  if (fresh > 0 && passwords > 0) signUp += 2
  if ((passwords > 0 ? !renewed : asked.account) && CHOOSES.test(head)) signUp += 4
  if (current) logIn += 2
  if (agree || (headSignUp && CONSENTS.test(text))) signUp += 1
  if (person >= 1 && (passwords > 0 || asked.codeField || controls.getCode)) signUp += 1
  if (passwords === 1 && submitKind !== 'log-in' && PASSWORD_RULES.test(text)) signUp += 2
  // Nobody says their name to log in.
  if (person >= 1 && passwords > 0 && (asked.mail || asked.phone) && logIn === 0) signUp += 2
  const auto = AUTO.test(text) || (only && AUTO.test(page.heads.join(' ')))
  return { signUp, logIn, other, auto, namedCode }
}

/** Whether a field for a code and nothing else is the second step of a way in: nothing says what else it may be for. */
export const isLoneCode = ({ plain, title }: Words, other: number): boolean =>
  other < 1 &&
  title.other === 0 &&
  plain.length < 400 &&
  !(
    RESET.test(plain) ||
    BIND.test(plain) ||
    ELSE.test(plain) ||
    STOP.test(plain) ||
    SECOND_FACTOR.test(plain)
  )
