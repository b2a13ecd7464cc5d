import { attr, call, contains, leadsAway, parentOf, tag } from './controls.ts'
import { BIND, LOG_IN, RESET, SIGN_UP } from './words.ts'

/** What belongs together: a form, a dialog, or what stands outside of all of them. */
export interface Scope {
  readonly root: Node
  fields: Element[]
  buttons: Element[]
  /** Bare elements whose few words speak of codes or accounts. */
  loose: Element[]
  heads: Element[]
  /** The heading that stands before it, in no form of its own: what names a form that has no heading inside. */
  readonly before: Element | null
  /** The scope around it, where there is one. */
  readonly outer: Scope | null
}

export interface Gathered {
  /** In the order in which their first field, control or heading stands. */
  readonly scopes: readonly Scope[]
  /** What stands in no form and no dialog. */
  readonly bare: Scope | null
  /** Headings of the whole page. */
  readonly heads: readonly Element[]
}

const OPENS = '[role=dialog],[role=alertdialog],[aria-modal=true]'
export const SCOPE = `form,dialog,${OPENS}`
export const HIDDEN =
  '[hidden],[aria-hidden="true"],[inert],template,noscript,[style*="display:none"],[style*="display: none"],[style*="visibility:hidden"],[style*="visibility: hidden"]'
/** Elements that are something by an attribute. */
const MARKED =
  '[role=button],[role=heading],[aria-selected=true],[contenteditable][inputmode=tel],[contenteditable][inputmode=numeric],[contenteditable][role=textbox]'
/** Whatever an attribute makes of an element. */
const ODD = `${HIDDEN},${MARKED},${OPENS}`
/** Where the page has none of these it has none of those, and the browser finds that out in half the time. */
const ODDISH =
  '[hidden],[aria-hidden],[inert],template,noscript,[style],[role],[aria-selected],[aria-modal],[contenteditable]'
const LOOSE =
  /[码碼]|入[会會]|发送|获取|傳送|code|otp|pin|[注註]\s*[册冊]|登\s*[录入錄]|绑定|reset|forg|sign|log|join|コード|인증/i
/** A heading that is none by its name. */
const TITLED = '[class*="title" i],[class*="heading" i]'

/** What an element can be by its name. */
const FIELD = 1
const BUTTON = 2
const LINK = 4
const HEAD = 8
const LEAF = 16
const HOST = 32
/** The common names first, so that most elements of a page are told at once; what is left has a name of the page's own. */
const STANDARD =
  'div,span,p,a,li,td,input,label,img,i,option,tr,button,script,svg,path,ul,em,strong,b,h3,h2,form,br,section,style,link,meta,table,tbody,thead,th,dl,dt,dd,ol,nav,header,footer,main,article,aside,h1,h4,h5,h6,select,textarea,fieldset,legend,iframe,small,time,figure,picture,source,use,g,html,head,body,title'
/** In one piece that a script without a classifier does not carry. */
const TOLD = /* @__PURE__ */ (() => {
  const names = new Map<string, number>()
  const name = (bit: number, list: string): string => {
    for (const one of list.split(',')) names.set(one, (names.get(one) ?? 0) | bit)
    return list
  }
  const controls = [
    name(FIELD, 'input,select,textarea'),
    name(BUTTON, 'button'),
    name(LINK, 'a'),
    name(HEAD, 'h1,h2,h3,h4,h5,h6,legend'),
  ].join(',')
  name(LEAF, 'span,div,i,em,b,p,label,strong')
  name(HOST, 'div,section,main,article,span,aside,body,header,footer,nav,p,blockquote,h1,h2,h3,h4,h5,h6')
  const childless = [...names].flatMap(([one, bits]) => (bits & (LEAF | HOST) ? [one] : [])).join(',')
  /**
   * What is looked at, found by the browser itself: it is quicker at it than any loop here. An ordinary element with a
   * shadow root shows none of its own children, so that only those without any are asked.
   */
  const plain = `${controls},form,dialog,body,:is(${childless}):not(:has(> *)),:not(${STANDARD})`
  return { names, plain, parts: `${plain},${MARKED},${OPENS}` }
})()

/** More titles than this, and they are those of what the page lists. */
const MANY_TITLES = 40
/** A title in no form counts where it says what a form is for. */
const namesForm = (text: string): boolean =>
  SIGN_UP.test(text) || LOG_IN.test(text) || RESET.test(text) || BIND.test(text)

/** How deep shadow roots are followed. */
const DEEPEST = 6
/** Elements between two places where the work may pause. */
const STRIDE = 128

/**
 * Sorts the fields, controls and headings of a page into scopes, shadow roots included. Elements that an attribute hides are
 * left out. Each step is short; the last returns.
 */
export function* gather(
  document: Document,
  shadowRootOf: ((host: Element) => ShadowRoot | null) | undefined,
): Generator<undefined, Gathered> {
  const scopes = new Map<Node, Scope>()
  const heads: Element[] = []
  let count = 0
  let before: Element | null = null

  const scopeAt = (root: Node, outer: Scope | null): Scope => {
    let scope = scopes.get(root)
    if (!scope) {
      scope = { root, fields: [], buttons: [], loose: [], heads: [], before, outer }
      // It names the first form after it, and no other.
      if (root !== document) before = null
      scopes.set(root, scope)
    }
    return scope
  }

  function* look(root: Document | ShadowRoot, around: Scope | null, depth: number): Generator<undefined> {
    const odd = new Set(call(root, 'querySelector', ODDISH) ? call(root, 'querySelectorAll', ODD) : [])
    const isOdd = odd.size > 0
    // Siblings share what is around them: each element is asked once.
    const coverings = new Map<Element, boolean>()
    const covered = (element: Element | null): boolean => {
      if (!element || !isOdd) return false
      const before = coverings.get(element)
      if (before !== undefined) return before
      const now = (odd.has(element) && call(element, 'matches', HIDDEN)) || covered(parentOf(element))
      coverings.set(element, now)
      return now
    }
    // Elements come in the order in which they stand: the scopes that are open form a stack.
    const open: Scope[] = []
    /** Null where it stands in no form and no dialog. */
    const within = (element: Element): Scope | null => {
      let last = open.at(-1)
      while (last && !contains(last.root, element)) {
        open.pop()
        last = open.at(-1)
      }
      return last ?? around
    }
    const at = (element: Element): Scope => within(element) ?? scopeAt(document, null)
    const titled = call(root, 'querySelectorAll', TITLED)
    // A list of things that each have a title is no place for headings.
    const titles = new Set(
      titled.length > MANY_TITLES
        ? []
        : [...titled].filter((one) => !/tip|help|hint/i.test(attr(one, 'class'))),
    )
    const elements = call(root, 'querySelectorAll', isOdd ? TOLD.parts : TOLD.plain)
    for (let i = 0; i < elements.length; i++) {
      if (++count % STRIDE === 0) yield
      const element = elements[i] as Element
      const local = tag(element)
      const is = TOLD.names.get(local) ?? 0
      const isThis = isOdd && odd.has(element)
      const isMarked = isThis && call(element, 'matches', MARKED)
      if (local === 'form' || local === 'dialog' || (isThis && call(element, 'matches', OPENS))) {
        const outer = within(element)
        open.push(scopeAt(element, outer))
      }
      if (is & FIELD) {
        const type = attr(element, 'type').toLowerCase()
        // What no key reaches and is put aside is there for robots to fill.
        const isTrap =
          attr(element, 'tabindex') === '-1' &&
          /left: ?-|top: ?-|opacity: ?0|absolute/.test(attr(element, 'style'))
        if (type !== 'hidden' && type !== 'reset' && !isTrap && !covered(element)) {
          const scope = at(element)
          const over = parentOf(element)
          if (type === 'submit' || type === 'button' || type === 'image') {
            if (!over || !leadsAway(over)) scope.buttons.push(element)
          } else scope.fields.push(element)
        }
      } else if (isMarked && attr(element, 'contenteditable') && attr(element, 'role') !== 'button') {
        // A page element made a field; one that asks for digits is no place to write a message.
        if (!covered(element)) at(element).fields.push(element)
      } else if (
        is & BUTTON ||
        (isMarked && attr(element, 'role') === 'button') ||
        (is === 0 && local.endsWith('-button'))
      ) {
        const over = parentOf(element)
        // A button in a link to another page is that link.
        if (!covered(element) && !(over && leadsAway(over))) at(element).buttons.push(element)
      } else if (is & LINK) {
        if (!leadsAway(element) && !covered(element)) at(element).buttons.push(element)
      } else if (is & HEAD || isMarked) {
        if (!covered(element)) {
          heads.push(element)
          const scope = within(element)
          if (scope) scope.heads.push(element)
          else before = element
        }
      } else if ((is & LEAF || (is === 0 && titles.has(element))) && !element.firstElementChild) {
        const text = element.textContent as string
        if (text.length > 1 && text.length < 40 && titles.has(element) && !covered(element)) {
          const scope = within(element)
          if (scope) scope.heads.push(element)
          else if (namesForm(text)) {
            heads.push(element)
            before = element
          }
        }
        if (text.length > 1 && text.length < 24 && LOOSE.test(text) && !covered(element))
          at(element).loose.push(element)
      }
      if (depth < DEEPEST && (is & HOST || (is === 0 && local.includes('-')))) {
        const inner = element.shadowRoot ?? shadowRootOf?.(element)
        if (inner) yield* look(inner, within(element), depth + 1)
      }
    }
  }
  yield* look(document, null, 0)
  const all = [...scopes.values()]
  return { scopes: all, bare: scopes.get(document) ?? null, heads }
}
