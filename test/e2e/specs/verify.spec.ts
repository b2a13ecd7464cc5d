/** The verify page, in the package and as one file from disk: it says the same of a bundle as the terminal does. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { formatProof } from '../../../utils/log/index.ts'
import { buildVerifyPage } from '../../run/one-file.mjs'
import { bundleOf, entriesOf, logOf, ORIGIN, partsOf, vkey } from '../../unit/evidence/made.ts'
import { pack, unpack } from '../../unit/evidence/zip.ts'
import {
  axeViolations,
  browserUnderTest,
  type Driven,
  type DrivenPage,
  launch,
  until,
} from '../driver/index.ts'
import { afterAll, beforeAll } from '../hooks.ts'

let folder = ''
const at = (name: string): string => join(folder, name)

let browser: Driven
let newer: string
let proof: string
let entry: string
const digits = readFileSync(new URL('../../golden-receipt/small.txt', import.meta.url), 'utf8').trim()
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-verify-'))
  await buildVerifyPage(at('verify.html'))
  const bundle = await bundleOf(await logOf(entriesOf(12)), { opened: true })
  writeFileSync(at('sound.zip'), bundle)
  const files = await unpack(bundle)
  const entries = (files.get('data/entries.jsonl') as Uint8Array).slice()
  const place = Buffer.from(entries).indexOf('0417')
  entries[place] = (entries[place] as number) ^ 1
  writeFileSync(at('changed.zip'), pack(files.set('data/entries.jsonl', entries as Uint8Array<ArrayBuffer>)))
  const log = await logOf(entriesOf(12))
  newer = (await logOf(entriesOf(15))).checkpoint
  proof = formatProof({ index: 5n, proof: await partsOf(log).proof(5, 12), checkpoint: log.checkpoint })
  entry = Buffer.from(log.entries[5] as Uint8Array).toString()
  browser = await launch({ requests: true, browser: browserUnderTest() })
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function choose(page: DrivenPage, name: string): Promise<void> {
  const input = await page.page.$('#verify-file')
  await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(at(name))
}

async function paste(page: DrivenPage, field: string, text: string): Promise<void> {
  await page.evaluate(
    (id, value) => {
      const found = document.querySelector<HTMLTextAreaElement>(id)
      if (!found) throw new Error(`no ${id}`)
      found.value = value
      found.dispatchEvent(new InputEvent('input', { bubbles: true }))
    },
    `#verify-${field}`,
    text,
  )
}

async function pasted(page: DrivenPage, text: string, state: string): Promise<string> {
  await paste(page, 'text', text)
  await until('the check can begin', () =>
    page.evaluate(() => {
      const go = document.querySelector<HTMLButtonElement>('#verify-go')
      if (!go || go.disabled) return null
      go.click()
      return true
    }),
  )
  return verdict(page, state)
}

const verdict = (page: DrivenPage, state: string): Promise<string> =>
  until(`the verdict ${state}`, () =>
    page.evaluate((wanted) => {
      const result = document.querySelector<HTMLElement>('#verify-result')
      return result?.dataset['state'] === wanted ? (result.textContent ?? '') : null
    }, state),
  )

describe.each([
  ['in the package', () => browser.extensionUrl('verify.html')],
  ['as one file from disk', () => pathToFileURL(at('verify.html')).href],
])('the verify page %s', (_, url) => {
  it('says whole, changed and rolled back, and passes axe', async () => {
    const page = await browser.newPage(url())
    await page.waitForText(/\S/)
    await choose(page, 'sound.zip')
    expect(await verdict(page, 'sound')).toContain(ORIGIN)
    expect(await axeViolations(page)).toEqual([])

    await choose(page, 'changed.zip')
    const said = await verdict(page, 'fault')
    expect(said).toMatch(/第 0 条|No\. 0/)
    expect(said).toContain('data/entries.jsonl')

    await paste(page, 'note', newer)
    await choose(page, 'sound.zip')
    expect(await verdict(page, 'fault')).toMatch(/被截短或退回|Rolled back/)
    expect(page.errors).toEqual([])
    await page.close()
  })

  it('takes the proof of one entry and a receipt’s digits as they are pasted, and asks the network for nothing', async () => {
    const page = await browser.newPage(url())
    const asked: string[] = []
    page.page.on('request', (request) => void asked.push(request.url()))
    await page.waitForText(/\S/)
    expect(await pasted(page, digits, 'sound')).toContain('countersign/')
    expect(
      await pasted(
        page,
        digits.replace(/\d(?=\d{9}$)/, (d) => String(9 - Number(d))),
        'fault',
      ),
    ).toMatch(/\S/)
    await paste(page, 'vkey', vkey)
    await paste(page, 'entry', entry)
    expect(await pasted(page, proof, 'sound')).toContain(ORIGIN)
    await paste(page, 'entry', entry.replace('0417', '0418'))
    await pasted(page, proof, 'fault')
    // Nor did it while it loaded: as one file there is nothing beside it, in the package only what is in the package.
    const own = new URL(url())
    const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map((r) => r.name))
    const outside = [...asked, ...loaded].filter((address) =>
      own.protocol === 'file:' ? address !== own.href : !address.startsWith(`${own.protocol}//${own.host}/`),
    )
    expect(outside).toEqual([])
    expect(page.errors).toEqual([])
    if (browserUnderTest() === 'chromium') {
      // And what the page asks for is heard of: Firefox tells drivers nothing of a page of an extension.
      await page.reload()
      expect(asked).toContain(own.href)
    }
    await page.close()
  })
})
