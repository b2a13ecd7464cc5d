import {
  attr,
  call,
  clip,
  contains,
  controlKind,
  leadsAway,
  native,
  parentOf,
  tag,
  textOf,
} from './controls.ts'
import {
  BIND,
  F_ACCOUNT,
  F_ADDRESS,
  F_CODE,
  F_MAIL,
  F_PHONE,
  F_SEARCH,
  LOG_IN,
  RESET,
  SIGN_UP,
} from './words.ts'

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
const SCOPE = `form,dialog,${OPENS}`
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
const LOOSE = /[码碼]|入[会會]|发送|获取|傳送|code|otp|pin|[注註][册冊]|登[录入錄]|sign|log|join|コード|인증/i
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
    const titles = new Set(titled.length > MANY_TITLES ? [] : titled)
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
          if (type === 'submit' || type === 'button' || type === 'image') scope.buttons.push(element)
          else scope.fields.push(element)
        }
      } else if (isMarked && attr(element, 'contenteditable') && attr(element, 'role') !== 'button') {
        // A page element made a field; one that asks for digits is no place to write a message.
        if (!covered(element)) at(element).fields.push(element)
      } else if (
        is & BUTTON ||
        (isMarked && attr(element, 'role') === 'button') ||
        (is === 0 && local.endsWith('-button'))
      ) {
        if (!covered(element)) at(element).buttons.push(element)
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

/** The labels of a root by the id that they name: one search for all fields instead of one for each. */
const labelsOf = (root: ParentNode): ReadonlyMap<string, Element> => {
  const labels = new Map<string, Element>()
  for (const label of call(root, 'querySelectorAll', 'label[for]')) {
    const id = attr(label, 'for')
    if (!labels.has(id)) labels.set(id, label)
  }
  return labels
}

/** What names a field: its attributes, its label, or the words just before it. */
export type HintOf = (field: Element) => string

/** What the pictures in a node say they show: old pages write their labels so. */
function altsIn(node: Node | null): string {
  if (!node || native(node, 'nodeType') !== 1) return ''
  const element = node as Element
  return clip(attr(call(element, 'querySelector', 'img[alt]') ?? element, 'alt'), 30)
}

/** Made for one look at a page, and thrown away with it. */
export function hints(): HintOf {
  const labels = new Map<Node, ReadonlyMap<string, Element>>()
  const named = (root: Document | ShadowRoot, id: string): Element | undefined => {
    let known = labels.get(root)
    if (!known) {
      known = labelsOf(root)
      labels.set(root, known)
    }
    return known.get(id)
  }
  return (field) => {
    const root = field.getRootNode() as Document | ShadowRoot
    const parts = [
      'name',
      'id',
      'autocomplete',
      'placeholder',
      'aria-label',
      'title',
      'data-placeholder',
    ].map((n) => attr(field, n))
    let label = field.closest('label')?.textContent ?? ''
    const id = attr(field, 'id')
    const by = attr(field, 'aria-labelledby')
    if (id) label += ` ${clip(named(root, id)?.textContent, 40)}`
    for (const one of by.split(/\s+/))
      if (one && 'getElementById' in root)
        label += ` ${clip(call(root, 'getElementById', one)?.textContent, 40)}`
    if (!label.trim() && !parts[3]) {
      // Drawn over the field, it stands behind it.
      const over = native(field, 'nextElementSibling')
      if (over && (tag(over) === 'label' || /placeholder|label/i.test(attr(over, 'class'))))
        label = clip(textOf(over), 30)
    }
    if (!label.trim() && !parts[3]) {
      // A label that is none: the text just before the field.
      for (
        let node: Element | null = field, i = 0;
        node && i < 3 && !label.trim();
        node = parentOf(node), i++
      ) {
        let before = native(node as Node, 'previousSibling')
        while (before && !textOf(before).trim() && !altsIn(before))
          before = native(before as Node, 'previousSibling')
        const text = clip(textOf(before), 60) || altsIn(before)
        if (/\p{L}/u.test(text) && text.length <= 30) label = text
        const parent = parentOf(node)
        if (parent && call(parent, 'matches', SCOPE)) break
      }
    }
    // camelCase and snake_case names as words.
    const spaced = parts
      .slice(0, 2)
      .join(' ')
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .replace(/[_-]/g, ' ')
    // Names first, then what a person reads.
    return `${spaced} ${parts.slice(0, 3).join(' ')}\n${parts.slice(3).join(' ')} ${clip(label, 60)}`
  }
}

/** Node.DOCUMENT_POSITION_FOLLOWING. */
const precedes = (one: Element, other: Element): boolean =>
  (call(one, 'compareDocumentPosition', other) & 4) !== 0

/**
 * What asks who somebody is and for a proof of it, in no form, apart from the search and the comments of the page around it:
 * the largest element around both that has none of those. Null where nothing has to be told apart.
 */
export function cluster(bare: Scope, heads: readonly Element[], hintOf: HintOf): Scope | null {
  const isOf = (field: Element, types: RegExp, ...words: RegExp[]): boolean =>
    types.test(attr(field, 'type')) || words.some((one) => one.test(hintOf(field)))
  const strange = bare.fields.filter(
    (field) =>
      tag(field) === 'textarea' ||
      attr(field, 'contenteditable') !== '' ||
      (F_ADDRESS.test(hintOf(field)) && !F_MAIL.test(hintOf(field))) ||
      isOf(field, /^(?:search|file)$/i, F_SEARCH),
  )
  if (strange.length === 0) return null
  let i = bare.fields.findIndex((field) => !strange.includes(field) && isOf(field, /^password$/i, F_CODE))
  let proof = bare.fields[i]
  if (!proof) {
    proof = [...bare.buttons, ...bare.loose].find((control) => controlKind(control) === 'code')
    const last = proof && bare.fields.findLastIndex((field) => precedes(field, proof as Element))
    i = last === undefined ? -1 : last + 1
  }
  const who = bare.fields
    .slice(Math.max(0, i - 3), Math.max(0, i))
    .findLast(
      (field) => !strange.includes(field) && isOf(field, /^(?:tel|email)$/i, F_PHONE, F_MAIL, F_ACCOUNT),
    )
  if (!proof || !who) return null
  let box: Element | null = null
  for (
    let up = parentOf(who);
    up && !strange.some((field) => contains(up as Element, field));
    up = parentOf(up)
  )
    box = up
  if (!box || !contains(box, proof)) return null
  const wide = box
  const fields = bare.fields.filter((field) => contains(wide, field))
  const controls = [...bare.buttons, ...bare.loose]
  const within = [...fields, proof]
  const isWhole = (): boolean =>
    within.every((one) => contains(root, one)) && controls.some((one) => contains(root, one))
  // As small as it can be with a control in it: what stands beside it is not its own.
  let root: Element = who
  while (root !== wide && !isWhole()) root = parentOf(root) ?? wide
  const inside = (list: readonly Element[]): Element[] => list.filter((one) => contains(root, one))
  const own = inside(heads)
  return {
    root,
    fields,
    buttons: inside(bare.buttons),
    loose: inside(bare.loose),
    heads: own,
    before: heads.findLast((head) => contains(wide, head) && precedes(head, root)) ?? null,
    outer: null,
  }
}

/** What a node stands in, a shadow root as its own last step before its host. */
const above = (node: Node): Node | null =>
  native(node, 'parentNode') ?? ((node as Partial<ShadowRoot>).host || null)
const standsIn = (node: Node, box: Node): boolean => {
  for (let at: Node | null = node; at; at = above(at)) if (at === box) return true
  return false
}

/** The words around fields: those of the smallest node that holds them all, and a little more where that is little. */
export function wordsAround(fields: readonly Element[]): string {
  let box: Node | null = fields[0] ? above(fields[0]) : null
  while (box && !fields.every((field) => standsIn(field, box as Node))) box = above(box)
  let text = textOf(box)
  for (let i = 0; i < 2 && box; i++) {
    box = above(box)
    // An element with a shadow root has no words of its own between the root and what it stands in.
    while (box && !textOf(box)) box = above(box)
    if (!box) break
    const wider = textOf(box)
    // A whole page says nothing about this form.
    if (
      wider.length > 1500 ||
      native(box, 'nodeType') === 9 ||
      (native(box, 'nodeType') === 1 && tag(box as Element) === 'html')
    )
      break
    if (wider.length > text.length) text = wider
  }
  return text.length > 4000 ? '' : text
}
