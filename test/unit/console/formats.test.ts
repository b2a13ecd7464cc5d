/** What the console hands out, byte by byte as the builds before wrote it: somebody has kept such a file, with its hash. */
import 'fake-indexeddb/auto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Papa from 'papaparse'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { BundleJob } from '../../../entrypoints/console/bundle.ts'
import { buildExport } from '../../../entrypoints/console/export.ts'
import { concat, fromHex, hex, sha256, utf8 } from '../../../utils/base/index.ts'
import { CONSENT_FIELDS } from '../../../utils/evidence/index.ts'
import { openCheckpoint } from '../../../utils/log/index.ts'

const GOLDEN = join(import.meta.dirname, '../../golden')
const text = (name: string): string => readFileSync(join(GOLDEN, name), 'utf8')

const checkpoint = text('checkpoint.txt')
const vkey = text('vkey.txt').trim()
const rows = text('entries.jsonl')
  .split('\n')
  .filter(Boolean)
  .map((line, seq) => ({ seq, bytes: utf8(line), activation: String(JSON.parse(line).activation) }))

async function reader() {
  const opened = await openCheckpoint(checkpoint, [vkey])
  if (!opened.ok) throw new Error(opened.error.code)
  return {
    head: async () => ({ size: Number(opened.value.size), root: '', checkpoint, vkey }),
    row: async (seq: number) => rows[seq] ?? null,
    // In pieces that end anywhere.
    async *scan() {
      for (let at = 0; at < rows.length; at += 3) yield rows.slice(at, at + 3)
    },
    notice: async () => null,
    cosigned: async () => null,
  } as never
}

const SALT = '00112233445566778899aabbccddeeff'.repeat(2)
const committed = (value: string) => ({
  salt: SALT,
  value,
  commitment: hex(sha256(concat(fromHex(SALT) as Uint8Array, utf8(value)))),
})

/** The one customer of the log. */
const vault = {
  of: async (activation: string) => ({
    opened:
      activation === ''
        ? []
        : [
            { id: '1', kind: 'number', value: committed('+8613800138000') },
            { id: '2', kind: 'customer', value: committed('王小芬') },
          ],
    fault: null,
  }),
} as never

const job = (form: BundleJob['form'], masked: boolean): BundleJob => ({
  app: '0.1.0',
  form,
  filter: {},
  masked,
  lang: 'zh-CN',
  services: new Map([['ring-tone', '彩铃']]),
  whole: true,
  by: '0417',
})

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-23T02:50:00.000Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

// The bundle holds the words of its README: where those change its last hash here does, too.
it.each([
  ['csv', true, '5a5e64db51be54f335e7fad2d7e9a244e9ff198e49b42d699c6e2ce5f9422716'],
  ['csv', false, '6f838d9ebe226977400c917c5ad12ae447982e3ae298bea5f5406d29cc5aa8b6'],
  ['answers-jsonl', true, 'a5ef194a394a1b7a87628c8a95c9c28951f5317d546495acf7e01dcdffe42baa'],
  ['answers-jsonl', false, 'e41f14f9da09388bc5c34d9bb238f3c90b67e46e93b0d3cd4d30e8a130a8113c'],
  ['jsonl', true, '587af9d9c10316487ffb92a1fb13319e4920dfea1d2c616d947baea146e32f76'],
  ['bundle', true, '0025356c94f72c72d76df84227c8b88e9b79bafab6f684f2afde8944ba5d3617'],
] as const)('%s, masked %s, is the file that it was', async (form, masked, hash) => {
  const file = await buildExport(
    await reader(),
    job(form, masked),
    vault,
    () => undefined,
    new AbortController().signal,
  )
  expect([file.rows, file.hash]).toEqual([rows.length, hash])
})

it('the list for programs says what the table says, with ids as text and nothing as null', async () => {
  const read = async (form: BundleJob['form']) => {
    const never = new AbortController().signal
    const { blob } = await buildExport(await reader(), job(form, false), vault, () => undefined, never)
    return blob.text()
  }
  const objects = (await read('answers-jsonl'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string | number | null>)
  const [, ...table] = Papa.parse<string[]>((await read('csv')).replace('\ufeff', ''), {
    skipEmptyLines: true,
  }).data
  expect(objects).toHaveLength(rows.length)
  expect(Object.keys(objects[0] as object).sort()).toEqual([...CONSENT_FIELDS].sort())
  for (const [n, row] of table.entries()) {
    const cells = CONSENT_FIELDS.map((field) => String(objects[n]?.[field] ?? ''))
    expect(row.map((cell) => cell.replace(/^'/, ''))).toEqual(cells)
  }
  const given = objects.find((o) => o['kind'] === 'consent.given')
  expect([typeof given?.['clerk'], typeof given?.['seq'], given?.['number']]).toEqual([
    'string',
    'number',
    '138 0013 8000',
  ])
})
