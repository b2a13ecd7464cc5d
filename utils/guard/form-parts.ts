import {
  attr,
  type Control,
  clip,
  controlKind,
  isButton,
  native,
  precedes,
  tag,
  textOf,
  wordsOf,
} from './controls.ts'
import type { HintOf } from './field-hints.ts'
import type { Scope } from './scopes.ts'
import {
  AGREE,
  EITHER_CARD,
  F_ACCOUNT,
  F_ADDRESS,
  F_CAPTCHA,
  F_CODE,
  F_IDENTITY,
  F_MAIL,
  F_NEW,
  F_OLD,
  F_PASSWORD,
  F_PAY,
  F_PERSON,
  F_PHONE,
  F_RENEWED,
  F_SEARCH,
  F_THING,
  isBoth,
  NAMED_CODE,
  NAMED_LOG_IN,
  NAMED_RESET,
  NAMED_SIGN_UP,
  NO_PASSWORD,
} from './words.ts'

/** What an `autocomplete` says of a person's own field (HTML, autofill field names). */
const OF_PERSON = /(?:^|\s)(?:name|(?:given|family|additional)-name|nickname|bday|sex|honorific-prefix)\s*$/i

/** What developers call the form: what it is for, in any language. */
export function nameOf(scope: Scope): {
  readonly kind: 'sign-up' | 'log-in' | 'reset' | ''
  readonly code: boolean
} {
  const names = (node: Node | undefined, list: string): string =>
    node && native(node, 'nodeType') === 1
      ? list
          .split(',')
          .map((n) => attr(node as Element, n))
          .join(' ')
      : ''
  const said = new Set<'sign-up' | 'log-in'>()
  let code = false
  for (const words of [
    names(scope.root, 'id,name,class,data-testid,data-role,aria-label'),
    names(scope.root, 'action').replace(/[?#].*$/, ''),
    names(scope.outer?.root, 'id,class'),
  ]) {
    if (NAMED_CODE.test(words)) code = true
    if (NAMED_RESET.test(words)) return { kind: 'reset', code }
    const isSignUp = NAMED_SIGN_UP.test(words)
    if (isSignUp !== NAMED_LOG_IN.test(words)) said.add(isSignUp ? 'sign-up' : 'log-in')
  }
  // A field's name says it of a sign-up alone: many a sign-up calls its user `login`.
  if (said.size === 0 && scope.fields.some((field) => NAMED_SIGN_UP.test(names(field, 'name,id'))))
    return { kind: 'sign-up', code }
  const [one] = said
  return { kind: said.size === 1 && one ? one : '', code }
}

/** Fields between two places where the work may pause. */
const STRIDE = 16

/** What a scope asks for. */
export interface Asked {
  phone?: Element
  mail?: Element
  account?: Element
  codeField?: Element
  passwords: number
  /** Of the passwords: those that are chosen here; whether one is the one in use; those that take another's place. */
  fresh: number
  current: boolean
  old: boolean
  renewed: number
  /** How much speaks of something that is no account: an address, a payment, a message. */
  foreign: number
  /** How much is about a person: a name, a birthday. */
  person: number
  agree: boolean
  /** Boxes of one digit. */
  digitsBoxes: number
  files: boolean
}

/** Reads the fields of a scope; null where it is a long form for something else. */
export function* readFields(scope: Scope, hintOf: HintOf): Generator<undefined, Asked | null> {
  const all: Asked = {
    passwords: 0,
    fresh: 0,
    current: false,
    old: false,
    renewed: 0,
    foreign: 0,
    person: 0,
    agree: false,
    digitsBoxes: 0,
    files: false,
  }
  let isAddress = false
  const typeOf = (field: Element, hint: string): string => {
    const type = (attr(field, 'type') || 'text').toLowerCase()
    // A page that shows what is typed has a password in a field of plain text.
    const words = hint.slice(hint.indexOf('\n'))
    const isShown =
      type === 'text' && F_PASSWORD.test(words) && !NO_PASSWORD.test(words) && !F_PHONE.test(words)
    return isShown && tag(field) === 'input' ? 'password' : type
  }
  const asksPassword = scope.fields.some((field) => attr(field, 'type').toLowerCase() === 'password')
  for (const [i, field] of scope.fields.entries()) {
    if (i % STRIDE === STRIDE - 1) {
      yield
      // A long form for something else: nothing that is still to come makes an account of it.
      if (all.foreign >= 2 && !asksPassword) return null
    }
    const hint = hintOf(field)
    const type = typeOf(field, hint)
    const auto = attr(field, 'autocomplete')
    const words = hint.slice(hint.indexOf('\n'))
    if (type === 'checkbox' || type === 'radio') {
      if (AGREE.test(`${hint} ${clip(textOf(field.parentElement), 80)}`)) all.agree = true
    } else if (tag(field) === 'textarea') all.foreign += field.hasAttribute('readonly') ? 0 : 2
    else if (type === 'file') all.files = true
    else if (type === 'text' && attr(field, 'role') === 'textbox' && attr(field, 'contenteditable')) {
      // One of the boxes of a code, or a place to write a message.
      if (/\d|code|pass/i.test(attr(field, 'aria-label'))) all.digitsBoxes++
      else all.foreign += 2
    } else if (type === 'password' && (F_PAY.test(hint) || /安全[码碼]/.test(words))) all.foreign += 3
    // A letter of a word that one knows.
    else if (type === 'password' && attr(field, 'maxlength') === '1') continue
    // Dots for digits: a code that was sent.
    else if (type === 'password' && /随机|动态|短信|验证码|驗證碼|\botp\b|one.time|\bsms\b/i.test(words))
      all.codeField ??= field
    else if (type === 'password') {
      all.passwords++
      if (F_RENEWED.test(words)) all.renewed++
      if (/current-password\s*$/i.test(auto)) all.current = true
      else if (F_OLD.test(hint)) all.old = true
      else if (F_NEW.test(hint)) all.fresh++
    } else if (attr(field, 'maxlength') === '1') all.digitsBoxes++
    else if (type === 'search' || (F_SEARCH.test(hint) && !F_PHONE.test(hint))) all.foreign += 1
    else if (EITHER_CARD.test(hint) || (asksPassword && /用户|登录名|log-?on/i.test(hint)))
      all.account ??= field
    else if (F_PAY.test(hint)) all.foreign += 3
    else if (F_CAPTCHA.test(hint)) continue
    else if (F_THING.test(hint) && !F_PHONE.test(hint)) all.foreign += 2
    else if (OF_PERSON.test(auto)) all.person++
    else if (
      /\b(?:email|username)\s*$/i.test(auto) &&
      type !== 'tel' &&
      !F_PHONE.test(hint) &&
      !F_CODE.test(hint)
    ) {
      if (/email\s*$/i.test(auto)) all.mail ??= field
      else all.account ??= field
    } else if (F_CODE.test(hint) && !/country|国家|区号|postal|zip|promo|invite|邀请|推荐|优惠/i.test(hint))
      all.codeField ??= field
    else if (F_IDENTITY.test(hint)) all.foreign += 2
    else if (tag(field) === 'select') {
      if (F_ADDRESS.test(hint)) all.foreign += 1
    } else if (type === 'tel' || F_PHONE.test(hint)) {
      all.phone ??= field
    } else if (F_ADDRESS.test(hint) && !F_MAIL.test(hint)) {
      // A city alone is no address.
      all.foreign += isAddress ? 2 : 1
      isAddress = true
    } else if (type === 'email' || F_MAIL.test(hint)) all.mail ??= field
    else if (F_PERSON.test(hint)) {
      all.person++
      if (F_ACCOUNT.test(hint)) all.account ??= field
    } else if (F_ACCOUNT.test(hint)) all.account ??= field
    else if (/date|time|number|range|color|url|month|week/.test(type))
      all.foreign += type === 'number' ? 0 : 1
    else all.person += 0.5
  }
  return all
}

export interface Controls {
  /** What asks for a code. */
  readonly getCode: Element | undefined
  readonly submit: Element | undefined
  readonly submitKind: Control
  /** It says log in and sign up at once. */
  readonly submitBoth: boolean
}

/** Which control of a scope asks for a code, and which sends it. `asks`: there is something that a code could be sent to. */
export function readControls(scope: Scope, asks: boolean): Controls {
  let getCode: Element | undefined
  let submit: Element | undefined
  let submitKind: Control = 'other'
  let submitBoth = false
  const rank: Readonly<Record<Control, number>> = { 'sign-up': 3, 'log-in': 3, next: 2, other: 1, code: 0 }
  let best = 0
  const isForm = native(scope.root, 'nodeType') === 1 && tag(scope.root as Element) === 'form'
  const last = scope.fields.findLast((field) => !/^(?:checkbox|radio)$/i.test(attr(field, 'type')))
  for (const control of scope.buttons) {
    const kind = controlKind(control)
    if (kind === 'code') {
      getCode ??= control
      continue
    }
    const names = `${attr(control, 'class')} ${attr(control, 'id')}`
    const isLink = !isButton(control) && !/btn|button|submit/i.test(names)
    if (isLink && kind === 'other') continue
    // A link beside the form leads to the other one more often than it sends this one.
    let points = isLink ? 1.5 : rank[kind]
    if (!isLink && kind === 'other' && (NAMED_SIGN_UP.test(names) || NAMED_LOG_IN.test(names))) points = 2.5
    const type = attr(control, 'type').toLowerCase()
    if (type === 'submit' || (type === '' && isForm && tag(control) === 'button')) points += 0.5
    // Ways in by somebody else's account and tabs stand before the fields, what sends them after.
    if (last && precedes(last, control)) points += 0.25
    if (points <= best) continue
    best = points
    submit = control
    submitKind = kind
    submitBoth = isBoth(wordsOf(control))
  }
  // A custom control that is no button: a bare element whose words ask for a code.
  if (!getCode && asks) {
    getCode = scope.loose.find((element) => element.children.length === 0 && controlKind(element) === 'code')
  }
  if (!submit && scope.fields.length > 0) {
    submit = scope.loose.find((element) => {
      if (element.children.length > 0 || /^(label|b|em|i)$/.test(tag(element))) return false
      const words = wordsOf(element)
      return (
        words.length <= 12 &&
        /^(sign-up|log-in)$/.test(controlKind(element)) &&
        (/[册冊].{0,2}[领領]|同意/.test(words) ||
          (words.length < 5 && /log|sign|reg|sub|next/i.test(attr(element, 'class'))) ||
          /btn|button|submit/i.test(
            `${attr(element, 'class')} ${attr(element.parentElement ?? element, 'class')} ${attr(element, 'onclick') && 'btn'}`,
          ))
      )
    })
    if (submit) {
      submitKind = controlKind(submit)
      submitBoth = isBoth(wordsOf(submit))
    }
  }
  return { getCode, submit, submitKind, submitBoth }
}
