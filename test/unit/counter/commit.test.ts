/** What a change may leave: all of it or nothing, also on a failing disk, after a kill, and in a turn that hung. */
import 'fake-indexeddb/auto'

import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CodedError, faults, type ServiceId } from '../../../utils/base/index.ts'
import { type Host, letGo } from '../../../utils/counter/index.ts'
import { commit, settingOf } from '../../../utils/counter/state/index.ts'
import type { Neutral } from '../../../utils/guard/index.ts'
import { verifyTables } from '../../../utils/store/index.ts'
import {
  activation,
  agreeToAll,
  answer,
  begin,
  openCounter,
  signature,
  type TestCounter,
} from './open-counter.ts'

const RING = 'qinghe-ring-tone' as ServiceId
const MALL = 'jixi-mall' as ServiceId
const { put } = IDBObjectStore.prototype

let c: TestCounter
beforeEach(async () => {
  c = await openCounter()
})
afterEach(() => {
  IDBObjectStore.prototype.put = put
  c.close()
})

/** From now on the disk takes so many more rows of a table, and then fails in the middle of a transaction. */
function failAt(table: string, after = 0): void {
  let left = after
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
    if (this.name === table && left-- <= 0) throw new DOMException('full', 'QuotaExceededError')
    return key === undefined ? put.call(this, value) : put.call(this, value, key)
  }
}

const rowsOf = (table: string): Promise<Record<string, unknown>[]> =>
  new Promise((resolve, reject) => {
    const open = indexedDB.open('countersign')
    open.onerror = () => reject(open.error)
    open.onsuccess = () => {
      const got = open.result.transaction(table).objectStore(table).getAll()
      got.onsuccess = () => {
        open.result.close()
        resolve(got.result)
      }
    }
  })
const marks = async () => (await rowsOf('settings')).filter((r) => String(r['name']).startsWith('signature/'))

/** A customer who has agreed, with the pen in the hand. */
async function atSignature() {
  const id = await activation(c)
  let view = await begin(c, id)
  while (view.step === 'item') view = await answer(c, view, 'agree')
  return { id, group: view.group?.id ?? '' }
}

describe('an answer', () => {
  for (const table of ['decisions', 'vault', 'settings', 'working']) {
    it(`leaves nothing where the disk fails at its ${table}, and can be given again`, async () => {
      const { id, group } = await atSignature()
      const [entries, sealed] = [await c.kinds(), (await rowsOf('vault')).length]
      const before = c.counter.activations.get(id)
      failAt(table)
      await expect(c.ask('sign.signature', { activation: id, signature: signature(group) })).rejects.toThrow()
      IDBObjectStore.prototype.put = put
      expect(await c.kinds()).toEqual(entries)
      expect(await rowsOf('decisions')).toEqual([])
      expect((await rowsOf('vault')).length).toBe(sealed)
      expect(await marks()).toEqual([])
      expect(c.counter.activations.get(id)).toEqual(before)
      const view = await c.ok('sign.signature', { activation: id, signature: signature(group) })
      expect(view.step).toBe('done')
      expect(await c.kinds()).toEqual([...entries, 'consent.given'])
    })
  }

  it('is whole after one transaction: a kill behind it finds it with its place in the log', async () => {
    const { id, group } = await atSignature()
    failAt('working', 1)
    await c.ok('sign.signature', { activation: id, signature: signature(group) })
    IDBObjectStore.prototype.put = put
    c = await c.restart()
    const [row] = await rowsOf('decisions')
    const standing = c.counter.activations.get(id)?.standing[RING]
    expect(standing).toMatchObject({ state: 'given', seq: row?.['seq'], leaf: row?.['leaf'] })
    expect(standing?.leaf).toMatch(/^[0-9a-f]{64}$/)
    expect(await verifyTables()).toEqual({ ok: true, value: null })
  })

  it('that is a no is one transaction too', async () => {
    const id = await activation(c)
    const view = await begin(c, id)
    // What is shown is one write, the answer the other.
    failAt('working', 2)
    await answer(c, view, 'refuse')
    IDBObjectStore.prototype.put = put
    c = await c.restart()
    expect(c.counter.activations.get(id)?.standing[RING]?.leaf).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('a decision', () => {
  it('does not follow one that it may not follow, and nothing is written', async () => {
    const id = await activation(c)
    await answer(c, await begin(c, id), 'refuse')
    const [row] = await rowsOf('decisions')
    const before = await c.kinds()
    const withdrawn = { table: 'decisions', put: { ...row, state: 'withdrawn' } } as const
    const draft = {
      kind: 'consent.withdrawn',
      clerk: '',
      activation: id,
      body: { service: RING, of: 0 as never, by: 'counter' },
    } as const
    await expect(commit(c.counter, { drafts: [draft], writes: [withdrawn] })).rejects.toMatchObject({
      code: 'consent/not-from-here',
    })
    expect(await c.kinds()).toEqual(before)
    expect(await rowsOf('decisions')).toEqual([row])
    expect([...c.counter.alarms]).toEqual([])
  })
})

describe('what is shut', () => {
  const openMall = async (): Promise<string> => {
    const id = await activation(c)
    await c.ok('panel.add-account', { activation: id, service: MALL })
    await agreeToAll(c, await begin(c, id))
    await c.ok('panel.open-site', { activation: id, service: MALL })
    return id
  }
  const permits = (rules: readonly Neutral[]) =>
    rules.filter((rule) => JSON.stringify(rule).includes('shop.localhost'))

  it('is shut in memory and in the rules though the disk refuses', async () => {
    let rules: readonly Neutral[] = []
    c = await c.restart({
      host: {
        setSessionRules: async (all) => {
          rules = all
        },
      },
    })
    await openMall()
    const open = permits(rules).length
    failAt('working')
    c.clock.wall += 3_600_000
    await c.tick().catch(() => undefined)
    expect([...c.counter.activations.values()][0]?.permits[0]?.state).toBe('ended')
    expect(permits(rules).length).toBeLessThan(open)
  })

  it('stays shut where the worker is killed before the disk has it, and is written down then', async () => {
    let kept: string | null = null
    let rules: readonly Neutral[] = []
    const host: Partial<Host> = {
      setSessionRules: async (all) => {
        rules = all
      },
      keep: async (text) => {
        kept = text
      },
      kept: async () => kept,
    }
    c = await c.restart({ host })
    await openMall()
    const open = permits(rules).length
    failAt('working')
    await c.events
      .tabClosed([...c.counter.activations.values()][0]?.permits[0]?.tab ?? -1)
      .catch(() => undefined)
    expect(await c.kinds()).not.toContain('permit.expired')
    // Also where the disk still refuses: everything else of the counter is there.
    c = await c.restart({ host })
    expect([...c.counter.activations.values()][0]?.permits[0]?.state).toBe('ended')
    expect(await c.kinds()).not.toContain('permit.expired')
    IDBObjectStore.prototype.put = put
    c = await c.restart({ host })
    expect(permits(rules).length).toBeLessThan(open)
    expect([...c.counter.activations.values()][0]?.permits[0]?.state).toBe('ended')
    expect(await c.kinds()).toContain('permit.expired')
    expect(c.counter.run.shut).toEqual([])
  })
})

describe('a counter that was let go', () => {
  it('changes nothing any more, whatever of a turn still runs in it', async () => {
    const id = await activation(c)
    const old = c.counter
    const before = await c.kinds()
    let isCalled = false
    ;(old.host as { setSessionRules: unknown }).setSessionRules = async () => {
      isCalled = true
    }
    letGo(old)
    c = await c.restart()
    const open = old.activations.get(id)
    if (!open) throw new Error('no activation')
    await expect(
      commit(old, { next: { activations: [{ ...open, promise: 'late' }] } }),
    ).rejects.toMatchObject({
      code: 'store/closed',
    })
    await expect(commit(old, { shut: { run: { opened: [] } } })).rejects.toMatchObject({
      code: 'store/closed',
    })
    expect(isCalled).toBe(false)
    expect(await c.kinds()).toEqual(before)
    expect(c.counter.activations.get(id)?.promise).toBe(null)
  })
})

describe('a call of the browser that never answers', () => {
  const never = () => new Promise<never>(() => undefined)

  it('counts as not cleaned, and the next surface is answered; an entry and an alarm say so', async () => {
    c = await c.restart({ host: { cleanSite: never, closeTab: never }, callMs: 20 })
    const id = await activation(c)
    await c.ok('panel.add-account', { activation: id, service: MALL })
    await agreeToAll(c, await begin(c, id))
    await c.ok('panel.open-site', { activation: id, service: MALL })
    c.clock.wall += 3_600_000
    const [, view] = await Promise.all([c.tick(), c.ok('popup.open', {})])
    expect(view.activations).toHaveLength(1)
    expect(c.counter.activations.get(id)?.permits[0]?.state).toBe('ended')
    const entries = await c.entries()
    expect(entries.find((e) => e['kind'] === 'permit.expired')).toMatchObject({ why: 'time', left: true })
    const silent = entries.filter((e) => e['kind'] === 'browser.silent').map((e) => e['call'])
    expect(silent.sort()).toEqual(['cleanSite', 'closeTab'])
    expect([...c.counter.alarms].sort()).toEqual(['browser/silent', 'permit/not-cleaned'])
  })

  it('is an alarm until it answers again', async () => {
    let answers = false
    c = await c.restart({ host: { tabUrl: () => (answers ? Promise.resolve('') : never()) }, callMs: 20 })
    expect(await c.counter.host.tabUrl(1)).toBe('')
    expect([...c.counter.alarms]).toEqual(['browser/silent'])
    answers = true
    await c.counter.host.tabUrl(1)
    expect([...c.counter.alarms]).toEqual([])
  })

  it('that makes the rules fails the act: nothing opens without them', async () => {
    let hangs = false
    c = await c.restart({
      host: { setSessionRules: () => (hangs ? never() : Promise.resolve()) },
      callMs: 20,
    })
    const id = await activation(c)
    await c.ok('panel.add-account', { activation: id, service: MALL })
    await agreeToAll(c, await begin(c, id))
    const shown: string[] = []
    ;(c.counter.host as { goTab: unknown }).goTab = async (_: number, url: string) => void shown.push(url)
    hangs = true
    await expect(c.ask('panel.open-site', { activation: id, service: MALL })).rejects.toMatchObject({
      code: 'browser/silent',
    })
    expect(shown).toEqual([])
  })
})

describe('the settings', () => {
  it('hold no key that the registry does not know, and nothing that does not fit it', async () => {
    const { id, group } = await atSignature()
    await c.ok('sign.signature', { activation: id, signature: signature(group) })
    await c.order([{ code: 'PLAN39', action: 'add' }], 'Mon, 23 Nov 2026 02:00:00 GMT')
    await c.policy((policy) => {
      policy['staff'] = [{ id: '0777', name: '店员甲' }]
    })
    await c.ok('shift.start', { staff: '0777', pin: '2468' })
    await c.ask('shift.start', { staff: '0777', pin: '1357' })
    await c.ok('shift.pledge', {})
    await c.ok('vault.replace', { recipient: c.counter.managerRecipient ?? '', sealed: 'unused' })
    await c.tick()
    const rows = await rowsOf('settings')
    expect(rows.length).toBeGreaterThan(8)
    for (const { name, value } of rows) {
      const setting = settingOf(String(name))
      expect(setting, String(name)).not.toBeNull()
      if (setting) expect(v.is(setting.schema, value), String(name)).toBe(true)
    }
  })
})

describe('what is no fault of the disk', () => {
  it('is told to who asked, and raises no alarm about the disk', async () => {
    const refused = commit(c.counter, { writes: () => Promise.reject(new CodedError('vault/no-recipient')) })
    await expect(refused).rejects.toMatchObject({ code: 'vault/no-recipient' })
    expect([...c.counter.alarms]).toEqual([])
  })

  it('and one that nobody expected is noted by its kind', async () => {
    const before = faults.all().length
    const drafts = [{ kind: 'shift.ended', clerk: '0777', activation: '', body: { why: 'clerk' } }] as const
    const broken = commit(c.counter, { drafts, writes: () => Promise.reject(new TypeError('of ours')) })
    await expect(broken).rejects.toMatchObject({ code: 'store/failed' })
    expect([...c.counter.alarms]).toEqual(['store/failed'])
    expect(faults.all().slice(before)).toMatchObject([{ code: 'error/type', place: 'store/other' }])
  })
})
