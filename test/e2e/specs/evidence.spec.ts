/**
 * A true activation's evidence: exported opened and in part, each as its reader would get it, and checked by both checkers;
 * the key of what is sealed, under another passphrase, lost, and with its data sealed to the next;
 * and the customer's erasure, after which the log is whole and nothing else of them is left.
 */
import { readFileSync, rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { checkFile, sourceOfBytes } from '../../../utils/evidence/index.ts'
import { createManagerKey, openManagerKey } from '../../../utils/store/index.ts'
import { checkBundle } from '../../checker/checker.ts'
import { unpack } from '../../unit/evidence/zip.ts'
import * as acts from '../acts.ts'
import { axeViolations, browserUnderTest, type DrivenPage, until } from '../driver/index.ts'
import * as flow from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { itOnce } from '../where.ts'

const [FIRST, SECOND, THIRD] = ['first-of-the-shop-2026', 'second-of-the-shop-2026', 'third-of-the-shop-2026']

let counter: flow.Counter
let identity: string
let con: DrivenPage
beforeAll(async () => {
  // Weak against guessing, and quick: what the console makes is not.
  const key = await createManagerKey(FIRST, 10)
  const opened = await openManagerKey(key.sealed, FIRST)
  if (!opened.ok) throw new Error(opened.error.code)
  identity = opened.value
  counter = await flow.openCounter({ browser: browserUnderTest(), ready: false })
  await flow.ask(counter, 'console.html', [
    ['console.open', {}],
    ['vault.create', key],
    ['policy.import', { text: JSON.stringify(counter.policy) }],
  ])
})
afterAll(() => counter?.close())

async function exported(con: DrivenPage, name: RegExp): Promise<Uint8Array> {
  await acts.goExport(con)
  const path = await counter.d.waitForDownload(name)
  await until('the export', () =>
    con.evaluate(() => document.querySelector<HTMLElement>('#export-result')?.dataset['state'] === 'over'),
  )
  const bytes = new Uint8Array(readFileSync(path))
  // The next file may bear the same name, or a name with a number: it is found either way.
  rmSync(path)
  return bytes
}
const press = async (con: DrivenPage, id: string): Promise<void> => {
  await (await con.page.waitForSelector(id))?.click()
}

/** The counter that has had its one activation, and whose console is open in `con`. */
let ready: flow.Counter | null = null
async function activated(): Promise<void> {
  if (ready === counter) return
  const portal = await flow.activate(counter, { ...flow.YOUNGER, ticks: ['RBT06', 'INS03'] })
  await flow.allDrawn(portal)
  const sign = await flow.handOver(counter, portal)
  await flow.customerAnswers(counter, sign)
  await flow.giveBack(counter, sign)
  await flow.toConfirm(counter, portal)
  await flow.pressSubmit(counter, portal)
  await flow.confirmedBy(portal)
  await flow.takeReceipt(counter)

  con = await counter.d.newPage(counter.d.extensionUrl('console.html'))
  await acts.unlock(counter, con, identity)
  ready = counter
}

it('holds every opened value to its entry, and a part to its proofs', async () => {
  await activated()
  await acts.consolePage(counter, con, 'export')
  await press(con, '#export-bundle')
  await (await con.page.waitForSelector('#export-by'))?.type('0417')
  await press(con, '#export-unmasked')
  await press(con, '#export-understood')
  const opened = await exported(con, /evidence-opened.*\.zip$/)
  const verdict = await checkFile(sourceOfBytes(opened))
  expect(verdict).toMatchObject({ state: 'sound', scope: 'whole', faults: [] })
  expect(checkBundle(Buffer.from(opened))).toEqual({ state: 'sound', why: '' })
  const files = await unpack(opened)
  const values = String(Buffer.from(files.get('data/opened.jsonl') as Uint8Array))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { kind: string; value: { value?: string } })
  const kinds = values.map((v) => v.kind)
  for (const kind of ['number', 'customer', 'signature', 'receipt']) expect(kinds).toContain(kind)
  expect(values.find((v) => v.kind === 'number')?.value.value).toBe(`+86${flow.YOUNGER.number}`)
  expect([...files.keys()].some((path) => path.startsWith('data/notices/'))).toBe(true)

  await press(con, '#export-masked')
  await press(con, '#export-part')
  const part = await exported(con, /evidence[^-]*\.zip$/)
  const said = await checkFile(sourceOfBytes(part))
  expect(said).toMatchObject({ state: 'sound', scope: 'part', faults: [] })
  expect(checkBundle(Buffer.from(part)).state).toBe('sound')
  expect((await unpack(part)).has('data/opened.jsonl')).toBe(false)
  expect(Buffer.from(part).includes(flow.YOUNGER.number)).toBe(false)

  // Each export stood in the log before its file left.
  const entries = (await flow.logOf(counter)).filter((e) => e['kind'] === 'log.exported')
  expect(entries.map((e) => [e['format'], e['masked']])).toEqual([
    ['bundle', false],
    ['bundle', true],
  ])
})

itOnce(
  'years later: the text as it was shown, though the policy has another; the strokes by their channels',
  async () => {
    await activated()
    const changed = JSON.parse(JSON.stringify(counter.policy))
    for (const n of changed.notices) n.full.purpose += ' 2.'
    await flow.ask(counter, 'console.html', [
      ['console.open', {}],
      ['policy.import', { text: JSON.stringify(changed) }],
    ])
    const con = await counter.d.newPage(counter.d.extensionUrl('console.html'))
    await acts.unlock(counter, con, identity)
    await acts.consolePage(counter, con, 'log')
    await acts.openFirstActivation(counter, con)
    await press(con, 'details.co-notice summary')
    const paper = await until('the text', () =>
      con.evaluate(() => document.querySelector('details.co-notice .co-paper')?.textContent ?? null),
    )
    const shown = counter.policy.notices as unknown as {
      title: string
      lang: string
      key: { what: string }
      full: { purpose: string }
    }[]
    const was = shown.find((n) => n.lang === counter.lang && paper.includes(n.title))
    expect(paper).toContain(was?.key.what)
    expect(paper).toContain(was?.full.purpose)
    expect(paper).not.toContain(' 2.')

    await press(con, '[data-action=strokes]')
    const saved = JSON.parse(readFileSync(await counter.d.waitForDownload(/^signature-.*\.json$/), 'utf8'))
    const entries = await flow.logOf(counter)
    const given = entries.find((e) => e['kind'] === 'consent.given') as {
      signature: { hash: string; points: number; ms: number }
    }
    expect(saved.channels.map((one: { name: string }) => one.name)).toEqual(['X', 'Y', 'T', 'F', 'S'])
    expect(saved.strokes).toBe(given.signature.hash)
    expect(saved.samples).toHaveLength(given.signature.points)
    const times = saved.samples.map((one: number[]) => one[2])
    expect(times).toEqual([...times].sort((a: number, b: number) => a - b))
    expect(times.at(-1)).toBe(given.signature.ms)
    expect(entries.at(-1)).toMatchObject({ kind: 'log.exported', format: 'strokes', masked: false })
    await con.close()
  },
)

/** The console in a tab of its own, opened with this secret, at the one activation. */
async function atActivation(secret: string): Promise<DrivenPage> {
  const page = await counter.d.newPage(counter.d.extensionUrl('console.html'))
  await acts.unlock(counter, page, secret)
  await acts.consolePage(counter, page, 'log')
  await acts.openFirstActivation(counter, page)
  return page
}
const typed = async (page: DrivenPage, values: Readonly<Record<string, string>>): Promise<void> => {
  for (const [id, value] of Object.entries(values))
    await (await page.page.waitForSelector(`#${id}`))?.type(value)
}
/** The strokes as the manager saves them, and the hash under which the entry names them. */
async function strokesIn(page: DrivenPage): Promise<unknown> {
  await press(page, '[data-action=strokes]')
  const path = await counter.d.waitForDownload(/^signature-.*\.json$/)
  const { strokes } = JSON.parse(readFileSync(path, 'utf8'))
  rmSync(path)
  return strokes
}

itOnce(
  'opens what was sealed before with another passphrase; a lost one leaves it sealed until it turns up',
  async () => {
    await activated()
    const t = counter.t.console
    const hash = (await flow.logOf(counter)).flatMap((e) =>
      e['kind'] === 'consent.given' ? [(e['signature'] as { hash: string }).hash] : [],
    )[0]
    await con.bringToFront()
    await acts.consolePage(counter, con, 'settings')
    await press(con, '#change-passphrase summary')
    await typed(con, { 'passphrase-now': FIRST, 'passphrase-next': SECOND, 'passphrase-next-again': SECOND })
    await press(con, '#change-go')
    await con.waitForText(t('vaultChanged'))
    const earlier = await atActivation(SECOND)
    expect(await strokesIn(earlier)).toBe(hash)

    await acts.consolePage(counter, earlier, 'settings')
    await press(earlier, '#lost-passphrase summary')
    await earlier.waitForText(t('lostSealed'))
    await typed(earlier, { 'passphrase-lost': THIRD, 'passphrase-lost-again': THIRD })
    await press(earlier, '#lost-understood')
    await press(earlier, '#lost-go')
    await earlier.waitForText(t('lostDone'))
    const now = await atActivation(THIRD)
    await now.waitForText(t('fault.vault/not-for-you'))
    expect(await now.evaluate(() => document.querySelector('[data-action=strokes]') === null)).toBe(true)

    // The page that was opened with the earlier key seals to the new one what it can open.
    await earlier.bringToFront()
    await press(earlier, '#reseal-go')
    await earlier.waitForText(t('resealAll'))
    await earlier.close()
    await con.close()
    con = now
    await con.bringToFront()
    await acts.consolePage(counter, con, 'log')
    await acts.openFirstActivation(counter, con)
    expect(await strokesIn(con)).toBe(hash)
    const changes = (await flow.logOf(counter)).filter((e) => e['kind'] === 'vault.changed')
    expect(changes.map((e) => e['what'])).toEqual(['passphrase', 'lost', 'recipients'])
    const to = changes.map((e) => String(e['to']))
    expect(to[1]).not.toBe(to[0])
    expect(to[2]).toBe(to[1])
    expect(changes[2]?.['keys']).toBeGreaterThan(0)
  },
)

/** Of each table of each database: how many rows name this activation, and how many entries still say whose they are. */
const rowsOf = (page: DrivenPage, activation: string): Promise<Record<string, number>> =>
  page.evaluate(async (id) => {
    const asked = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(new Error('not read'))
      })
    const found: Record<string, number> = {}
    for (const { name } of await indexedDB.databases()) {
      if (!name?.startsWith('countersign')) continue
      const db = await asked(indexedDB.open(name))
      for (const table of ['vault', 'decisions', 'guarded', 'working', 'settings', 'entries']) {
        const rows = await asked<{ cust?: string; activation?: string }[]>(
          db.transaction(table).objectStore(table).getAll(),
        )
        const own = rows.filter((row) =>
          table === 'entries' ? row.activation === id && row.cust : JSON.stringify(row).includes(id),
        )
        found[table] = (found[table] ?? 0) + own.length
      }
      db.close()
    }
    return found
  }, activation)

it('erases a customer by number, unless a hold stops it; the log stays whole', async () => {
  await activated()
  const opened = (await flow.logOf(counter)).find((e) => e['kind'] === 'activation.opened')
  const id = String(opened?.['activation'])
  const before = await rowsOf(con, id)
  expect(before).toMatchObject({ guarded: 1, working: 0 })
  for (const table of ['vault', 'decisions', 'entries', 'settings'])
    expect(before[table], table).toBeGreaterThan(1)

  await con.bringToFront()
  await acts.consolePage(counter, con, 'keep')
  await (await con.page.waitForSelector('#erase-number'))?.type(flow.YOUNGER.number)
  await press(con, '#erase-find')
  await press(con, '#erase-result summary')
  await press(con, '#erase-result input[value=police]')
  await press(con, '#hold-customer-go')
  await con.page.waitForSelector('[data-hold=customer]')
  await until('the way to be barred', () =>
    con.evaluate(() => document.querySelector('.co-found') && !document.querySelector('#erase-go')),
  )
  expect(await axeViolations(con)).toEqual([])
  await press(con, '[data-action=lift]')

  await press(con, '#erase-result input[value=customer-asks]')
  await press(con, '#erase-understood')
  await press(con, '#erase-go')
  await con.page.waitForSelector('#erased')
  expect(await rowsOf(con, id)).toEqual({
    vault: 0,
    decisions: 0,
    guarded: 0,
    working: 0,
    settings: 0,
    entries: 0,
  })
  const log = await flow.logOf(counter)
  expect(flow.kindsOf(log).filter((k) => k.startsWith('hold.'))).toEqual(['hold.set', 'hold.lifted'])
  expect(log.at(-1)).toMatchObject({ kind: 'log.erased', activation: id, reason: 'customer-asks' })
  expect(log.filter((e) => e['activation'] === id).length).toBeGreaterThan(8)

  await acts.consolePage(counter, con, 'verify')
  expect(await acts.verifyWhole(counter, con)).toBe(true)
  await acts.consolePage(counter, con, 'export')
  await press(con, '#export-bundle')
  await (await con.page.waitForSelector('#export-by'))?.type('0417')
  const bundle = await exported(con, /evidence[^-]*\.zip$/)
  expect(await checkFile(sourceOfBytes(bundle))).toMatchObject({ state: 'sound', scope: 'whole', faults: [] })
  expect(checkBundle(Buffer.from(bundle))).toEqual({ state: 'sound', why: '' })
})
