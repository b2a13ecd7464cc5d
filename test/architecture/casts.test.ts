/** Casts that a compiler cannot follow: each is listed with its reason, and there are few. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const MOST = 12

/** File, what is cast, and why there is no other way. One cast each. */
const KNOWN: readonly (readonly [path: string, cast: string, reason: string])[] = [
  [
    'entrypoints/console/unlock-worker.ts',
    'self as unknown as',
    'the library for pages types the global of a worker as a window',
  ],
  [
    'entrypoints/console/verify-worker.ts',
    'self as unknown as',
    'the library for pages types the global of a worker as a window',
  ],
  [
    'entrypoints/forms.content/index.ts',
    'globalThis as unknown as',
    'the sentinel leaves its half of the frame under a name of the global, which no type declares',
  ],
  [
    'entrypoints/holdback.content/hook.ts',
    'globalThis as unknown as',
    'classes are looked up by name, since not every browser has each',
  ],
  [
    'entrypoints/holdback.content/sentinel.ts',
    '{ __proto__: null } as never',
    'a list that a page cannot reach by Object.prototype; the type of the literal has no index',
  ],
  [
    'entrypoints/holdback.content/read.ts',
    'body as unknown as',
    'whatever a page passes as a body is turned into text as the browser itself would, by its own toString',
  ],
  [
    'entrypoints/sentinel.content/link.ts',
    'globalThis as unknown as',
    'the one place beside platform that says browser: the global of an extension, without the library that types it',
  ],
  [
    'entrypoints/sentinel.content/link.ts',
    'element as unknown as',
    'openOrClosedShadowRoot is an attribute in Firefox that the types of no library have',
  ],
  [
    'utils/platform/browser-run.ts',
    'browser.browsingData.remove as unknown as',
    'Chromium takes origins and a time, which the types, made for Firefox, do not have',
  ],
  [
    'utils/platform/displays.ts',
    "{ permissions: ['system.display'] } as unknown as",
    'a permission of Chromium alone, which the types do not list',
  ],
  [
    'utils/platform/rules.ts',
    'browser as unknown as',
    'the types lack declarativeNetRequest; its calls in use are declared there',
  ],
]

/** The code without its comments. */
const code = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')

const found = ['utils', 'components', 'entrypoints'].flatMap((top) =>
  readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) => {
      const path = `${top}/${name}`
      const lines = code(readFileSync(join(ROOT, path), 'utf8')).split('\n')
      return lines.flatMap((line) =>
        [...line.matchAll(/\bas (?:never\b|unknown as\b)/g)].map((hit) => ({
          path,
          before: line.slice(0, hit.index + hit[0].length),
        })),
      )
    }),
)

describe('`as unknown as` and `as never`', () => {
  it('stand nowhere but where the list says', () => {
    const lost = found.filter(
      ({ path, before }) => !KNOWN.some(([p, cast]) => p === path && before.endsWith(cast)),
    )
    expect(lost).toEqual([])
  })

  it('are as many as the list has, each with a reason, and no more than a dozen', () => {
    expect(found).toHaveLength(KNOWN.length)
    expect(found.length).toBeLessThanOrEqual(MOST)
    expect(KNOWN.filter(([, , reason]) => reason.length < 40)).toEqual([])
  })
})
