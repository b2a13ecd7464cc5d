import type { Find, Locator, Pick } from '../policy/index.ts'
import { type Columns, columnsOf } from './columns.ts'
import { isIn, labelsOf } from './labels.ts'
import { type Eyes, fits, type Roots, rootsOf, type Scope } from './roots.ts'
import { plain, textsOf } from './text.ts'

/** What each role means where a page has not written it down. */
const IMPLICIT: Readonly<Record<string, string>> = {
  button: 'button,input[type=button],input[type=submit],input[type=image],a[onclick],summary',
  textbox:
    'input:not([type]),input[type=text],input[type=tel],input[type=search],input[type=number],textarea',
  checkbox: 'input[type=checkbox]',
  radio: 'input[type=radio]',
  combobox: 'select',
  link: 'a[href]',
  dialog: 'dialog',
  row: 'tr',
  cell: 'td',
  heading: 'h1,h2,h3,h4,h5,h6',
  form: 'form',
  table: 'table',
  list: 'ul,ol',
  listitem: 'li',
  status: 'output',
}

/** Looks things up on one page, for the time of one reading: nothing may change meanwhile. */
export interface Finder {
  readonly document: Document
  /** Everything that a locator finds in this part of the page; of a list, what its first locator finds that finds any. */
  find(scope: Scope, what: Find): readonly Element[]
  first(scope: Scope, what: Find): Element | null
  /** Every text that is there; null where nothing is found at all. `parts`: the row in which a column is looked for. */
  texts(scope: Scope, pick: Pick, parts?: readonly Element[]): readonly string[] | null
  /** As `texts`, and only the first: of a selector what its first match shows, also where that is nothing. */
  text(scope: Scope, pick: Pick, parts?: readonly Element[]): string | null | undefined
  isVisible(element: Element): boolean
  readonly roots: Roots
  readonly columns: Columns
}

const listOf = (what: Find): readonly Locator[] =>
  typeof what === 'string' ? [{ css: what }] : 'length' in what ? what : [what]

/** What a screen reader calls it. */
const isNamed = (element: Element, name: string): boolean => {
  const field = element as HTMLInputElement
  const root = element.getRootNode() as Document
  const by = element.getAttribute('aria-labelledby')
  const said = [
    element.getAttribute('aria-label'),
    by ? root.getElementById(by.split(/\s+/)[0] ?? '')?.textContent : null,
    field.labels?.[0]?.textContent ?? element.closest('label')?.textContent,
    /^(?:button|submit|reset)$/.test(field.type ?? '') && element.localName === 'input' ? field.value : null,
    element.textContent,
    element.getAttribute('title'),
    element.getAttribute('placeholder'),
  ]
  const wanted = plain(name)
  return said.some((one) => typeof one === 'string' && plain(one) === wanted)
}

export function finderOf(document: Document, eyes: Omit<Eyes, 'now'>): Finder {
  const roots = rootsOf(document, eyes)
  const labels = labelsOf(document, roots)
  const columns = columnsOf(labels)
  const isVisible = eyes.isVisible ?? (() => true)

  /** Elements, and texts that stand beside a label without an element of their own. */
  function hits(scope: Scope, locator: Locator, parts: readonly Element[]): readonly (Element | string)[] {
    const { css, label, column, role, name } = locator
    if (css !== undefined) return roots.query(scope, css)
    if (label !== undefined)
      return labels
        .beside(label)
        .filter((hit) => typeof hit === 'string' || (isIn(roots, scope, hit) && isVisible(hit)))
    if (column !== undefined) {
      const cell = columns.cell(parts, column)
      return cell ? [cell] : []
    }
    const implicit = Object.hasOwn(IMPLICIT, role ?? '') ? `,${IMPLICIT[role ?? '']}` : ''
    return roots
      .query(scope, `[role=${role}]${implicit}`)
      .filter((e) => (name === undefined || isNamed(e, name)) && isVisible(e))
  }

  /** A row may itself carry what is looked for. */
  const inRow = (scope: Scope, locator: Locator, parts: readonly Element[]) => {
    const found = hits(scope, locator, parts)
    const own = scope as Element
    return found.length === 0 && locator.css !== undefined && scope.nodeType === 1 && fits(own, locator.css)
      ? [own]
      : found
  }

  function find(scope: Scope, what: Find): readonly Element[] {
    for (const locator of listOf(what)) {
      const found = inRow(scope, locator, scope.nodeType === 1 ? [scope as Element] : [])
      const elements = found.filter((hit) => typeof hit !== 'string')
      if (elements.length > 0) return elements
    }
    return []
  }

  function read(scope: Scope, pick: Pick, parts: readonly Element[] = [], isAll: boolean): string[] | null {
    let isThere = false
    for (const locator of listOf(pick)) {
      const scopes = parts.length > 0 && locator.column === undefined ? parts : [scope]
      for (const one of scopes) {
        const all = inRow(one, locator, parts)
        if (all.length === 0) continue
        isThere = true
        const found = isAll || locator.css === undefined ? all : all.slice(0, 1)
        const texts = found.flatMap((hit) =>
          textsOf(typeof hit === 'string' ? textNode(document, hit) : hit, locator, roots),
        )
        if (texts.length > 0) return texts
      }
    }
    return isThere ? [] : null
  }

  return {
    document,
    roots,
    columns,
    isVisible,
    find,
    first: (scope, what) => find(scope, what)[0] ?? null,
    texts: (scope, pick, parts) => read(scope, pick, parts, true),
    text(scope, pick, parts) {
      const found = read(scope, pick, parts, false)
      return found === null ? undefined : (found[0] ?? null)
    },
  }
}

/** A text beside a label, as an element that is on no page. */
function textNode(document: Document, text: string): Element {
  const element = document.createElement('span')
  element.textContent = text
  return element
}
