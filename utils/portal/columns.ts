import type { Labels } from './labels.ts'

/** By what a grid says that a heading and a cell are of one column. */
const COLUMN = ['aria-colindex', 'field', 'data-field', 'data-key', 'data-column-key', 'col-id', 'data-col']
/** By what it says that two parts are of one row. */
const ROW = [
  'aria-rowindex',
  'data-row-key',
  'datagrid-row-index',
  'data-rowindex',
  'row-index',
  'data-index',
]
const HEADING = 'th,[role=columnheader],td,.datagrid-cell'
const HIGHEST = 10

/** The cells of a part of a row. */
function cellsOf(part: Element): readonly Element[] {
  const own = [...part.children].filter((c) => /^(?:td|th)$/.test(c.localName))
  if (own.length > 0) return own
  const said = [...part.querySelectorAll('[role=gridcell],[role=cell]')]
  return said.length > 0 ? said : [...part.children]
}

const spanOf = (cell: Element): number => Math.max(1, Number(cell.getAttribute('colspan') ?? 1) || 1)

/** Where a cell begins, in columns. */
function placeOf(cell: Element): number {
  let at = 0
  for (let before = cell.previousElementSibling; before; before = before.previousElementSibling)
    at += spanOf(before)
  return at
}

/** Finds the cell of a row under a heading: also where the heading stands in a table of its own, or the row in several. */
export interface Columns {
  cell(parts: readonly Element[], heading: string): Element | null
  /** The other parts of a row, which a grid with frozen columns keeps in tables of their own. */
  twins(row: Element, rows: readonly Element[]): readonly Element[]
}

export function columnsOf(labels: Labels): Columns {
  /** The heading cells with these words that a table has, by the element around its rows. */
  const known = new Map<string, Map<Element, readonly Element[]>>()

  function headings(part: Element, words: string): readonly Element[] {
    const body = part.parentElement ?? part
    let byBody = known.get(words)
    if (!byBody) {
      byBody = new Map()
      known.set(words, byBody)
    }
    const there = byBody.get(body)
    if (there) return there
    const all = [
      ...new Set(
        labels.saying(words).flatMap((e) => {
          const cell = e.closest(HEADING)
          const row = cell?.parentElement
          // The same words in another row of the list are no heading; a plain table begins with its head.
          const isHead =
            row?.parentElement !== body || cell?.localName === 'th' || row === body.firstElementChild
          return cell && isHead && !part.contains(cell) ? [cell] : []
        }),
      ),
    ]
    let found: readonly Element[] = []
    let up = 0
    for (
      let at: Element | null = body;
      at && up < HIGHEST && found.length === 0;
      at = at.parentElement, up++
    ) {
      const grid = at
      found = all.filter((cell) => grid.contains(cell))
    }
    byBody.set(body, found)
    return found
  }

  function under(heading: Element, part: Element): Element | null {
    const cells = cellsOf(part)
    for (const attr of COLUMN) {
      const value = heading.getAttribute(attr)
      const hit = value === null ? undefined : cells.find((c) => c.getAttribute(attr) === value)
      if (hit) return hit
    }
    const beside = [...(heading.parentElement?.children ?? [])]
    for (const name of heading.classList) {
      // A class that this column alone has, such as `el-table_1_column_2`.
      if (beside.some((other) => other !== heading && other.classList.contains(name))) continue
      const hits = cells.filter((c) => c.classList.contains(name))
      if (hits.length === 1) return hits[0] ?? null
    }
    // By place: only where head and row have as many columns.
    const width = (some: readonly Element[]) => some.reduce((sum, c) => sum + spanOf(c), 0)
    if (width(beside) !== width(cells)) return null
    const place = placeOf(heading)
    return cells.find((c) => placeOf(c) === place) ?? null
  }

  /** How far above both stand: a head belongs to the part that is nearest to it. */
  function apart(a: Element, b: Element): number {
    let up = 0
    for (let at: Element | null = a; at && up < HIGHEST * 2; at = at.parentElement, up++)
      if (at.contains(b)) return up
    return HIGHEST * 2
  }

  const bodies = new WeakMap<readonly Element[], Map<Element, Element[]>>()
  function byBody(rows: readonly Element[]): Map<Element, Element[]> {
    const there = bodies.get(rows)
    if (there) return there
    const map = new Map<Element, Element[]>()
    for (const row of rows) {
      const body = row.parentElement
      if (!body) continue
      const list = map.get(body)
      if (list) list.push(row)
      else map.set(body, [row])
    }
    bodies.set(rows, map)
    return map
  }

  return {
    cell(parts, heading) {
      for (const part of parts) {
        const near = [...headings(part, heading)].sort((a, b) => apart(part, a) - apart(part, b))
        // Another part of the same row may be nearer to the heading than this one.
        for (const cell of near) {
          const mine = apart(part, cell)
          if (parts.some((other) => other !== part && apart(other, cell) < mine)) continue
          const hit = under(cell, part)
          if (hit) return hit
        }
      }
      return null
    },
    twins(row, rows) {
      const all = byBody(rows)
      const own = row.parentElement
      const mine = own ? all.get(own) : undefined
      if (!own || !mine || all.size < 2) return []
      const at = mine.indexOf(row)
      const out: Element[] = []
      for (const [body, others] of all) {
        // Two tables are one grid where both stand close together and have as many rows.
        if (body === own || others.length !== mine.length || apart(own, body) >= HIGHEST) continue
        const key = ROW.find((attr) => row.hasAttribute(attr))
        const twin = key
          ? others.find((other) => other.getAttribute(key) === row.getAttribute(key))
          : others[at]
        if (twin) out.push(twin)
      }
      return out
    },
  }
}
