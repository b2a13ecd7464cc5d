/** No fault vanishes: a catch in what runs in the background notes it, hands it on, or says why silence is right. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const PLACES = ['components', 'entrypoints', 'utils/platform', 'utils/counter', 'utils/store', 'utils/wire']
/** A catch that does not look at what it caught. */
const BLIND = /\.catch\(\s*(?:async )?\(\)|catch \{|,\s*\(\) => undefined/

/** Blind catches beside which no comment stands: on the line, above it, or as the first line of its block. */
function silent(path: string, source: string): string[] {
  const lines = source.split('\n')
  return lines.flatMap((line, i) => {
    if (!BLIND.test(line) || /^\s*(?:\/\/|\*)/.test(line)) return []
    // A statement may begin some lines above.
    let start = i
    while (start > 0 && /^\s*[.)}]/.test(lines[start] ?? '') && !/^\s*\} catch/.test(lines[start] ?? ''))
      start--
    const near = [lines[i - 1], lines[start - 1], lines[i + 1], line]
    // A code of its own is told to whoever asked.
    if (/^\s*(?:throw new CodedError|return err)\(/.test(lines[i + 1] ?? '')) return []
    return near.some((one) => /\/\/|\*\/|^\s*\*/.test(one ?? '')) ? [] : [`${path}:${i + 1}: ${line.trim()}`]
  })
}

describe('a catch that does not look', () => {
  it.each(PLACES)('in %s gives its reason', (place) => {
    const found = readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .flatMap((name) => silent(`${place}/${name}`, readFileSync(join(ROOT, place, name), 'utf8')))
    expect(found).toEqual([])
  })

  it('is found where it gives none', () => {
    expect(silent('a.ts', 'void work().catch(() => undefined)')).toHaveLength(1)
    expect(silent('a.ts', 'try {\n  work()\n} catch {\n  return null\n}')).toHaveLength(1)
    expect(silent('a.ts', '// Gone by then.\nvoid work().catch(() => undefined)')).toEqual([])
    expect(silent('a.ts', "try {\n  work()\n} catch {\n  return err('a/b')\n}")).toEqual([])
    expect(silent('a.ts', "void work().catch(faults.noted('a/b'))")).toEqual([])
  })
})

describe('a place of a fault', () => {
  const sources = ['entrypoints', 'utils', 'components'].flatMap((top) =>
    readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => readFileSync(join(ROOT, top, name), 'utf8')),
  )
  const places = sources.flatMap((source) =>
    [...source.matchAll(/faults\.noted?\(\s*([^,)]+)/g)].map(([, place]) => place as string),
  )

  it('is a constant of the program', () => {
    expect(places.length).toBeGreaterThan(30)
    const made = places.filter((place) => !/^'[a-z-]+(?:\/[a-z-]+)+'$/.test(place))
    // Each made of a closed set: the events of the browser, the sentinel's messages, the names of the contract.
    expect(made.map((place) => place.split('$')[0]).sort()).toEqual(['`background/', '`wire/'])
  })
})
