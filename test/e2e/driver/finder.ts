/**
 * Runs inside the page: finds a control by what a person (and a screen reader) is told about it.
 * Self-contained, since it is sent to the browser as text. Takes a shadow root or an element, null
 * for the document; open shadow roots below it are searched too.
 */
export function findByRole(
  root: Document | ShadowRoot | Element | null,
  role: string,
  name: { text?: string; pattern?: string; flags?: string } | null,
  nth: number,
): Element | null {
  const selectors: Record<string, string> = {
    button: 'button,summary,input[type=button],input[type=submit],input[type=reset]',
    link: 'a[href]',
    textbox:
      'textarea,[contenteditable=""],[contenteditable=true],input:not([type=checkbox],[type=radio],[type=button],[type=submit],[type=reset],[type=file],[type=range],[type=color],[type=hidden],[type=image])',
    checkbox: 'input[type=checkbox]',
    radio: 'input[type=radio]',
    combobox: 'select',
    option: 'option',
    heading: 'h1,h2,h3,h4,h5,h6',
    dialog: 'dialog',
    img: 'img',
    table: 'table',
    row: 'tr',
    cell: 'td',
    listitem: 'li',
    region: 'section[aria-label],section[aria-labelledby]',
    group: 'fieldset',
    canvas: 'canvas',
    any: '*',
  }
  const squash = (text: string) => text.replace(/\s+/g, ' ').trim()
  const content = (node: Node): string => {
    if (node.nodeType === 3) return node.nodeValue ?? ''
    if (node.nodeType === 1) {
      const el = node as Element
      if (el.getAttribute('aria-hidden') === 'true' || /^(style|script|template)$/i.test(el.tagName))
        return ''
      if (el.hasAttribute('aria-label')) return ` ${el.getAttribute('aria-label')} `
      if (el.tagName === 'IMG') return ` ${el.getAttribute('alt') ?? ''} `
      if (el.checkVisibility && !el.checkVisibility()) return ''
    }
    const inner = [...node.childNodes].map(content).join('')
    const block = node.nodeType === 1 && getComputedStyle(node as Element).display !== 'inline'
    return block ? ` ${inner} ` : inner
  }
  const nameOf = (el: Element): string => {
    const ids = el.getAttribute('aria-labelledby')
    if (ids) {
      const tree = el.getRootNode() as Document | ShadowRoot
      return squash(
        ids
          .split(/\s+/)
          .map((id) => tree.getElementById(id)?.textContent ?? '')
          .join(' '),
      )
    }
    const label = el.getAttribute('aria-label')
    if (label) return squash(label)
    const labels = (el as HTMLInputElement).labels
    if (labels?.length) return squash([...labels].map((one) => content(one)).join(' '))
    if (el.tagName === 'INPUT' && /^(button|submit|reset)$/.test((el as HTMLInputElement).type)) {
      return squash((el as HTMLInputElement).value)
    }
    if (el.tagName === 'FIELDSET') return squash(el.querySelector('legend')?.textContent ?? '')
    if (/^(INPUT|TEXTAREA|SELECT|CANVAS)$/.test(el.tagName)) {
      return squash(el.getAttribute('title') ?? el.getAttribute('placeholder') ?? '')
    }
    return squash(content(el)) || squash(el.getAttribute('title') ?? '')
  }
  const pattern = name?.pattern === undefined ? null : new RegExp(name.pattern, name.flags)
  const named = (el: Element) =>
    name === null || (pattern ? pattern.test(nameOf(el)) : nameOf(el) === squash(name.text ?? ''))
  const visible = (el: Element) => {
    if (el.tagName === 'OPTION') return true
    const box = el.getBoundingClientRect()
    return (
      box.width > 0 &&
      box.height > 0 &&
      (!el.checkVisibility || el.checkVisibility({ visibilityProperty: true }))
    )
  }
  const selector = [`[role="${role}"]`, selectors[role]].filter(Boolean).join(',')
  const hits: Element[] = []
  const search = (tree: Document | ShadowRoot | Element) => {
    for (const el of tree.querySelectorAll('*')) {
      if (el.matches(selector)) {
        const given = el.getAttribute('role')
        if ((given === null || given === role || role === 'any') && visible(el) && named(el)) hits.push(el)
      }
      if (el.shadowRoot) search(el.shadowRoot)
    }
  }
  search(root ?? document)
  return hits.at(nth) ?? null
}

/** Runs inside the page: the text that a person sees in this tree, open shadow roots included. */
export function textOf(of: Document | ShadowRoot | Element | null): string {
  const root = of ?? document
  const parts: string[] = []
  const read = (node: Element) => {
    if (/^(style|script|template|noscript)$/i.test(node.tagName)) return
    // innerText and not textContent: what is hidden is not seen by a person.
    const text = (node as HTMLElement).innerText
    if (text) parts.push(text)
    for (const el of node.querySelectorAll('*')) {
      if (el.shadowRoot) for (const child of el.shadowRoot.children) read(child)
    }
  }
  const top = root.nodeType === 9 ? [(root as Document).body ?? (root as Document).documentElement] : []
  if (root.nodeType === 9) for (const el of top) if (el) read(el)
  if (root.nodeType === 11) for (const el of (root as ShadowRoot).children) read(el)
  if (root.nodeType === 1) read(root as Element)
  return parts.join('\n')
}
