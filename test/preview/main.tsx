import '../../components/tokens.css'
import '../../components/base/base.css'
import { render } from 'preact'
import type { Lang } from '../../utils/base/index.ts'
import type { Previews, Size } from './preview.ts'

// One chunk a surface, so that no surface sees another's style sheet.
const surfaces = import.meta.glob<{ previews: Previews }>('./views/*.tsx')
const nameOf = (path: string): string => path.replace(/^.*\/|\.tsx$/g, '')

declare global {
  interface Window {
    /** `surface/name` of every view; on the page without parameters. */
    previewNames?: string[]
    /** Surfaces that could not be listed: a test fails on one. */
    previewFaults?: string[]
    /** The asked view is drawn. */
    previewReady?: boolean
    /** Draws another view of the same surface in place of this one, from nothing, and answers when it is drawn. */
    previewShow?: (name: string, lang: Lang, size: Size) => Promise<void>
    previewAsked?: unknown[]
  }
}

const query = new URLSearchParams(location.search)
const [surface, name] = (query.get('view') ?? '').split('/')
const lang: Lang = query.get('lang') === 'en' ? 'en' : 'zh-CN'
const size = (Number(query.get('size')) || 1) as Size
const root = document.getElementById('app') as HTMLElement

if (surface && name) {
  const load = Object.entries(surfaces).find(([path]) => nameOf(path) === surface)?.[1]
  const views = (await load?.())?.previews ?? []
  window.previewShow = async (wanted, inLang, atSize) => {
    const view = views.find((p) => p.name === wanted)
    if (!view) throw new Error(`no view ${surface}/${wanted}`)
    window.previewReady = false
    render(null, root)
    window.previewAsked?.splice(0)
    const html = document.documentElement
    for (const attribute of html.getAttributeNames()) html.removeAttribute(attribute)
    html.lang = inLang
    history.replaceState(null, '', `?view=${surface}/${wanted}&lang=${inLang}&size=${atSize}`)
    scrollTo(0, 0)
    render(view.render(inLang, atSize), root)
    await new Promise((done) => setTimeout(done, 50))
    await view.then?.(root)
    await document.fonts.ready
    window.previewReady = true
  }
  await window.previewShow(name, lang, size)
} else {
  const all: string[] = []
  const faults: string[] = []
  for (const [path, load] of Object.entries(surfaces)) {
    const { previews } = await load()
    if (!Array.isArray(previews)) {
      faults.push(`${path} exports no list named previews`)
      continue
    }
    for (const p of previews) all.push(`${nameOf(path)}/${p.name}`)
  }
  render(
    <ul>
      {all.map((v) => (
        <li key={v}>
          <a href={`?view=${v}&lang=zh-CN`}>{v}</a> <a href={`?view=${v}&lang=en`}>en</a>
        </li>
      ))}
    </ul>,
    root,
  )
  window.previewFaults = faults
  window.previewNames = all
}
