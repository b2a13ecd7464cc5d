import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'

/** One import of a file, as it is written. */
export interface Import {
  readonly spec: string
  /** `import type` or `export type`: nothing of it is left at run time. */
  readonly typeOnly: boolean
}

export interface Source {
  /** From the root of the house, with slashes. */
  readonly path: string
  /** Without comments. */
  readonly code: string
  /** Without comments and without what stands in quotes. */
  readonly bare: string
  readonly imports: readonly Import[]
}

/** Takes comments and the text of templates out, and gives the code with and without the content of its strings. */
export function strip(text: string): { code: string; bare: string } {
  let code = ''
  let bare = ''
  let at = 0
  // Depth of braces within each open template literal's `${`, so that its `}` is known.
  const templates: number[] = []
  const both = (chunk: string) => {
    code += chunk
    bare += chunk
  }
  const template = () => {
    while (at < text.length) {
      const char = text[at] as string
      if (char === '\\') {
        at += 2
      } else if (char === '`') {
        both('`')
        at += 1
        return
      } else if (char === '$' && text[at + 1] === '{') {
        both('${')
        at += 2
        templates.push(0)
        return
      } else at += 1
    }
  }
  while (at < text.length) {
    const char = text[at] as string
    const next = text[at + 1]
    if (char === '/' && next === '/') {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end
    } else if (char === '/' && next === '*') {
      const end = text.indexOf('*/', at + 2)
      at = end < 0 ? text.length : end + 2
      both(' ')
    } else if (char === '/' && /(^|[=([,;:!&|?{}>]|\breturn|\bcase)\s*$/.test(bare.slice(-12))) {
      // A regular expression: it may hold quotes.
      let inClass = false
      let end = at + 1
      while (end < text.length && text[end] !== '\n') {
        if (text[end] === '\\') end += 1
        else if (text[end] === '[') inClass = true
        else if (text[end] === ']') inClass = false
        else if (text[end] === '/' && !inClass) break
        end += 1
      }
      code += text.slice(at, end + 1)
      bare += '/./'
      at = end + 1
    } else if (char === "'" || char === '"') {
      let end = at + 1
      while (end < text.length && text[end] !== char && text[end] !== '\n') end += text[end] === '\\' ? 2 : 1
      code += text.slice(at, end + 1)
      bare += char + char
      at = end + 1
    } else if (char === '`') {
      both('`')
      at += 1
      template()
    } else {
      if (templates.length > 0) {
        const depth = templates[templates.length - 1] as number
        if (char === '{') templates[templates.length - 1] = depth + 1
        if (char === '}') {
          if (depth === 0) {
            templates.pop()
            both('}')
            at += 1
            template()
            continue
          }
          templates[templates.length - 1] = depth - 1
        }
      }
      both(char)
      at += 1
    }
  }
  return { code, bare }
}

/** Every way in which one file names another: import, export from, import(), and a worker's URL. */
export function importsOf(code: string): Import[] {
  const found: Import[] = []
  const patterns: [RegExp, number, number][] = [
    [/(?<![.\w$])import\s+(type\s+(?!from\b))?(?:[\w$*\s{},]+?\s*from\s*)?(['"])([^'"\n]+)\2/g, 1, 3],
    [/(?<![.\w$])export\s+(type\s+)?(?:\*(?:\s*as\s+[\w$]+)?|\{[^}]*\})\s*from\s*(['"])([^'"\n]+)\2/g, 1, 3],
    [/(?<![.\w$])(?:import|require)\s*(\b\B)?\(\s*(['"])([^'"\n]+)\2/g, 1, 3],
    [/new\s+URL\s*(\b\B)?\(\s*(['"`])(\.[^'"`\n]+)\2\s*,\s*import\.meta\.url/g, 1, 3],
  ]
  for (const [pattern, type, spec] of patterns) {
    for (const hit of code.matchAll(pattern)) {
      found.push({ spec: (hit[spec] as string).replace(/\?.*$/, ''), typeOnly: hit[type] !== undefined })
    }
  }
  return found
}

/** Reads the sources of a house. */
export function readHouse(root: string, folders = ['entrypoints', 'components', 'utils']): Source[] {
  const sources: Source[] = []
  for (const folder of folders) {
    let names: string[]
    try {
      names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    } catch {
      continue
    }
    for (const name of names) {
      if (!/\.[cm]?[jt]sx?$/.test(name) || name.endsWith('.d.ts')) continue
      const full = join(root, folder, name)
      const { code, bare } = strip(readFileSync(full, 'utf8'))
      sources.push({ path: relative(root, full).split(sep).join('/'), code, bare, imports: importsOf(code) })
    }
  }
  return sources.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Where a relative import of a file leads, from the root of the house. */
export function target(from: string, spec: string): string {
  return posix.normalize(posix.join(posix.dirname(from), spec))
}
