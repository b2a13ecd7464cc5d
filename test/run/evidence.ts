/** What `npm run verify` says of a bundle that a browser exported: as it is, with one byte changed, and rolled back. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack, unpack } from '../unit/evidence/zip.ts'
import { check } from './check.ts'

interface Said {
  readonly exit: number | null
  readonly words: string
}

/** The command as a person runs it, in English. */
export function verify(file: string, ...more: readonly string[]): Said {
  const tool = join(import.meta.dirname, 'verify.ts')
  const run = spawnSync(process.execPath, [tool, file, '--lang=en', ...more], { encoding: 'utf8' })
  return { exit: run.status, words: `${run.stdout}${run.stderr}` }
}

/** The same in this process: a Node of its own for each of a dozen spoiled files is most of what the check of them takes. */
export async function checked(file: string, ...more: readonly string[]): Promise<Said> {
  const lines: string[] = []
  const note = (line: string): void => void lines.push(`${line}\n`)
  const exit = await check([file, '--lang=en', ...more], { log: note, error: note })
  return { exit, words: lines.join('') }
}

export interface Judged {
  readonly sound: boolean
  readonly whole: boolean
  /** Files of the bundle, and those in which one changed byte was seen and the file named. */
  readonly files: number
  readonly changedSeen: number
  readonly entryNamed: boolean
  readonly rolledBack: boolean
}

/** `newer`: a checkpoint of the same log from after the export. */
export async function judgeEvidence(file: string, newer: string): Promise<Judged> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-evidence-'))
  try {
    const asItIs = verify(file)
    const files = await unpack(readFileSync(file))
    let changedSeen = 0
    let entryNamed = false
    for (const [path, bytes] of files) {
      const changed = bytes.slice()
      const at = Math.floor(changed.length / 2)
      changed[at] = (changed[at] as number) ^ 1
      const spoiled = join(folder, 'changed.zip')
      writeFileSync(spoiled, pack(new Map(files).set(path, changed)))
      const { exit, words } = await checked(spoiled)
      const named = /manifest/.test(path)
        ? /Does not match|missing|no manifest/.test(words)
        : words.includes(path)
      if (exit === 1 && named) changedSeen++
      if (path === 'data/entries.jsonl') entryNamed = exit === 1 && /Entry changed: No\. \d+\./.test(words)
    }
    const checkpoint = join(folder, 'newer.txt')
    writeFileSync(checkpoint, newer)
    const rolled = await checked(file, '--checkpoint', checkpoint)
    return {
      sound: asItIs.exit === 0,
      whole: asItIs.words.includes('Whole log: all'),
      files: files.size,
      changedSeen,
      entryNamed,
      rolledBack: rolled.exit === 1 && rolled.words.includes('Rolled back'),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const evidenceHeld = (j: Judged): boolean =>
  j.sound && j.whole && j.files > 8 && j.changedSeen === j.files && j.entryNamed && j.rolledBack
