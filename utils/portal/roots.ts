/** What the reader is given of the browser, so that it runs on any document. */
export interface Eyes {
  /** Milliseconds since the epoch: an age is read from it. */
  readonly now: number
  /** Address of the page; the document's own where it is not given. */
  readonly url?: string
  /** The shadow root of an element, a closed one too; the open one alone where it is not given. */
  readonly shadowRootOf?: (host: Element) => ShadowRoot | null
  /** False for what is on the page and not drawn; all is drawn where it is not given. */
  readonly isVisible?: (element: Element) => boolean
  /** Hears which shadow roots the page has, so that they are watched too. */
  readonly onRoot?: (root: ShadowRoot) => void
}

export type Scope = Document | ShadowRoot | Element

const isElement = (scope: Scope): scope is Element => scope.nodeType === 1

/**
 * Elements that may have a shadow root: those with a name of their own, and those without content, into which a page has put
 * one. Asking each of 5,000 for a closed root would cost more than reading them.
 */
const mayHost = (element: Element): boolean => element.localName.includes('-') || element.firstChild === null

/** A selector that this engine cannot parse finds nothing: the field is then missing, and the submit held. */
function query(root: Scope, css: string): Element[] {
  try {
    return [...root.querySelectorAll(css)]
  } catch {
    return []
  }
}

/** True where an element matches; false for a selector that does not parse. */
export function fits(element: Element, css: string): boolean {
  try {
    return element.matches(css)
  } catch {
    return false
  }
}

/** True where it lies inside, through shadow roots too. */
function holds(outer: Scope, inner: Element): boolean {
  for (let at: Element | null = inner; at; at = (at.getRootNode() as ShadowRoot).host ?? null) {
    if (outer.contains(at)) return true
  }
  return false
}

/** The document of a portal with its shadow roots, as it stands during one reading. */
export interface Roots {
  /** The document first. */
  readonly all: readonly (Document | ShadowRoot)[]
  /** The root of this element, where it has one. */
  of(host: Element): ShadowRoot | null
  /** Every match inside, through shadow roots, in the order of the roots. */
  query(scope: Scope, css: string): Element[]
  holds(outer: Scope, inner: Element): boolean
}

/** Looks for shadow roots once; what is asked afterwards is asked of these. */
export function rootsOf(document: Document, eyes: Pick<Eyes, 'shadowRootOf' | 'onRoot'>): Roots {
  const all: (Document | ShadowRoot)[] = [document]
  const hosts = new Map<Element, ShadowRoot>()
  for (const root of all) {
    for (const element of query(root, '*')) {
      const inner = element.shadowRoot ?? (mayHost(element) ? eyes.shadowRootOf?.(element) : null)
      if (!inner) continue
      all.push(inner)
      hosts.set(element, inner)
      eyes.onRoot?.(inner)
    }
  }
  return {
    all,
    of: (host) => hosts.get(host) ?? null,
    query(scope, css) {
      const found = query(scope, css)
      if (hosts.size === 0) return found
      for (const [host, inner] of hosts) {
        const isInside = isElement(scope) ? holds(scope, host) : scope === document || holds(scope, host)
        if (isInside) found.push(...query(inner, css))
      }
      return found
    },
    holds,
  }
}
