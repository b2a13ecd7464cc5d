/** The verify page, in the package and as one file from disk: it says the same of a bundle as the terminal does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildVerifyPage } from '../../run/one-file.mjs'
import { bundleOf, entriesOf, logOf, ORIGIN } from '../../unit/evidence/made.ts'
import { pack, unpack } from '../../unit/evidence/zip.ts'
import {
  axeViolations,
  browserUnderTest,
  type Driven,
  type DrivenPage,
  launch,
  until,
} from '../driver/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-verify-'))
const at = (name: string): string => join(folder, name)

let browser: Driven
let newer: string
beforeAll(async () => {
  await buildVerifyPage(at('verify.html'))
  const bundle = await bundleOf(await logOf(entriesOf(12)), { opened: true })
  writeFileSync(at('sound.zip'), bundle)
  const files = await unpack(bundle)
  const entries = (files.get('data/entries.jsonl') as Uint8Array).slice()
  const place = Buffer.from(entries).indexOf('0417')
  entries[place] = (entries[place] as number) ^ 1
  writeFileSync(at('changed.zip'), pack(files.set('data/entries.jsonl', entries as Uint8Array<ArrayBuffer>)))
  newer = (await logOf(entriesOf(15))).checkpoint
  browser = await launch({ browser: browserUnderTest() })
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function choose(page: DrivenPage, name: string): Promise<void> {
  const input = await page.page.$('#verify-file')
  await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(at(name))
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

    await page.evaluate((note) => {
      const field = document.querySelector<HTMLTextAreaElement>('#verify-note')
      if (!field) return
      field.value = note
      field.dispatchEvent(new InputEvent('input', { bubbles: true }))
    }, newer)
    await choose(page, 'sound.zip')
    expect(await verdict(page, 'fault')).toMatch(/被截短或退回|Rolled back/)
    expect(page.errors).toEqual([])
    await page.close()
  })
})
