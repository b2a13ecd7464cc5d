import type { Adapter, View } from '../policy/index.ts'
import type { Finder } from './locate.ts'
import type { Scope } from './roots.ts'

/** The view of an adapter that has no list of them. */
const PAGE_VIEW = 'page'

/** An adapter's views; one that describes a single page is a single view, which always shows all of its services. */
export function viewsOf(adapter: Adapter): readonly View[] {
  const { views, activation, fields, services, submit, confirmed } = adapter
  if (views) return views
  return [
    {
      id: PAGE_VIEW,
      ...(activation ? { on: activation.css } : {}),
      ...(fields ? { fields } : {}),
      ...(services ? { services: { ...services, whole: true } } : {}),
      ...(submit ? { submit } : {}),
      ...(confirmed
        ? { confirmed: { on: confirmed.css, ...(confirmed.order ? { order: confirmed.order } : {}) } }
        : {}),
    },
  ]
}

/** True where a text fits a pattern in which `*` stands for anything. */
function fitsGlob(text: string, glob: string): boolean {
  const parts = glob.split('*')
  const [start = ''] = parts
  const end = parts.at(-1) ?? ''
  if (parts.length === 1) return text === glob
  if (!text.startsWith(start) || !text.endsWith(end) || text.length < start.length + end.length) return false
  let at = start.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - end.length
}

function isAt(view: View, address: string): boolean {
  const { at } = view
  if (!at) return true
  let url: URL
  try {
    url = new URL(address)
  } catch {
    // A frame without an address of its own fits no view that asks for one.
    return false
  }
  return (
    (at.path === undefined || fitsGlob(url.pathname, at.path)) &&
    (at.hash === undefined || fitsGlob(url.hash.slice(1), at.hash)) &&
    Object.entries(at.query ?? {}).every(([name, value]) => {
      const given = url.searchParams.get(name)
      return given !== null && fitsGlob(given, value)
    })
  )
}

/** The part of the page in which a view stands; null where it is not in sight. */
export function scopeOf(view: View, adapter: Adapter, finder: Finder, address: string): Scope | null {
  if (!isAt(view, address)) return null
  const { document } = finder
  // A page that is described as one has always counted, drawn or not.
  const isDrawn = (element: Element): boolean => adapter.views === undefined || finder.isVisible(element)
  const scope =
    view.within === undefined ? document : finder.find(document, view.within).find((e) => finder.isVisible(e))
  if (!scope) return null
  if (view.on === undefined || finder.find(scope, view.on).some(isDrawn)) return scope
  return adapter.views === undefined && view.confirmed?.on && finder.first(scope, view.confirmed.on)
    ? scope
    : null
}
