/** What is read off the finished builds; `npm test` builds them first. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const BUILDS = { chrome: 'chrome-mv3', edge: 'edge-mv3', firefox: 'firefox-mv3' } as const

interface Manifest {
  version?: string
  permissions?: string[]
  host_permissions?: string[]
  optional_permissions?: string[]
  optional_host_permissions?: string[]
  content_scripts?: { js?: string[]; matches?: string[]; world?: string }[]
  declarative_net_request?: { rule_resources: { id: string; enabled: boolean; path: string }[] }
}

function fileOf(build: string, name: string): Buffer {
  const path = join(ROOT, '.output', build, name)
  if (!existsSync(path))
    throw new Error(`${build} is not built, or lacks ${name}: npm test -- --only architecture builds it`)
  return readFileSync(path)
}
const manifestOf = (build: string) => JSON.parse(fileOf(build, 'manifest.json').toString('utf8')) as Manifest

describe.each(Object.entries(BUILDS))('the build for %s', (target, build) => {
  it('has the manifest that was agreed on', async () => {
    const { version: _, ...manifest } = manifestOf(build)
    await expect(`${JSON.stringify(manifest, null, 2)}\n`).toMatchFileSnapshot(`./manifests/${target}.json`)
  })

  it('asks for no permission that docs/permissions.md does not explain', () => {
    const manifest = manifestOf(build)
    const asked = [
      ...(manifest.permissions ?? []),
      ...(manifest.host_permissions ?? []),
      ...(manifest.optional_permissions ?? []),
      ...(manifest.optional_host_permissions ?? []),
    ].sort()
    const text = readFileSync(join(ROOT, 'docs/permissions.md'), 'utf8')
    const explained = [...text.matchAll(/^### `([^`]+)`(?: \((Chromium)\))?\n+((?:(?!#).+\n+)+)/gm)]
      // What only one engine has stands with its name in the heading.
      .filter(([, , engine]) => !engine || target !== 'firefox')
    expect(explained.map(([, name]) => name).sort()).toEqual(asked)
    // An explanation is at least a sentence or two.
    expect(explained.filter(([, , , words]) => (words ?? '').length < 120).map(([, name]) => name)).toEqual(
      [],
    )
  })

  it('has an enabled floor with rules in it, each with a number of its own', () => {
    const [resource] = manifestOf(build).declarative_net_request?.rule_resources ?? []
    expect(resource).toEqual({ id: 'floor', enabled: true, path: 'rules/floor.json' })
    const rules = JSON.parse(fileOf(build, 'rules/floor.json').toString('utf8')) as { id: number }[]
    expect(rules.length).toBeGreaterThan(0)
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length)
  })

  it('puts sentinel and holdback in every frame from its first moment', () => {
    const scripts = manifestOf(build).content_scripts ?? []
    const everywhere = {
      matches: ['<all_urls>'],
      all_frames: true,
      match_about_blank: true,
      match_origin_as_fallback: true,
      run_at: 'document_start',
    }
    const named = (name: string) => scripts.find((script) => script.js?.some((file) => file.includes(name)))
    expect(named('sentinel')).toMatchObject(everywhere)
    expect(named('holdback')).toMatchObject({ ...everywhere, world: 'MAIN' })
    // The panel is registered for portals when the policy is read; in the manifest it would run everywhere.
    expect(named('panel')).toBeUndefined()
    // And nothing else: what is not brought to a page by the background runs in no page.
    expect(scripts.flatMap((script) => script.js ?? []).sort()).toEqual([
      'content-scripts/holdback.js',
      'content-scripts/sentinel.js',
    ])
  })

  it.each([
    ['sentinel', 12],
    ['holdback', 4],
    ['forms', 19],
    ['panel', 30],
  ])('keeps %s within %i KB gzipped', (name, kilobytes) => {
    const size = gzipSync(fileOf(build, `content-scripts/${name}.js`), { level: 9 }).length
    expect(size).toBeLessThanOrEqual(kilobytes * 1024)
  })

  it('contains no portal and no origin of the demonstration', () => {
    manifestOf(build)
    const folder = join(ROOT, '.output', build)
    const found: string[] = []
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(js|mjs|json|html|css|txt|svg)$/.test(name)) continue
      const text = readFileSync(join(folder, name), 'utf8')
      // Code may know that loopback is a safe origin; what it must not know is any one host on it.
      for (const hit of text.matchAll(
        /.{0,30}(?:[a-z0-9-]\.localhost\b|localhost:\d|https?:\/\/(?:localhost|127\.0\.0\.1)|test\/world).{0,20}/gi,
      )) {
        found.push(`${name}: ${hit[0]}`)
      }
    }
    expect(found).toEqual([])
  })

  it('says its name and its button in every language', () => {
    const manifest = fileOf(build, 'manifest.json').toString('utf8')
    const used = new Set([...manifest.matchAll(/__MSG_(\w+)__/g)].map(([, key]) => key))
    for (const lang of ['zh_CN', 'en']) {
      const messages = JSON.parse(fileOf(build, `_locales/${lang}/messages.json`).toString('utf8')) as object
      expect(Object.keys(messages).sort()).toEqual([...used].sort())
    }
  })
})
