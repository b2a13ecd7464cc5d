/** `code-log-in` creates an account where there is none; the page need not say so. */
export type PageKind = 'sign-up' | 'code-log-in' | 'log-in' | 'other'

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
}

export interface ClassifyOptions {
  /** Opens closed shadow roots; extensions can. Open ones are found without it. */
  readonly shadowRootOf?: (host: Element) => ShadowRoot | null
  /** Whether a control can be seen, where there is layout; attributes are looked at in any case. */
  readonly visible?: (element: Element) => boolean
}

export type Control = 'code' | 'sign-up' | 'log-in' | 'next' | 'other'

const SIGN_UP =
  /注\s*册|註冊|创建.{0,2}[账帐]|建立.{0,2}[帳账]|开通[账帐]|加入|成为会员|新用户|sign(?:ing)?[\s-]?up|regist(er|ration)\b|(?:create|set up)\b.{0,16}\baccount|join (now|us|free)|get started|open an account|登録|作成|가입|registr(arse|ieren)|regístr|crear .{0,4}cuenta|inscri|créer|konto er|criar conta|cadastr|регистр|đăng ký|\bdaftar\b/i
const LOG_IN =
  /登\s*[录陆入]|log[\s-]?(in|on)\b|sign[\s-]?in\b|ログイン|로그인|iniciar|connexion|connecter|anmelden|entrar|войти|вход|đăng nhập|\bmasuk\b/i
/** Both at once: such a form makes an account where none is. */
const BOTH =
  /登\s*[录陆入]\W{0,3}即?\s*注\s*[册冊]|注\s*[册冊]\W{0,3}[并即]?\s*登\s*[录陆入]|(log|sign) ?in ?(\/|or|\||&) ?(sign ?up|register|create)|(sign ?up|register) ?(\/|or|\||&) ?(log|sign) ?in|ログイン[／/・]\s*(?:新規)?(?:会員)?登録|\bmasuk (?:atau|\/) daftar/i
const GET_CODE =
  /(获取|发送|获得|重发|索取|取得|發送|傳送|獲取|接收).{0,4}(验证码|校验码|短信|动态码|动态密码|随机码|随机密码|驗證碼|code)|^(发送|获取)$|(get|send|resend|request|text|email|sms|kirim)\b.{0,14}\b(code|otp|pin|passcode)\b|^(send|get) sms|コード.{0,4}(?:送信|受け取)|인증번호|enviar c[oó]digo|code senden|отправить код/i
const AUTO =
  /未注册.{0,24}(注册|创建|开通|登录)|(首次|新)(登录|用户).{0,12}(自动|为您)|自动.{0,2}(注册|创建)|登录即.{0,9}注册|(create|register).{0,24}(automatically|for you)|(automatically|we.?ll|we will) (create|register)|don.?t have an account.{0,20}will|if you.?re (?:new|not)\b|if you are new\b/i
const NEXT =
  /下一步|继续|繼續|提交|确定|確定|完成|进入|验证|同意并|next|continue|submit|confirm|verify|done|finish|go\b|proceed/i
const RESET =
  /忘[记記]|找回|重[置設设]|修改.{0,2}密码|更改密码|reset|forgot|recover|change (your )?pass|restablecer|zurücksetzen/i
const BIND =
  /(绑定|换绑|更换|修改|变更|解绑|验证原|验证旧|验证新).{0,4}(手机|号码|电话|邮箱)|(change|update|verify|bind|link|confirm) (your )?(current |new )?(phone|mobile|number|e-?mail)/i
const NOT_ACCOUNT =
  /(商标|公司|企业|会议|产品|设备|域名|活动|课程|参会|车辆|实名)\s*(注册|登记|认证)|实名|报名|挂号|预约|入网|开户|受理|收货|发票|联系我们|留言|反馈|投诉|问卷|支付|付款|充值|转账|缴费|查询|投递|应聘|newsletter|subscri|订阅|mailing list|(event|webinar|conference|course|workshop|product|warranty|device|vehicle|domain|voter)s?[\s-]?registration|regist(er|ration) (for|your|a|the)\s+(the |our |this )?(event|webinar|conference|course|workshop|class|product|warranty|device|vehicle|domain|session)|appointment|reserve|checkout|payment|donat|contact us|feedback|[ei]nquir|quote|survey|search|track|apply for/i
/** What agreeing means, said under the button: the form makes an account. */
// Without a word boundary: the texts of neighbouring elements run into each other.
const CLAUSE = /by (?:signing up|registering|creating an account)|注册即(?:代表|表示|视为|同意)|点击注册/i
/** Consent to advertising is no account, however its button calls it. */
const ADVERTS = /marketing (?:texts?|messages?|e-?mails?|sms)|reply stop\b|退订回/i
/** A code will come, though nothing on the page asks for one yet. */
const CODE_COMES =
  /\b(?:send|text|sms|call)\b.{0,12}\b(?:you|it|a|the)\b.{0,24}\b(?:code|confirm|verify)|验证码(?:将|会).{0,6}发/i
const AGREE = /同意|协议|條款|条款|隐私|agree|terms|privacy|accept/i

const F_CODE =
  /one-time-code|验证码|校验码|动态码|动态密码|短信码|随机码|随机密码|驗證碼|コード|인증번호|(sms|verif\w*|security|auth\w*|confirm\w*|phone|mobile|msg|check|dynamic).?code|\botp\b|^code$|passcode|6-digit|código/i
const F_CAPTCHA = /图形|图片|图像|圖形|captcha|img.?code|image.?code|picture|看不清/i
const F_PHONE =
  /手[机機]|电话|電話|携帯|휴대|전화|mobile|phone|cell|\btel\b|msisdn|shouji|celular|telefon|телефон/i
const F_MAIL = /邮箱|郵箱|电子邮件|e-?mail|correo|メール|이메일|почт/i
const F_ACCOUNT =
  /用户名|[账帐帳][号户號]|会员名|user.?(name|id)?\b|\blog-?in|account|\bid\b|usuario|identifiant|benutzer|아이디|логин/i
const F_NEW =
  /new-password|确认|再次|重复|设置|设定|创建|confirm|repeat|again|retype|re-?enter|create|choose|[68]-|至少|位/i
const F_PAY = /cc-|card.?(no|num)|cvv|cvc|iban|银行卡|卡号|有效期|expir|金额|amount|routing|sort.?code/i
/** A bank's log-in takes a card's number in place of a name. */
const EITHER_CARD = /[/／或、]\s*(?:银行)?卡号|卡号\s*[/／或、]/
const F_ADDRESS =
  /收货|收件|地址|省份|城市|区县|邮编|街道|address|street|postal|postcode|\bzip\b|\bcity\b|province|\bstate\b/i
const F_IDENTITY = /身份证|证件|idcard|id.?(card|number)|passport|护照|identity|ssn/i
const F_SEARCH = /搜索|搜一搜|search|\bq\b|keyword|关键/i
const F_PERSON =
  /昵称|性别|生日|nick|birth|gender|first.?name|last.?name|full.?name|姓名|display.?name|user.?name|用户名/i

const HIDDEN =
  '[hidden],[aria-hidden="true"],[inert],template,noscript,[style*="display:none"],[style*="display: none"],[style*="visibility:hidden"],[style*="visibility: hidden"]'

const clip = (text: string | null | undefined, most = 120): string =>
  (text ?? '')
    .slice(0, most * 8)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, most)
const attr = (element: Element, name: string): string => element.getAttribute(name) ?? ''
const tag = (element: Element): string => element.localName

/** The words on a control. */
function wordsOf(control: Element): string {
  const own =
    tag(control) === 'input'
      ? (control as HTMLInputElement).value || attr(control, 'value')
      : control.textContent
  return (
    clip(own, 60) || clip(attr(control, 'aria-label') || attr(control, 'title') || attr(control, 'alt'), 60)
  )
}

/** An anchor that leads to another page is no control of this one. */
const leadsAway = (element: Element): boolean =>
  tag(element) === 'a' && !/^(#.*|javascript:.*|)$/i.test(attr(element, 'href').trim())

const isButton = (element: Element): boolean =>
  tag(element) === 'button' ||
  attr(element, 'role') === 'button' ||
  (tag(element) === 'input' && /^(submit|button|image)$/i.test(attr(element, 'type')))

/** What a control says it does, by its words alone. */
export function controlKind(control: Element): Control {
  const words = wordsOf(control)
  if (words === '' || words.length > 40) return 'other'
  if (GET_CODE.test(words)) return 'code'
  if (BOTH.test(words)) return 'log-in'
  if (SIGN_UP.test(words)) return 'sign-up'
  if (LOG_IN.test(words)) return 'log-in'
  return NEXT.test(words) ? 'next' : 'other'
}

/** Parent through shadow roots. */
const up = (node: Node): Node | null => node.parentNode ?? (node as ShadowRoot).host ?? null

interface Scope {
  readonly root: Node
  readonly fields: Element[]
  readonly buttons: Element[]
  readonly loose: Element[]
  readonly heads: string[]
}

const SCOPE = 'form,dialog,[role=dialog],[role=alertdialog],[aria-modal=true]'

function scopeOf(element: Element, top: Node): Node {
  for (let node: Node | null = element; node; node = up(node)) {
    if (node.nodeType === 1 && (node as Element).matches(SCOPE)) return node
  }
  return top
}

function hintOf(field: Element): string {
  const root = field.getRootNode?.() as Document | ShadowRoot
  const parts = ['name', 'id', 'autocomplete', 'placeholder', 'aria-label', 'title', 'data-placeholder'].map(
    (n) => attr(field, n),
  )
  let label = field.closest('label')?.textContent ?? ''
  const id = attr(field, 'id')
  const by = attr(field, 'aria-labelledby')
  for (const wanted of [
    ...(id ? [`label[for="${id.replace(/["\\]/g, '\\$&')}"]`] : []),
    ...by
      .split(/\s+/)
      .filter(Boolean)
      .map((x) => `[id="${x.replace(/["\\]/g, '\\$&')}"]`),
  ]) {
    label += ` ${clip(root?.querySelector?.(wanted)?.textContent, 40)}`
  }
  if (!label.trim() && !parts[3]) {
    // A label that is none: the text just before the field.
    for (
      let node: Element | null = field, i = 0;
      node && i < 3 && !label.trim();
      node = node.parentElement, i++
    ) {
      let before = node.previousSibling
      while (before && !before.textContent?.trim()) before = before.previousSibling
      const text = clip(before?.textContent, 60)
      if (text && text.length <= 30) label = text
      if (node.parentElement?.matches(SCOPE)) break
    }
  }
  // camelCase and snake_case names as words.
  const spaced = parts
    .slice(0, 2)
    .join(' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
  return `${spaced} ${parts.join(' ')} ${clip(label, 60)}`
}

/** The words around fields: those of the smallest element that holds them all, and a little more where that is little. */
function around(fields: readonly Element[]): string {
  let box: Element | null = fields[0]?.parentElement ?? null
  while (box && !fields.every((field) => box?.contains(field))) box = box.parentElement
  let text = box?.textContent ?? ''
  for (let i = 0; i < 2 && box?.parentElement; i++) {
    box = box.parentElement
    const wider = box.textContent ?? ''
    // A whole page says nothing about this form.
    if (wider.length > 1500 || box.localName === 'html') break
    text = wider
  }
  return text.length > 4000 ? '' : text
}

interface Found {
  kind: PageKind
  points: number
  phone?: Element | undefined
  code?: Element | undefined
  submit?: Element | undefined
}

function judgeScope(
  scope: Scope,
  page: { title: string; path: string; heads: string[] },
  only: boolean,
): Found {
  let phone: Element | undefined
  let mail: Element | undefined
  let account: Element | undefined
  let codeField: Element | undefined
  let passwords = 0
  let fresh = 0
  let current = 0
  let foreign = 0
  let person = 0
  let agree = 0
  let digitsBoxes = 0
  for (const field of scope.fields) {
    const type = (attr(field, 'type') || 'text').toLowerCase()
    const hint = hintOf(field)
    const auto = attr(field, 'autocomplete')
    if (type === 'checkbox' || type === 'radio') {
      if (AGREE.test(`${hint} ${clip(field.parentElement?.textContent, 80)}`)) agree = 1
    } else if (tag(field) === 'textarea' || type === 'file') foreign += 2
    else if (type === 'password') {
      passwords++
      if (auto === 'current-password') current = 1
      else if (F_NEW.test(hint)) fresh++
    } else if (type === 'search' || (F_SEARCH.test(hint) && !F_PHONE.test(hint))) foreign += 1
    else if (EITHER_CARD.test(hint)) account ??= field
    else if (F_PAY.test(hint)) foreign += 3
    else if (F_CAPTCHA.test(hint)) continue
    else if (F_CODE.test(hint) && !/country|国家|区号|postal|zip|promo|invite|邀请|推荐|优惠/i.test(hint))
      codeField ??= field
    else if (F_IDENTITY.test(hint)) foreign += 3
    else if (tag(field) === 'select') {
      if (F_ADDRESS.test(hint)) foreign += 1
    } else if (type === 'tel' || F_PHONE.test(hint)) {
      if (attr(field, 'maxlength') === '1') digitsBoxes++
      else phone ??= field
    } else if (F_ADDRESS.test(hint) && !F_MAIL.test(hint)) foreign += 2
    else if (type === 'email' || F_MAIL.test(hint)) mail ??= field
    else if (F_PERSON.test(hint)) {
      person++
      if (F_ACCOUNT.test(hint)) account ??= field
    } else if (F_ACCOUNT.test(hint)) account ??= field
    else if (attr(field, 'maxlength') === '1') digitsBoxes++
    else if (/date|time|number|range|color|url|month|week/.test(type)) foreign += type === 'number' ? 0 : 1
    else person += 0.5
  }

  let getCode: Element | undefined
  let submit: Element | undefined
  let submitKind: Control = 'other'
  let submitBoth = false
  const rank: Readonly<Record<Control, number>> = { 'sign-up': 3, 'log-in': 3, next: 2, other: 1, code: 0 }
  for (const control of scope.buttons) {
    const kind = controlKind(control)
    const words = wordsOf(control)
    if (kind === 'code') getCode ??= control
    else if (isButton(control) || kind !== 'other') {
      const isSubmit = attr(control, 'type').toLowerCase() === 'submit'
      const better =
        !submit ||
        rank[kind] + (isSubmit ? 0.5 : 0) >
          rank[submitKind] + (attr(submit, 'type').toLowerCase() === 'submit' ? 0.5 : 0)
      if (better && (kind !== 'other' || isButton(control))) {
        submit = control
        submitKind = kind
        submitBoth = BOTH.test(words)
      }
    }
  }
  // A custom control that is no button: a bare element whose words ask for a code.
  if (!getCode && (phone || account || mail || codeField)) {
    getCode = scope.loose.find((element) => element.children.length === 0 && controlKind(element) === 'code')
  }
  if (!submit && scope.fields.length > 0) {
    submit = scope.loose.find((element) => {
      if (element.children.length > 0 || /^(label|b|em|i)$/.test(tag(element))) return false
      const words = wordsOf(element)
      return (
        words.length <= 12 &&
        /^(sign-up|log-in)$/.test(controlKind(element)) &&
        /btn|button|submit/i.test(
          `${attr(element, 'class')} ${attr(element.parentElement ?? element, 'class')} ${attr(element, 'onclick') && 'btn'}`,
        )
      )
    })
    if (submit) {
      submitKind = controlKind(submit)
      submitBoth = BOTH.test(wordsOf(submit))
    }
  }

  const identifier = phone ?? account ?? mail
  const found = (kind: PageKind, points: number): Found => ({
    kind,
    points,
    phone: phone ?? (identifier && F_PHONE.test(hintOf(identifier)) ? identifier : undefined),
    code: getCode ?? codeField,
    submit,
  })
  if (!identifier && passwords === 0 && !codeField && digitsBoxes < 4) return found('other', 0)

  const heads = scope.heads.length > 0 ? scope.heads : only ? page.heads : []
  const head = heads.join(' | ')
  const own = scope.root.nodeType === 1 ? scope.root.textContent : head
  const text = clip(`${own} ${only ? around(scope.fields) : ''}`, 1500)
  const submitWords = submit ? wordsOf(submit) : ''
  const auto = AUTO.test(text) || (only && AUTO.test(page.heads.join(' ')))
  const both = submitBoth || BOTH.test(head)

  if (RESET.test(head) || RESET.test(submitWords) || (only && RESET.test(page.title)))
    return found('other', 0)
  if (BIND.test(head) || BIND.test(submitWords)) return found('other', 0)
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
  let signUp = 0
  let logIn = 0
  if (submitKind === 'sign-up' && !submitBoth) signUp += 3
  if (submitKind === 'log-in' && !submitBoth) logIn += 3
  if (says(SIGN_UP, head)) signUp += 3
  if (says(LOG_IN, head)) logIn += says(SIGN_UP, head) ? 0 : 3
  if (only) {
    if (says(SIGN_UP, page.title)) signUp += 1
    else if (says(LOG_IN, page.title)) logIn += 1
    if (/regist|sign-?up|signup|join|reg\b|\/reg|create-?account|zhuce/i.test(page.path)) signUp += 1
    else if (/log-?in|sign-?in|passport|denglu/i.test(page.path)) logIn += 1
  }
  if (CLAUSE.test(text) && logIn === 0) signUp += 3
  if (passwords > 1) signUp += 2
  if (fresh > 0 && passwords > 0) signUp += 2
  if (current) logIn += 2
  if (agree) signUp += 1
  if (person >= 1 && (passwords > 0 || codeField || getCode)) signUp += 1
  const comes = Boolean(phone) && passwords === 0 && CODE_COMES.test(text)
  const codeWay = Boolean(codeField || getCode || digitsBoxes >= 4 || comes)
  if (codeWay && phone && passwords > 0) signUp += 1
  if (/记住我|自动登录|保持登录|remember me|keep me|stay signed/i.test(text)) logIn += 1

  const proof = passwords > 0 || codeWay
  // Forms for something else that happen to ask for a phone: a delivery, a payment, a visit, a SIM.
  if (strange && (passwords === 0 || foreign >= 2)) return found('other', 0)
  if (foreign >= 2 && !(signUp >= 5 && passwords > 0)) return found('other', 0)
  if (auto && identifier && passwords === 0 && (codeWay || logIn >= signUp))
    return found('code-log-in', 5 + logIn)
  // The second step, where the number is on the page before: boxes for a code and nothing else.
  if (auto && !identifier && passwords === 0 && codeWay) return found('code-log-in', 4)
  if (both && (codeWay || phone) && passwords === 0) return found('code-log-in', 5)
  const oneStep = Boolean(phone || mail || account) && !proof
  if (signUp >= 3 && signUp > logIn && (proof || (oneStep && foreign === 0 && (phone || signUp >= 4)))) {
    return found('sign-up', signUp)
  }
  if (codeWay && passwords === 0 && identifier) {
    if (logIn > 0 && logIn >= signUp) return found('code-log-in', 3 + logIn)
    // A phone, a code and nothing else is a way in, whatever its button says.
    if (phone && foreign === 0 && person < 1 && getCode) return found('code-log-in', 3)
  }
  if (passwords === 1 && (logIn >= signUp || current)) return found('log-in', 2 + logIn)
  if (passwords > 0 && signUp >= 3) return found('sign-up', signUp)
  if (both && (passwords === 1 || identifier)) return found(codeWay ? 'code-log-in' : 'log-in', 3)
  if (oneStep && logIn >= 3 && foreign === 0 && person === 0) return found('log-in', logIn)
  return found('other', 0)
}

const controlSays = (control: Element): boolean => /^(?:code|sign-up|log-in)$/.test(controlKind(control))

/**
 * A page may have a hundred forms; what labels them is looked up only where something cheap says that it may matter: a
 * password, a field for a code, a control or heading that says so.
 */
const promising = (scope: Scope): boolean =>
  scope.loose.length > 0 ||
  scope.heads.some((head) => SIGN_UP.test(head) || LOG_IN.test(head)) ||
  scope.buttons.some(controlSays) ||
  scope.fields.some((field) => {
    if (/^(?:password|tel)$/i.test(attr(field, 'type')) || attr(field, 'maxlength') === '1') return true
    return F_CODE.test(`${attr(field, 'placeholder')} ${attr(field, 'name')} ${attr(field, 'autocomplete')}`)
  })

/**
 * Tells sign-up, code log-in, password log-in and other pages apart, in Chinese and English first. Looks at words, names
 * and structure, not at layout, so that it works on a document that was never drawn.
 */
export function classifyPage(document: Document, options: ClassifyOptions = {}): Page {
  const scopes = new Map<Node, Scope>()
  const heads: string[] = []
  // Siblings share what is around them: each element is asked once.
  const coverings = new Map<Element, boolean>()
  const covered = (element: Element | null): boolean => {
    if (!element) return false
    const before = coverings.get(element)
    if (before !== undefined) return before
    const now = element.matches(HIDDEN) || covered(element.parentElement)
    coverings.set(element, now)
    return now
  }
  const scopesOf = new Map<Node, Node>()
  const scopeAt = (element: Element): Node => {
    const parent = element.parentElement
    const before = parent && scopesOf.get(parent)
    const now = before && !element.matches(SCOPE) ? before : scopeOf(element, document)
    // An element that is a scope itself is not its parent's.
    if (parent && !before && !element.matches(SCOPE)) scopesOf.set(parent, now)
    return now
  }
  const hidden = (element: Element): boolean => {
    if (covered(element)) return true
    return options.visible ? !options.visible(element) : false
  }
  const at = (element: Element): Scope => {
    const root = scopeAt(element)
    let scope = scopes.get(root)
    if (!scope) {
      scope = { root, fields: [], buttons: [], loose: [], heads: [] }
      scopes.set(root, scope)
    }
    return scope
  }
  const look = (root: Document | ShadowRoot, depth: number): void => {
    for (const element of root.querySelectorAll('*')) {
      const name = tag(element)
      if (name === 'input' || name === 'select' || name === 'textarea') {
        const type = attr(element, 'type').toLowerCase()
        if (type === 'hidden' || hidden(element)) continue
        if (/^(submit|button|image)$/.test(type)) at(element).buttons.push(element)
        else if (type !== 'reset') at(element).fields.push(element)
      } else if (attr(element, 'contenteditable') && /^(?:tel|numeric)$/.test(attr(element, 'inputmode'))) {
        // A page element made a field; one that asks for digits is no place to write a message.
        if (!hidden(element)) at(element).fields.push(element)
      } else if (name === 'button' || attr(element, 'role') === 'button') {
        if (!hidden(element)) at(element).buttons.push(element)
      } else if (name === 'a') {
        if (!leadsAway(element) && !hidden(element)) at(element).buttons.push(element)
      } else if (
        /^h[1-6]$|^legend$/.test(name) ||
        attr(element, 'role') === 'heading' ||
        attr(element, 'aria-selected') === 'true'
      ) {
        const words = clip(element.textContent, 60)
        if (words && !hidden(element)) {
          heads.push(words)
          const scope = scopeOf(element, document)
          if (scope !== document) at(element).heads.push(words)
        }
      } else if (element.childElementCount === 0 && /^(span|div|i|em|b|p|label|strong)$/.test(name)) {
        const length = element.textContent?.length ?? 0
        if (
          length > 1 &&
          length < 24 &&
          /码|code|otp|pin|注册|登录|sign|log|join|コード|인증/i.test(element.textContent as string)
        ) {
          if (!hidden(element)) at(element).loose.push(element)
        }
      }
      if (
        depth < 6 &&
        (name.includes('-') || /^(div|section|main|article|span|aside|body|header|footer|nav|p)$/.test(name))
      ) {
        const inner = element.shadowRoot ?? options.shadowRootOf?.(element)
        if (inner) look(inner, depth + 1)
      }
    }
  }
  look(document, 0)

  // Controls may stand outside the form that they send, and bare pages have no form at all.
  const bare = scopes.get(document)
  const withFields = [...scopes.values()].filter((scope) => scope.fields.length > 0)
  for (const scope of withFields) {
    if (scope === bare) continue
    // A form within a dialog: the dialog's heading and buttons are its own.
    const outer = scope.root.parentNode && scopeOf(scope.root.parentNode as Element, document)
    const around = outer && outer !== document ? scopes.get(outer) : undefined
    if (around) {
      scope.heads.push(...around.heads)
      scope.buttons.push(...around.buttons)
      scope.loose.push(...around.loose)
    }
    if (bare && bare.fields.length === 0 && withFields.length === 1) {
      if (scope.buttons.length === 0) scope.buttons.push(...bare.buttons)
      scope.loose.push(...bare.loose)
    }
  }
  let path = ''
  try {
    path = new URL(document.URL).pathname + new URL(document.URL).hash
  } catch {
    // A document without an address.
  }
  const page = { title: clip(document.title, 100), path, heads }
  const searchOnly = (scope: Scope): boolean =>
    scope.fields.length === 1 && F_SEARCH.test(hintOf(scope.fields[0] as Element))
  const real = withFields.filter((scope) => !searchOnly(scope))
  let best: Found = { kind: 'other', points: 0 }
  const order: Readonly<Record<PageKind, number>> = { 'sign-up': 3, 'code-log-in': 2, 'log-in': 1, other: 0 }
  for (const scope of real) {
    if (real.length > 1 && !promising(scope)) continue
    const found = judgeScope(scope, page, real.length === 1)
    if (order[found.kind] > order[best.kind] || (found.kind === best.kind && found.points > best.points))
      best = found
  }
  const score = Math.min(1, best.points / 8)
  return {
    kind: best.kind,
    score,
    ...(best.kind !== 'other' && best.phone ? { phone: best.phone } : {}),
    ...(best.kind !== 'other' && best.code ? { code: best.code } : {}),
    ...(best.kind !== 'other' && best.submit ? { submit: best.submit } : {}),
  }
}
