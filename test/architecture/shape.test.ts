import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'
import { readHouse, type Source, target } from './imports.ts'

const ROOT = resolve(import.meta.dirname, '../..')

const COUNTER = 'utils/counter'
/** The folder of the counter in which a file lies; null for a file beside the folders, and outside of the counter. */
const folderOf = (path: string): string | null =>
  new RegExp(`^${COUNTER}/([^/]+)/[^/]+`).exec(path)?.[1] ?? null

/** Imports that go into a folder of the counter by another way than its door. */
const pastTheDoor = (house: readonly Source[]): string[] =>
  house
    .filter(({ path }) => path.startsWith(`${COUNTER}/`))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ spec }) => spec.startsWith('.'))
        .map(({ spec }) => target(path, spec))
        .filter((to) => folderOf(to) !== null && folderOf(to) !== folderOf(path) && !/\/index\.ts$/.test(to))
        .map((to) => `${path}: ${to}`),
    )

describe('the folders of the counter', () => {
  const house = readHouse(ROOT)

  it('each have a door', () => {
    const folders = new Set(house.flatMap(({ path }) => folderOf(path) ?? []))
    expect(folders.size).toBeGreaterThanOrEqual(8)
    const paths = new Set(house.map(({ path }) => path))
    expect([...folders].filter((folder) => !paths.has(`${COUNTER}/${folder}/index.ts`))).toEqual([])
  })

  it('meet each other through it alone', () => {
    expect(pastTheDoor(house)).toEqual([])
  })

  it('are seen where one goes past a door, and where a file beside them does', () => {
    const wrong = (path: string, spec: string): Source => ({
      path,
      code: '',
      bare: '',
      imports: [{ spec, typeOnly: true }],
    })
    expect(
      pastTheDoor([
        wrong(`${COUNTER}/stops/floor.ts`, '../state/commit.ts'),
        wrong(`${COUNTER}/start.ts`, './state/commit.ts'),
        wrong(`${COUNTER}/stops/floor.ts`, '../state/index.ts'),
        wrong(`${COUNTER}/stops/floor.ts`, './page.ts'),
        wrong(`${COUNTER}/stops/floor.ts`, '../host.ts'),
      ]),
    ).toEqual([
      `${COUNTER}/stops/floor.ts: ${COUNTER}/state/commit.ts`,
      `${COUNTER}/start.ts: ${COUNTER}/state/commit.ts`,
    ])
  })
})

const MOST_LINES = 350
/** Data: lists of services and notices, and the words on the screens. */
const DATA = /^(utils\/notice\/(data|drafts)|components\/text)\//

const linesOf = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)

describe('a file', () => {
  const files = ['utils', 'components', 'entrypoints'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(ROOT, folder, name))
      .filter((full) => /\.([cm]?[jt]sx?|css|json|html)$/.test(full))
      .map((full) => ({ path: relative(ROOT, full).split(sep).join('/'), full })),
  )
  const long = files
    .filter(({ path }) => !DATA.test(path))
    .map(({ path, full }) => ({ path, lines: linesOf(readFileSync(full, 'utf8')) }))
    .filter(({ lines }) => lines > MOST_LINES)

  it(`has at most ${MOST_LINES} lines`, () => {
    expect(files.length).toBeGreaterThan(300)
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([])
  })
})

const MOST_IN_FUNCTION = 120
/** What runs in the pages of others. */
const PAGE_SCRIPTS = /^entrypoints\/(sentinel|holdback|forms)\.content(\/|\.)/

/** Lines of the longest function of a file, from its parser. */
function longestFunction(path: string, text: string): number {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed`)
  let longest = 0
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one)
    else if (typeof node === 'object' && node !== null) {
      const { type, start, end } = node as { type?: unknown; start?: number; end?: number }
      if (typeof type === 'string' && /Function/.test(type) && !type.startsWith('TS'))
        longest = Math.max(longest, linesOf(text.slice(start, end)))
      for (const one of Object.values(node)) visit(one)
    }
  }
  visit(program)
  return longest
}

describe('a function in a page of others', () => {
  const longest = readHouse(ROOT, ['entrypoints'])
    .filter(({ path }) => PAGE_SCRIPTS.test(path))
    .map(({ path }) => ({ path, lines: longestFunction(path, readFileSync(join(ROOT, path), 'utf8')) }))

  it(`has at most ${MOST_IN_FUNCTION} lines`, () => {
    expect(longest.length).toBeGreaterThan(15)
    expect(
      longest.filter(({ lines }) => lines > MOST_IN_FUNCTION).map(({ path, lines }) => `${path}: ${lines}`),
    ).toEqual([])
  })

  it('is measured whole, whichever way it is written', () => {
    const body = 'a()\n'.repeat(5)
    expect(longestFunction('one.ts', `const a = () => {\n${body}}\n`)).toBe(7)
    expect(longestFunction('one.ts', `const a = {\n  b(): void {\n${body}}\n}\n`)).toBe(7)
    expect(longestFunction('one.ts', `export function a(b: () => void) {\n${body}${body}}\n`)).toBe(12)
  })
})
