/** The room of use cases: its folders know each other by their doors, and `commit` alone changes anything. */
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readHouse, target } from './imports.ts'

const ROOM = 'utils/counter/'
const files = readHouse(resolve(import.meta.dirname, '../..')).filter(({ path }) => path.startsWith(ROOM))
const folderOf = (path: string): string => {
  const [folder, file] = path.slice(ROOM.length).split('/')
  return file === undefined ? '' : (folder ?? '')
}
const saying = (what: RegExp, but: readonly string[] = []) =>
  files
    .filter(({ path, bare }) => !but.includes(path.slice(ROOM.length)) && what.test(bare))
    .map(({ path }) => path)

describe('utils/counter', () => {
  it('is read', () => {
    expect(files.length).toBeGreaterThan(40)
    expect(new Set(files.map(({ path }) => folderOf(path))).size).toBeGreaterThan(7)
  })

  it('has folders that import each other by their doors', () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ spec }) => spec.startsWith('.'))
        .map(({ spec }) => target(path, spec))
        .filter((to) => to.startsWith(ROOM) && folderOf(to) !== '' && folderOf(to) !== folderOf(path))
        .filter((to) => !to.endsWith('/index.ts'))
        .map((to) => `${path} → ${to}`),
    )
    expect(wrong).toEqual([])
  })

  it('writes to the log and its tables in commit alone', () => {
    expect(saying(/\blog\s*\.\s*(?:append|write)\s*\(/, ['state/commit.ts'])).toEqual([])
  })

  it('makes rules and snapshots of the memory in one place, for commit', () => {
    expect(saying(/\b(?:setSessionRules|pushSnapshots)\s*\(/, ['state/guarding.ts', 'host.ts'])).toEqual([])
    expect(saying(/\bapplyGuard\b/, ['state/guarding.ts', 'state/commit.ts'])).toEqual([])
  })

  it('keeps nothing in variables of a module', () => {
    const kept = /^(?:let\s|const\s+\w+(?::[^=]*)?\s*=\s*new\s+(?:Map|Set)\b)/m
    expect(saying(kept)).toEqual([])
  })

  it('reads and writes settings by the registry alone', () => {
    const reads = /\.\s*(?:setting|settingWrite)\s*\(|table:\s*['"`]settings/
    expect(
      files
        .filter(({ path, code }) => !path.endsWith('state/settings.ts') && reads.test(code))
        .map((f) => f.path),
    ).toEqual([])
  })
})
