/**
 * Edge is given the very build of Chromium: `npm test` copies it. That holds as long as nothing tells the two apart, neither
 * the sources nor what makes the build.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import config from '../../wxt.config.ts'

const ROOT = resolve(import.meta.dirname, '../..')

it('no source asks for a browser but whether it is Firefox', () => {
  const asked = ['entrypoints', 'components', 'utils'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(tsx?|html|css)$/.test(name))
      .flatMap((name) => {
        const text = readFileSync(join(ROOT, folder, name), 'utf8')
        return [...text.matchAll(/import\.meta\.env\b(?!\.FIREFOX\b).{0,20}|\b__BROWSER__\b/g)].map(
          ([hit]) => `${folder}/${name}: ${hit}`,
        )
      }),
  )
  expect(asked).toEqual([])
})

it('what makes the build gives both the same manifest, and asks for Firefox alone', () => {
  const manifestFor = (browser: string): unknown => {
    const { manifest } = config
    if (typeof manifest !== 'function') throw new Error('the manifest is no function of the browser any more')
    return manifest({ browser, manifestVersion: 3, mode: 'production', command: 'build' })
  }
  expect(manifestFor('edge')).toEqual(manifestFor('chrome'))
  expect(manifestFor('firefox')).not.toEqual(manifestFor('chrome'))
  const text = readFileSync(join(ROOT, 'wxt.config.ts'), 'utf8')
  const compared = [...text.matchAll(/browser\s*[=!]==?\s*('[^']*')/g)].map(([, name]) => name)
  expect(compared.length).toBeGreaterThan(0)
  expect(new Set(compared)).toEqual(new Set(["'firefox'"]))
})
