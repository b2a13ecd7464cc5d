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
  }
}

const query = new URLSearchParams(location.search)
const [surface, name] = (query.get('view') ?? '').split('/')
const lang: Lang = query.get('lang') === 'en' ? 'en' : 'zh-CN'
const size = (Number(query.get('size')) || 1) as Size
const root = document.getElementById('app') as HTMLElement

if (surface && name) {
  const load = Object.entries(surfaces).find(([path]) => nameOf(path) === surface)?.[1]
  const view = (await load?.())?.previews.find((p) => p.name === name)
  if (view) {
    document.documentElement.lang = lang
    render(view.render(lang, size), root)
    await new Promise((done) => setTimeout(done, 50))
    await view.then?.(root)
    await document.fonts.ready
    window.previewReady = true
  }
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
