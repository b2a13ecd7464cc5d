/** The documents against the code: what a test can hold is held, so that a page that lies fails. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { builtInPolicy, ORDER_FORMATS, readPolicy } from '../../../utils/policy/index.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const folders = (path: string): string[] =>
  readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((one) => one.isDirectory() && filesIn(join(path, one.name)).length > 0)
    .map((one) => one.name)
    .sort()
/** An empty folder is none: git does not know it. */
const filesIn = (path: string): string[] =>
  readdirSync(join(ROOT, path), { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))

const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
const readme = read('README.md')
const architecture = read('ARCHITECTURE.md')
const manifest = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  overrides?: Record<string, string>
}

/** Every kind of entry, as the format has it. */
const kinds = ((): string[] => {
  const bodies = /export interface Bodies \{([\s\S]*?)\n\}/.exec(read('utils/log/kinds.ts'))?.[1] ?? ''
  return [...bodies.matchAll(/^ {2}'([a-z]+\.[a-z]+)':/gm)].map(([, kind]) => kind as string)
})()

/** The anchor that GitHub gives a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[`*]/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
/** Without fenced code: a comment of a shell is no heading, a list in JSON no link. */
const prose = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '')
const anchorsOf = (path: string): string[] =>
  [...prose(read(path)).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => anchor(heading as string))

describe.each(DOCUMENTS)('%s', (path) => {
  const links = [...prose(read(path)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to as string)
  const own = links.filter((to) => !/^[a-z]+:/.test(to))

  it('links to files and headings that are there', () => {
    const lost = own.filter((to) => {
      const [file, heading] = to.split('#') as [string, string?]
      const target = file === '' ? path : join(dirname(path), file)
      if (!existsSync(join(ROOT, target))) return true
      return heading !== undefined && !anchorsOf(target).includes(decodeURIComponent(heading))
    })
    expect(lost).toEqual([])
  })

  it('promises nothing and leaves nothing to fill in but forms', () => {
    const text = prose(read(path))
    expect(text.match(/\b(?:TODO|TBD|FIXME|coming soon)\b|@[A-Z]{3,}@/g) ?? []).toEqual([])
  })

  it('has no table cell as long as a paragraph', () => {
    const cells = prose(read(path))
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .flatMap((line) => line.split(/(?<!\\)\|/))
      // As it is read: an address behind a link is not.
      .map((cell) => cell.replace(/\]\([^)]*\)/g, ']').trim())
    expect(cells.filter((cell) => cell.length > 200)).toEqual([])
  })

  it('names only commands that package.json has', () => {
    const named = [...read(path).matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name as string)
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([])
  })

  it('names only files of the repository', () => {
    // `utils/guard/judge.ts`, `test/world/`: a path with a folder of ours in front; <…> stands for a name.
    const named = [
      ...read(path).matchAll(/`((?:entrypoints|components|utils|test|docs|public|\.ci|\.github)\/[^`\s]*)`/g),
    ]
      .map(([, name]) => (name as string).replace(/[,;:]$/, ''))
      .filter((name) => !/[<*]/.test(name))
    expect(named.filter((name) => !existsSync(join(ROOT, name)))).toEqual([])
  })
})

describe('README.md', () => {
  it('says how to see it run and how to test it', () => {
    for (const command of ['npm start', 'npm test', '.ci/run']) expect(readme).toContain(command)
  })

  it('names every command of package.json that is for people', () => {
    const inner = /^(?:start|test|bench|types|lint|unused)$|:/
    const untold = Object.keys(manifest.scripts).filter((name) => !inner.test(name))
    expect(untold.filter((name) => !readme.includes(`npm run ${name}`))).toEqual([])
  })

  it('names the groups of --only as they are', () => {
    const source = /const GROUPS = \{([\s\S]*?)\n\}/.exec(read('test/run/test.mjs'))?.[1] ?? ''
    const groups = [...source.matchAll(/^ {2}'?([a-z0-9-]+)'?:/gm)].map(([, name]) => name as string)
    expect(groups.length).toBeGreaterThan(5)
    const line = /`--only` takes ([^\n]+?)\.(?:\s|$)/.exec(readme)?.[1] ?? ''
    const told = [...line.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name as string)
    expect(told.sort()).toEqual(groups.sort())
  })

  it('has small pictures of panel and signing window', () => {
    const pictures = [...readme.matchAll(/\]\((docs\/pictures\/[^)]+)\)/g)].map(([, path]) => path as string)
    expect(pictures.length).toBeGreaterThanOrEqual(2)
    for (const picture of pictures) {
      expect(readFileSync(join(ROOT, picture)).length, picture).toBeLessThan(160 * 1024)
    }
  })

  it('has every picture of docs/pictures in use', () => {
    const all = DOCUMENTS.map(read).join('\n')
    expect(readdirSync(join(ROOT, 'docs/pictures')).filter((name) => !all.includes(name))).toEqual([])
  })
})

describe('ARCHITECTURE.md', () => {
  const tree = /## The tree\s+```\n([\s\S]*?)```/.exec(architecture)?.[1] ?? ''
  /** The folders that the tree names under one of the top level. */
  const named = (top: string): string[] => {
    const at = tree.split('\n')
    const from = at.findIndex((line) => line.startsWith(`${top}/`))
    const rest = at.slice(from + 1)
    const end = rest.findIndex((line) => !line.startsWith(' '))
    return rest
      .slice(0, end < 0 ? rest.length : end)
      .filter((line) => /^ {2}\S/.test(line))
      .map((line) => line.trim().split(/[/\s]/)[0] as string)
      .sort()
  }

  it('draws the folders of the largest room, and no other', () => {
    const told = [...tree.matchAll(/^ {4}([a-z-]+)\//gm)].map(([, name]) => name as string)
    expect(told.sort()).toEqual(folders('utils/counter'))
  })

  it.each(['entrypoints', 'components', 'utils'])('draws what stands in %s, and nothing else', (top) => {
    expect(named(top)).toEqual(folders(top))
  })

  it('draws no folder of test that is not there', () => {
    expect(named('test').length).toBeGreaterThan(8)
    expect(named('test').filter((name) => !folders('test').includes(name))).toEqual([])
  })

  it('puts each room of utils on the floor that the arrows have it on', () => {
    const floors = /const FLOORS[^{]*\{([^}]*)\}/.exec(read('test/architecture/arrows.ts'))?.[1] ?? ''
    const told = [...tree.matchAll(/^ {2}([a-z]+)\/ +floor (\d)/gm)].map(
      ([, room, floor]) => `${room}: ${floor}`,
    )
    expect(told.length).toBe(folders('utils').length)
    for (const line of told) expect(floors).toContain(line)
  })

  it('draws every arrow between the pure rooms that the rules allow', () => {
    const joined = /const JOINED[^{]*\{([\s\S]*?)\n\}/.exec(read('test/architecture/arrows.ts'))?.[1] ?? ''
    const arrows = [...joined.matchAll(/^ {2}([a-z]+): \[(.+)\],$/gm)].map(
      ([, room, to]) => `\`${room} → ${(to as string).replaceAll("'", '')}\``,
    )
    expect(arrows.length).toBeGreaterThan(4)
    expect(arrows.filter((arrow) => !architecture.includes(arrow))).toEqual([])
  })

  const glossary = /## Glossary([\s\S]*?)\n## /.exec(architecture)?.[1] ?? ''
  const terms = [...glossary.matchAll(/^\| (.+) \| (.+) \| (.+) \| (`.+`) \|$/gm)].map(
    ([, term, , types, paths]) => ({
      term: term as string,
      types: [...(types as string).matchAll(/`([^`]+)`/g)].map(([, name]) => name as string),
      paths: [...(paths as string).matchAll(/`([^`]+)`/g)].map(([, path]) => path as string),
    }),
  )
  /** What a file, or every file of a folder, says. */
  const sourceAt = (path: string): string =>
    (existsSync(join(ROOT, path)) ? (path.endsWith('/') ? filesIn(path) : [join(ROOT, path)]) : [])
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n')
  /** `Name` is declared there; `Name.field` has that field; `kind.of` is an entry kind; `index.ts` is a file. */
  const isDeclared = (name: string, source: string): boolean => {
    if (name === 'index.ts') return source !== ''
    if (/^[a-z]+\.[a-z]+$/.test(name)) return source.includes(`'${name}':`)
    const [type, field] = name.split('.') as [string, string?]
    const declared = new RegExp(`\\b(?:interface|type|class|const|function) ${type}\\b`).test(source)
    return declared && (field === undefined || new RegExp(`\\b${field}\\??[:(]`).test(source))
  }

  it('has a glossary whose types and paths are there', () => {
    expect(terms.length).toBeGreaterThan(60)
    const rows = glossary
      .split('\n')
      .filter((line) => /^\| (?!term|---)/.test(line) && !line.startsWith('|---'))
    expect(rows.length).toBe(terms.length)
    const lost = terms.flatMap(({ term, types, paths }) => {
      const source = paths.map(sourceAt).join('\n')
      return types.filter((name) => !isDeclared(name, source)).map((name) => `${term}: ${name} in ${paths}`)
    })
    expect(lost).toEqual([])
    expect(new Set(terms.map(({ term }) => term)).size).toBe(terms.length)
  })

  it('walks two data through files and functions that are there, hop by hop', () => {
    const walks = (/## One datum walked([\s\S]*?)\n## /.exec(architecture)?.[1] ?? '')
      .split('\n### ')
      .slice(1, 3)
    expect(walks.length).toBe(2)
    for (const walk of walks) {
      const hops = [...walk.matchAll(/^\| (\d+) \| `([^`]+)` \| `([^`]+)` \|/gm)]
      expect(hops.map(([, n]) => Number(n))).toEqual(hops.map((_, i) => i + 1))
      expect(hops.length).toBeGreaterThan(20)
      const lost = hops.filter(([, , file, name]) => {
        const source = sourceAt(file as string)
        return !new RegExp(`(?:function|const) ${name}\\b|^ +${name}\\(\\) \\{`, 'm').test(source)
      })
      expect(lost.map(([, , file, name]) => `${name} in ${file}`)).toEqual([])
    }
  })

  it('explains every dependency, and none that is gone', () => {
    const names = [
      ...Object.keys(manifest.dependencies),
      ...Object.keys(manifest.devDependencies),
      ...Object.keys(manifest.overrides ?? {}),
    ]
    const section = /## What it is built from([\s\S]*?)\n## /.exec(architecture)?.[1] ?? ''
    const told = [...section.matchAll(/^\| `([^`]+)`((?:, `[^`]+`)*) \|/gm)].flatMap(([, first, more]) => [
      first as string,
      ...[...(more as string).matchAll(/`([^`]+)`/g)].map(([, name]) => name as string),
    ])
    expect(names.filter((name) => !section.includes(`\`${name}\``))).toEqual([])
    expect(told.filter((name) => !names.includes(name))).toEqual([])
  })

  it('says that every kind of entry is written, which is so', () => {
    expect(kinds.length).toBeGreaterThan(30)
    // What writes: the use cases, and the appender for what it adds itself. Types and readers do not count.
    const writers = [...filesIn('utils/counter'), ...filesIn('utils/store'), ...filesIn('entrypoints')]
      .filter((path) => /\.tsx?$/.test(path) && !/reader\.ts$/.test(path))
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n')
    expect(kinds.filter((kind) => !writers.includes(`'${kind}'`))).toEqual([])
    expect(architecture).toContain('Every kind that the format has is written.')
  })
})

describe('an entry kind', () => {
  it('stands in the list of the format', () => {
    const text = read('docs/log-format.md')
    const list = /^Kinds: (.+?)\. /m.exec(text)?.[1] ?? ''
    const told = [...list.matchAll(/`([a-z]+\.[a-z]+)`/g)].map(([, kind]) => kind as string)
    expect(told.sort()).toEqual([...kinds].sort())
  })

  it('has a name in the console', () => {
    const names = JSON.parse(read('components/text/zh-CN/console.json')) as Record<string, string>
    const told = Object.keys(names).filter((key) => key.startsWith('kind.'))
    expect(told.sort()).toEqual(kinds.map((kind) => `kind.${kind}`).sort())
  })
})

describe('CONTRIBUTING.md', () => {
  it('has the recipes, and each says what notices a place that was forgotten', () => {
    const recipes = /## Recipes([\s\S]*)/.exec(read('CONTRIBUTING.md'))?.[1] ?? ''
    expect([...recipes.matchAll(/^### (.+)$/gm)].length).toBeGreaterThanOrEqual(7)
    expect([...recipes.matchAll(/^\| place \| fails if forgotten \|$/gm)].length).toBeGreaterThanOrEqual(7)
  })
})

describe('docs/policy.md', () => {
  const text = read('docs/policy.md')
  const table = /## Every field([\s\S]*?)\n## /.exec(text)?.[1] ?? ''
  const told = [...table.matchAll(/^\| `([A-Za-z.]+)` \|/gm)].map(([, name]) => name as string)
  const source = `${read('utils/policy/read.ts')}\n${read('utils/policy/order-shape.ts')}`
  /** Names of the fields of a strictObject of the schema, by the name of the constant. */
  const fieldsOf = (name: string): string[] => {
    const from = source.indexOf(`const ${name} = `)
    const body = source.slice(source.indexOf('strictObject({', from) + 15)
    const indent = /^ */.exec(body)?.[0].length ?? 0
    const end = body.search(new RegExp(`^ {${indent - 2}}\\}\\)`, 'm'))
    return [...body.slice(0, end).matchAll(/^( *)([A-Za-z]+):/gm)]
      .filter(([, space]) => space?.length === indent)
      .map(([, , field]) => field as string)
  }

  it('explains every field of the schema, and no other', () => {
    const fields = fieldsOf('schema')
    expect(fields.length).toBeGreaterThan(15)
    expect(told.filter((name) => !name.includes('.')).sort()).toEqual(fields.sort())
  })

  it('explains what stands inside', () => {
    const inside: Record<string, readonly string[]> = {
      store: Object.keys(builtInPolicy.store),
      carrier: Object.keys(builtInPolicy.carrier),
      vault: Object.keys(builtInPolicy.vault),
      times: Object.keys(builtInPolicy.times),
      staff: fieldsOf('staff'),
    }
    for (const [name, fields] of Object.entries(inside)) {
      expect(fields.length).toBeGreaterThan(0)
      for (const field of fields) expect(told).toContain(`${name}.${field}`)
    }
    const adapters = /## An adapter([\s\S]*?)\n## /.exec(text)?.[1] ?? ''
    const orders = fieldsOf('orderShape')
    expect(orders.length).toBeGreaterThan(15)
    for (const field of orders) expect(adapters).toContain(`order.${field}`)
    for (const field of fieldsOf('adapter')) expect(adapters, field).toContain(field)
    const formats = /^\| `order\.format` \|(.+)$/m.exec(adapters)?.[1] ?? ''
    for (const format of ORDER_FORMATS) expect(formats).toContain(`\`${format}\``)
  })

  it('gives the defaults as they are', () => {
    for (const [name, value] of Object.entries(builtInPolicy.times)) {
      expect(table).toMatch(new RegExp(`\\| \`times\\.${name}\` \\|[^|]*\\| ${value} \\|`))
    }
    expect(table).toContain(`| \`signEach\` | true or false | \`${builtInPolicy.signEach}\` |`)
    expect(table).toContain(
      `| \`teenGuardian\` | \`paid-and-accounts\` or \`all\` | \`${builtInPolicy.teenGuardian}\` |`,
    )
    expect(table).toContain(`| \`maskCopies\` | true or false | \`${builtInPolicy.maskCopies}\` |`)
  })

  it('shows an example that reads', () => {
    const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => json as string)
    const whole = examples.filter((json) => /^\{\s*"v": 1/.test(json))
    expect(whole.length).toBe(1)
    expect(readPolicy(whole[0] as string)).toMatchObject({ ok: true })
  })

  it('shows the table of the guard with its rows and columns', async () => {
    const { TABLE, COLUMNS, ROWS } = await import('../../../utils/guard/index.ts')
    const section = /## The guard's table([\s\S]*?)\n## /.exec(text)?.[1] ?? ''
    const rows = [...section.matchAll(/^\| `([a-z-]+)` \| (.+) \|$/gm)].filter(([, row]) =>
      (ROWS as readonly string[]).includes(row as string),
    )
    expect(rows.map(([, row]) => row)).toEqual([...ROWS])
    for (const [, row, cells] of rows) {
      const acts = (cells as string).split(' | ')
      expect(acts.length).toBe(COLUMNS.length)
      for (const [i, column] of COLUMNS.entries()) {
        const act = TABLE[row as keyof typeof TABLE][column][0]
        expect((acts[i] as string).startsWith(act), `${row}/${column} is ${act}`).toBe(true)
      }
    }
  })

  it('has the days and years of the privacy page', () => {
    const kept = /## How long([\s\S]*?)\n## /.exec(read('docs/privacy.md'))?.[1] ?? ''
    const told = [...kept.matchAll(/`times\.(\w+)`[^|]*?(\d+) (?:days|years) by default/g)]
    expect(told.length).toBeGreaterThanOrEqual(3)
    for (const [, name, n] of told) {
      expect(builtInPolicy.times[name as keyof typeof builtInPolicy.times], name).toBe(Number(n))
    }
  })

  it('says how a managed policy arrives as the build lets it arrive', () => {
    expect(text.includes('storage.managed_schema')).toBe(read('wxt.config.ts').includes('managed_schema'))
  })
})

describe('docs/privacy.md', () => {
  it('says what is sent to a witness as long as there is one, and all that can send', () => {
    const senders = [...filesIn('utils'), ...filesIn('components'), ...filesIn('entrypoints')]
      .filter((path) => /\.tsx?$/.test(path))
      .filter((path) => /(?<![\w.'])fetch\(|new (?:WebSocket|EventSource)\(/.test(readFileSync(path, 'utf8')))
      .map((path) => relative(ROOT, path))
      .sort()
    expect(senders).toEqual(['utils/platform/post.ts'])
    for (const path of ['README.md', 'docs/privacy.md', 'docs/threat-model.md'])
      expect(read(path)).toContain('witness')
  })

  it('names every table of the database', () => {
    const tables = [...read('utils/store/db.ts').matchAll(/declare readonly ([a-zA-Z]+): Table/g)].map(
      ([, name]) => name as string,
    )
    expect(tables.length).toBeGreaterThan(8)
    const text = read('docs/privacy.md')
    expect(tables.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  })
})

describe('what is open', () => {
  it('runs under the licence that is named', () => {
    expect(read('LICENSE')).toContain('Apache License')
    expect(readme).toContain('Apache-2.0')
  })
})
