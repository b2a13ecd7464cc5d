import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { closure, faults } from './arrows.ts'
import { importsOf, readHouse, strip } from './imports.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const line = (fault: { path: string; rule: string; what: string }) =>
  `${fault.path}: ${fault.rule}: ${fault.what}`

describe('the house follows its plan', () => {
  const house = readHouse(ROOT)

  it('reads the whole house', () => {
    expect(house.length).toBeGreaterThan(50)
    expect(house.flatMap((source) => source.imports).length).toBeGreaterThan(150)
  })

  it('has no arrow that the plan does not draw', () => {
    expect(faults(house).map(line)).toEqual([])
  })

  it('keeps what runs in every page to guard and base', () => {
    const brought = closure(house, 'utils/guard/page.ts')
    expect(brought.filter((path) => !/^utils\/(guard|base)\//.test(path))).toEqual([])
  })
})

describe('the scripts of every page', () => {
  it('bring nothing of wire but names', () => {
    expect(closure(readHouse(ROOT), 'utils/wire/names.ts')).toEqual(['utils/wire/names.ts'])
  })
})

describe('the surfaces', () => {
  it('carry no validator of messages', () => {
    const brought = closure(readHouse(ROOT), 'utils/wire/index.ts')
    expect(
      brought.filter((path) => path === 'valibot' || /wire\/(pages|shapes|sentinel)/.test(path)),
    ).toEqual([])
  })
})

describe('the rules find what they are for', () => {
  it('finds each wrong arrow of a house made wrong, and nothing else in it', () => {
    const wrong = faults(readHouse(join(import.meta.dirname, 'fixtures', 'wrong'))).map(line)
    expect(wrong.sort()).toEqual(
      [
        'components/view.tsx: library: dexie',
        'components/view.tsx: sideways: components → counter',
        'components/view.tsx: sideways: components → store',
        'entrypoints/holdback.content/index.ts: global: chrome.r',
        'entrypoints/holdback.content/index.ts: page-script: utils/log/index.ts',
        'entrypoints/sentinel.content/index.ts: page-script: utils/wire/index.ts',
        'entrypoints/sentinel.content/index.ts: page-script: valibot',
        'entrypoints/sign/main.ts: bare: some-new-library',
        'entrypoints/sign/main.ts: sideways: entrypoints/sign → entrypoints/popup',
        'utils/base/up.ts: up: base → log',
        'utils/consent/up-dynamically.ts: up: consent → store',
        'utils/counter/entry.ts: up: counter → entrypoints/popup',
        'utils/evidence/global-by-name.ts: global: globalThis.chrome',
        'utils/guard/consent-by-value.ts: sideways: guard → consent',
        'utils/log/alias.ts: bare: @/utils/base/index.ts',
        'utils/log/sideways.ts: sideways: log → notice',
        'utils/notice/extension-less.ts: extension: ../base/index',
        'utils/platform/outside.ts: outside: test/world/policy.json',
        'utils/policy/past-the-door.ts: door: utils/base/sha256.ts',
        'utils/portal/global.ts: global: browser.r',
        'utils/store/polyfill.ts: library: webextension-polyfill',
        'utils/wire/sideways.ts: sideways: wire → platform',
      ].sort(),
    )
  })

  it('reads every form of import and no comment or text', () => {
    const { code } = strip(`
      import a from './a.ts' // import no from './no.ts'
      import type { B } from "./b.ts"
      import './c.css'
      import { type D, e } from './d.ts'
      export * as f from './f.ts'
      export type { G } from './g.ts'
      const h = await import('./h.ts')
      const i = new Worker(new URL('./i.ts', import.meta.url))
      /* import no from './no.ts' */
      const quote = /['"]/
      import j from './j.json' with { type: 'json' }
    `)
    expect(
      importsOf(code)
        .map(({ spec, typeOnly }) => `${spec}${typeOnly ? ' type' : ''}`)
        .sort(),
    ).toEqual([
      './a.ts',
      './b.ts type',
      './c.css',
      './d.ts',
      './f.ts',
      './g.ts type',
      './h.ts',
      './i.ts',
      './j.json',
    ])
  })
})
