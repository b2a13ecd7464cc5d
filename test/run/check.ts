/** What `npm run verify` does, apart from the terminal: the tests call it in their own process. */
import { existsSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { verdictWords, verifyText } from '../../components/verify/words.ts'
import { checkFile, PROOF_ENDING, type Source, type Verdict } from '../../utils/evidence/index.ts'

function options(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      checkpoint: { type: 'string', multiple: true, default: [] },
      vkey: { type: 'string' },
      entry: { type: 'string' },
      receipt: { type: 'string' },
      lang: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  return { ...values, files: positionals }
}

const system = process.env['LC_ALL'] || process.env['LANG'] || Intl.DateTimeFormat().resolvedOptions().locale

/** Where the words go: a verdict to `log`, what kept it from being reached to `error`. */
export type Terminal = Pick<Console, 'log' | 'error'>

async function sourceOf(path: string): Promise<{ source: Source; close(): Promise<void> }> {
  const file = await open(path)
  const source: Source = {
    size: (await file.stat()).size,
    async read(from, length) {
      const bytes = new Uint8Array(length)
      const { bytesRead } = await file.read(bytes, 0, length, from)
      return bytes.subarray(0, bytesRead)
    },
  }
  return { source, close: () => file.close() }
}

/** A list and what it is checked by lie beside each other, and either is named: both, where both are there. */
function withList(name: string): { readonly file: string; readonly list: string | null } {
  if (basename(name).endsWith(PROOF_ENDING)) {
    const list = name.slice(0, -PROOF_ENDING.length)
    return { file: name, list: existsSync(list) ? list : null }
  }
  return existsSync(name + PROOF_ENDING)
    ? { file: name + PROOF_ENDING, list: name }
    : { file: name, list: null }
}

/** Checks a file as the command does, and gives its exit: 0 sound, 1 not sound, 2 unreadable. */
export async function check(args: readonly string[], to: Terminal): Promise<number> {
  let given: ReturnType<typeof options>
  try {
    given = options(args)
  } catch {
    to.error(verifyText('zh-CN')('cli.usage'))
    to.error(verifyText('en')('cli.usage'))
    return 2
  }
  const lang = (given.lang ?? system).startsWith('zh') ? 'zh-CN' : 'en'
  const t = verifyText(lang)
  const [name] = given.files
  if (given.files.length !== 1 || name === undefined) {
    to.error(t('cli.usage'))
    return 2
  }
  let at = name
  try {
    const known = given.checkpoint.map((path) => {
      at = path
      return readFileSync(path, 'utf8')
    })
    at = given.entry ?? ''
    const entry = given.entry === undefined ? null : readFileSync(given.entry)
    at = given.receipt ?? ''
    const receipt = given.receipt === undefined ? null : readFileSync(given.receipt)
    at = name
    const both = withList(name)
    const file = await sourceOf(both.file)
    const list = both.list === null ? null : await sourceOf(both.list)
    let verdict: Verdict
    try {
      const vkey = given.vkey
      verdict = await checkFile(file.source, {
        known,
        ...(list ? { list: list.source } : {}),
        ...(vkey === undefined ? {} : { vkey: existsSync(vkey) ? readFileSync(vkey, 'utf8').trim() : vkey }),
        ...(receipt ? { receipt: new Uint8Array(receipt) } : {}),
        // An entry kept as a line of a file brings its newline along.
        ...(entry ? { entry: new Uint8Array(entry.at(-1) === 10 ? entry.subarray(0, -1) : entry) } : {}),
      })
    } finally {
      await file.close()
      await list?.close()
    }
    const words = verdictWords(lang, verdict, known.length > 0)
    if (given.json) to.log(JSON.stringify(verdict))
    else {
      to.log(words.heading)
      for (const line of words.lines) to.log(`  ${line}`)
      for (const [fact, value] of words.facts) to.log(`  ${fact}: ${value}`)
      for (const note of words.notes) to.log(`  * ${note}`)
    }
    return verdict.state === 'sound' ? 0 : verdict.state === 'fault' ? 1 : 2
  } catch {
    to.error(t('cli.noFile', { name: at }))
    return 2
  }
}
