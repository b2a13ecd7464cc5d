import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { consoleText } from '../../../components/console/text.ts'
import { placeWords, wordsOf } from '../../../components/console/words.ts'
import { checkLog } from '../../../entrypoints/console/check-log.ts'
import { outsideCheckpoint } from '../../../entrypoints/console/outside.ts'
import { fromUtf8, type Seq } from '../../../utils/base/index.ts'
import { receiptTexts } from '../../../utils/evidence/index.ts'
import type { Draft } from '../../../utils/log/index.ts'
import { type CountersignDb, openDb } from '../../../utils/store/db.ts'
import {
  allNames,
  CHECKED,
  type Head,
  openReader,
  openStore,
  type Store,
} from '../../../utils/store/index.ts'
import { draft, options } from '../store/open.ts'

const NAME = 'countersign'
let store: Store
let earlier: Head
let head: Head
/** What the database held at 300 entries. */
let was: Map<string, object[]>

const gone = async () => {
  for (const name of await allNames()) {
    await new Promise((done) => {
      indexedDB.deleteDatabase(name).onsuccess = done
    })
  }
}
const harm = async (work: (db: CountersignDb) => Promise<unknown>): Promise<void> => {
  const db = await openDb(NAME)
  await work(db)
  db.close()
}
const check = (scope: 'whole' | 'since', known: readonly string[] = []) =>
  checkLog({ log: null, scope, known }, () => undefined)

const verified = (): Draft => ({
  kind: 'log.verified',
  clerk: '',
  activation: '',
  body: { size: 300, root: earlier.root, sound: true, fault: null },
})

/** 600 entries; the first 300 were checked. */
beforeEach(async () => {
  await gone()
  store = await openStore(options({ name: NAME }))
  await store.log.append(Array.from({ length: 300 }, () => draft()))
  earlier = await store.log.head()
  await harm(async (db) => {
    was = new Map(await Promise.all(db.tables.map(async (t) => [t.name, await t.toArray()] as const)))
  })
  await store.log.append(
    [verified(), ...Array.from({ length: 299 }, () => draft('c2'))],
    [store.settingWrite(CHECKED, { size: 300, checkpoint: earlier.checkpoint })],
  )
  head = await store.log.head()
  store.close()
})
afterEach(gone)

const changed = (seq: number) =>
  harm(async (db) => {
    const row = (await db.entries.get(seq))!
    const bytes = row.bytes.slice()
    bytes[bytes.length - 20] = bytes[bytes.length - 20]! ^ 1
    await db.entries.put({ ...row, bytes })
  })

describe('the check of the log in the console', () => {
  it('reads all of it, or what came since the last sound check, and says which', async () => {
    const sound = { size: 600, root: head.root, checkpoint: head.checkpoint, fault: null, where: null }
    expect(await check('whole')).toMatchObject({ ...sound, from: 0 })
    expect(await check('since')).toMatchObject({ ...sound, from: 300 })
    const told: [number, number, string][] = []
    await checkLog({ log: null, scope: 'since', known: [] }, (...news) => void told.push(news))
    expect(Math.min(...told.map(([done]) => done))).toBeGreaterThan(300)
    // The entries first, then what stands beside them; both to the end.
    expect(told.map(([, , what]) => what).join()).toMatch(/^(log,)+(beside,?)+$/)
    expect(told.filter(([done, total]) => done === total).map(([, , what]) => what)).toEqual(
      expect.arrayContaining(['log', 'beside']),
    )
  })

  it('an old entry that was changed is found by the whole check; since the last one only what came after', async () => {
    await changed(40)
    expect(await check('whole')).toMatchObject({ fault: 'log/entry-changed', where: '40' })
    expect(await check('since')).toMatchObject({ fault: null, from: 300 })
    await changed(400)
    expect(await check('since')).toMatchObject({ fault: 'log/entry-changed', where: '400' })
    // What was promised is what the words say.
    expect(consoleText('en')('verifySinceNot', { n: 300 })).toContain('were not read again')
    expect(consoleText('zh-CN')('verifySinceNot', { n: 300 })).toContain('没有再读')
  })

  it('a kept checkpoint that does not fit is a fault, and everything is read', async () => {
    const keep = (checkpoint: string) =>
      harm((db) => db.settings.put({ name: CHECKED, value: { size: 300, checkpoint } }))
    await keep(earlier.checkpoint.replace('\n300\n', '\n299\n'))
    expect(await check('since')).toMatchObject({ fault: 'log/known', from: 0 })
    // Signed by the same key, of another history: what a database that was put back would have.
    const other = await openStore(options({ name: NAME }))
    await other.log.append([draft()])
    const longer = await other.log.head()
    other.close()
    await harm(async (db) => {
      await db.entries.delete(600)
      await db.checkpoints.update('head', { size: 600, root: head.root, checkpoint: head.checkpoint })
    })
    await keep(longer.checkpoint)
    expect(await check('since')).toMatchObject({ fault: 'log/rolled-back', where: '601' })
    // Of this log and signed by it, and no check has found it sound.
    await harm((db) =>
      db.settings.put({ name: CHECKED, value: { size: head.size, checkpoint: head.checkpoint } }),
    )
    expect(await check('since')).toMatchObject({ fault: 'table/settings', where: 'log.checked' })
    // Nothing was kept: all of it.
    await harm((db) => db.settings.delete(CHECKED))
    expect(await check('since')).toMatchObject({ fault: null, from: 0 })
  })

  it('holds it against a checkpoint or a receipt that was seen outside, and names what it shows', async () => {
    const outside = outsideCheckpoint(head.checkpoint.trim(), head.vkey)
    expect(await check('since', outside)).toMatchObject({ fault: null, from: 300, outside: [600] })
    // A receipt's code as it is pasted.
    const reader = openReader()
    const row = (await reader.row(20 as Seq))!
    const proof = await reader.proof(20 as Seq)
    reader.close()
    expect(fromUtf8(row.bytes)).toContain('"seq":20')
    const code = receiptTexts({
      entry: row.bytes,
      proof,
      checkpoint: head.checkpoint,
      vkey: head.vkey,
    }).join(' ')
    expect(outsideCheckpoint(code, head.vkey)).toEqual([head.checkpoint])

    // The log is cut behind it.
    await harm(async (db) => {
      await db.entries.where('seq').aboveOrEqual(300).delete()
      await db.checkpoints.put({ id: 'head', ...earlier, at: 0 })
      await db.tiles.clear()
    })
    expect(await check('since', outside)).toMatchObject({ fault: 'log/rolled-back', where: '600' })
    // And goes on another way.
    const other = await openStore(options({ name: NAME }))
    const [resumed] = await other.closedLogs()
    other.close()
    expect(resumed).toMatchObject({ name: NAME })
  })

  it('two histories of one key are named at the size of the one outside', async () => {
    // The database as it was at 300 entries is put back, and goes on another way.
    await harm(async (db) => {
      for (const [table, rows] of was) {
        await db.table(table).clear()
        await db.table(table).bulkPut(rows)
      }
      await db.settings.put({ name: CHECKED, value: { size: 300, checkpoint: earlier.checkpoint } })
    })
    const other = await openStore(options({ name: NAME }))
    expect(await other.closedLogs()).toEqual([])
    await other.log.append([verified(), ...Array.from({ length: 399 }, () => draft('c3'))])
    other.close()
    expect(await check('whole')).toMatchObject({ fault: null, size: 700 })
    const outside = outsideCheckpoint(head.checkpoint, head.vkey)
    for (const scope of ['since', 'whole'] as const) {
      expect(await check(scope, outside)).toMatchObject({ fault: 'log/two-histories', where: '600' })
    }
    expect(await check('since')).toMatchObject({ fault: null })
  })

  it('what was pasted and is nothing, or of another log, is refused before anything is read', async () => {
    for (const junk of ['x', 'CSR1:12', 'a\n1\n', earlier.checkpoint.split('\n\n')[0]!]) {
      expect(() => outsideCheckpoint(junk, head.vkey)).toThrow('outside/unreadable')
    }
    const device = head.vkey.split('+')[0]!
    const foreign = head.checkpoint.replaceAll(device, `countersign/${'0'.repeat(24)}`)
    expect(() => outsideCheckpoint(foreign, head.vkey)).toThrow('outside/other-log')
    expect(outsideCheckpoint('  \n', head.vkey)).toEqual([])
    // Of this name, and not signed by this key: that is for the check to say.
    const forged = outsideCheckpoint(head.checkpoint.replace('\n600\n', '\n601\n'), head.vkey)
    expect(await check('whole', forged)).toMatchObject({ fault: 'log/known' })
  })
})

describe('where a fault lies, in words', () => {
  const view = { services: [], staff: [], promises: [], reasons: [] }
  it('names the entry, the column, the record, the size outside, the row', () => {
    const en = wordsOf(view, 'en')
    const zh = wordsOf(view, 'zh-CN')
    expect(placeWords('log/entry-changed', '1040', en)).toBe('At No. 1,040.')
    expect(placeWords('table/column', '12 cust', en)).toBe('At No. 12, column “cust”.')
    expect(placeWords('table/vault', '12 signature', zh)).toBe('第 12 条的签名。')
    expect(placeWords('table/vault', 'ab12', en)).toBe('Row “ab12”.')
    expect(placeWords('log/rolled-back', '4210', en)).toBe('Outside checkpoint of 4,210 entries.')
    expect(placeWords('log/tile', '1/0', en)).toBe('Block 1/0.')
    expect(placeWords('table/decisions', 'a1:ringback', zh)).toBe('资料“a1:ringback”。')
    expect(placeWords('log/root', null, en)).toBe('')
  })

  it('what is written in a row’s key goes no further than it has to', async () => {
    await harm((db) =>
      db.table('notices').put({
        hash: '王小芬 13800138000',
        service: 's',
        lang: 'en',
        notice: {},
        at: 1,
      }),
    )
    expect(await check('whole')).toMatchObject({ fault: 'table/notices', where: null })
  })
})
