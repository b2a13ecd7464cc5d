/** Words stand in the locale files: whoever translates or corrects them looks nowhere else but where this list says. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')

/** Without comments. A `//` behind a colon is an address. */
const bare = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(?<!:)\/\/[^\n]*/g, '')
const saysHan = (text: string): boolean => /\p{Script=Han}/u.test(bare(text))

/** What has Chinese words of its own, and why; ARCHITECTURE.md says the same. */
const ALLOWED: readonly (readonly [RegExp, string])[] = [
  [/^utils\/policy\/built-in\.ts$/, 'words that a policy replaces'],
  [/^utils\/notice\/data\/[a-z-]+\.ts$/, 'names of services'],
  [/^utils\/notice\/(?:catalogue|missing)\.ts$/, 'what is looked for in a notice'],
  [/^utils\/guard\/[a-z-]+\.ts$/, 'what the guard reads for on a page'],
  [/^utils\/base\/digits\.ts$/, 'figures'],
  [/^components\/base\/Seal\.tsx$/, 'the seal'],
]

describe('Chinese words in code', () => {
  const said = ['utils', 'entrypoints', 'components']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
        (name) => `${folder}/${name.replaceAll('\\', '/')}`,
      ),
    )
    .filter((path) => /\.tsx?$/.test(path) && saysHan(readFileSync(join(ROOT, path), 'utf8')))

  it('stand nowhere but where a reason is given', () => {
    expect(said.filter((path) => !ALLOWED.some(([where]) => where.test(path)))).toEqual([])
  })

  it('stand wherever a reason is given', () => {
    expect(ALLOWED.filter(([where]) => !said.some((path) => where.test(path)))).toEqual([])
  })

  it('are found in strings, templates and views, and not in comments', () => {
    expect(['"签"', "x('签')", '`a 签`', '<p>签</p>', '"https://a.example/签"'].filter(saysHan)).toHaveLength(
      5,
    )
    expect(['// 签', 'a() // 签', '/** 签 */ a', '/*\n签\n*/'].filter(saysHan)).toEqual([])
  })
})
