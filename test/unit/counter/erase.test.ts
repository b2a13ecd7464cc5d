import 'fake-indexeddb/auto'
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterEach, describe, expect, it } from 'vitest'
import { type ActivationId, type E164, fromBase64, hex } from '../../../utils/base/index.ts'
import { openDb } from '../../../utils/store/db.ts'
import {
  allNames,
  openKeyring,
  openReader,
  vaultRowsOf,
  verifyStored,
  verifyTables,
} from '../../../utils/store/index.ts'
import {
  activation,
  agreeToAll,
  answer,
  begin,
  finish,
  know,
  openCounter,
  type TestCounter,
  ticked,
} from './open-counter.ts'
import { placesOf, rowsNaming } from './scan.ts'

const NUMBER = '13800138000'
const OTHER = { number: '13900139000', customer: '李大山' }
const DAY = 86_400_000
const YEAR = 366 * DAY

let c: TestCounter
let identity: string

async function opened(): Promise<TestCounter> {
  for (const name of await allNames()) if (name !== 'countersign') indexedDB.deleteDatabase(name)
  identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  c = await openCounter((policy) => {
    policy['vault'] = { recipients: [recipient] }
  })
  return c
}

afterEach(async () => {
  // Whatever was done: answers, notices, vault and columns agree with the entries.
  expect(await verifyTables()).toEqual({ ok: true, value: null })
  c.close()
  for (const name of await allNames()) if (name !== 'countersign') indexedDB.deleteDatabase(name)
})

/** What a manager's console does: opens what only their key opens. */
async function proof(): Promise<string> {
  const { sealed } = await c.ok('vault.challenge', { to: 'manage' })
  const age = new Decrypter()
  age.addIdentity(identity)
  return hex(await age.decrypt(fromBase64(sealed)!))
}

const erase = async (number = NUMBER) =>
  c.ask('console.erase', { number, reason: 'customer-asks', proof: await proof() })

/** A customer who agreed to one service and refused another, gone with their receipt. */
async function served(over: Parameters<typeof activation>[1] = {}): Promise<ActivationId> {
  const id = await activation(c, { services: ticked('RBT06', 'DATA10'), ...over })
  const view = await begin(c, id)
  await agreeToAll(c, await answer(c, view, 'refuse'))
  const left = (await c.ok('panel.open', {})).view.activation?.services ?? []
  const codes = left.filter((s) => s.state === 'given').map((s) => s.code)
  await finish(c, id, codes as string[], { services: ticked(...(codes as string[])), ...over })
  return id
}

const sound = async (name?: string): Promise<string> => {
  const reader = openReader(name)
  try {
    const result = await verifyStored(reader, await reader.head())
    if (!result.ok) return result.error.code
    const beside = name === undefined ? await verifyTables() : result
    return beside.ok ? 'sound' : `${beside.error.code} ${beside.error.where}`
  } finally {
    reader.close()
  }
}

/** Salts and values of an activation, as they lie under the manager's key. */
async function secretsOf(id: string): Promise<string[]> {
  const ring = await openKeyring(identity)
  const out: string[] = []
  for (const row of await vaultRowsOf(id)) {
    const value = (await ring.open(row)) as { salt?: string; value?: string }
    // As the bytes lie in the table.
    out.push(row.id, Buffer.from(row.box).toString('latin1').slice(0, 24))
    if (value.salt) out.push(value.salt)
  }
  return out
}

describe('erasing a customer on request', () => {
  it('leaves nothing of them in any table or index, and the log whole', async () => {
    await opened()
    const mine = await served()
    const theirs = await served({ ...OTHER })
    const cust = await c.counter.store.indexOf(`+86${NUMBER}` as E164)
    const secrets = await secretsOf(mine)
    expect(secrets.length).toBeGreaterThan(8)
    for (const table of ['entries.cust', 'decisions.cust', 'guarded'])
      expect(await placesOf(cust)).toContain(`countersign/${table}: ${cust}`)
    expect((await placesOf(...secrets)).length).toBeGreaterThanOrEqual(
      secrets.filter((s) => s.length === 24).length,
    )
    expect(await rowsNaming('vault', mine)).toBeGreaterThan(2)
    const marks = await rowsNaming('settings', mine)
    // Its exact mark, and those of its pieces.
    expect(marks).toBeGreaterThan(1)
    const before = await c.entries()
    // What the run of the browser remembers of them, in memory alone.
    const short = c.counter.guarded.find((g) => g.id === cust)!.short
    const stop = { tab: 1, service: null, act: 'stop', why: 'number-elsewhere', seq: null } as const
    know(c.counter, {
      run: {
        ...c.counter.run,
        allowed: [{ tab: 1, cell: 'field/guarded', short, until: c.clock.wall + DAY }],
        stops: [
          { ...stop, url: `https://shop.example/?q=${NUMBER}` },
          { ...stop, tab: 2, url: 'https://shop.example/' },
        ],
      },
    })

    const done = await erase()
    expect(done).toMatchObject({ ok: true, value: { activations: [], guarded: false } })

    expect(await placesOf(cust, NUMBER, '王秀芬', ...secrets)).toEqual([])
    for (const table of ['vault', 'decisions', 'working', 'guarded', 'settings'])
      expect(await rowsNaming(table, mine), table).toBe(0)
    expect(c.counter.guarded.some((g) => g.id === cust)).toBe(false)
    expect(c.counter.run.allowed).toEqual([])
    expect(c.counter.run.stops.map((s) => s.tab)).toEqual([2])
    // Every entry stands, byte for byte, and one more says what was done.
    const after = await c.entries()
    expect(after.slice(0, before.length)).toEqual(before)
    expect(after.slice(before.length)).toMatchObject([
      { kind: 'log.erased', activation: mine, reason: 'customer-asks' },
    ])
    expect(after.at(-1)!['records']).toBeGreaterThan(4)
    expect(await sound()).toBe('sound')
    // Nobody else's went.
    expect(await rowsNaming('vault', theirs)).toBeGreaterThan(2)
    expect((await c.ok('console.decisions', { number: OTHER.number })).decisions).toHaveLength(2)
    expect((await c.ok('console.decisions', { number: NUMBER })).decisions).toHaveLength(0)
    expect(await erase()).toMatchObject({ ok: false, error: { code: 'erase/none' } })
    // What a worker that comes back loads is as empty.
    c = await c.restart()
    expect(await placesOf(cust, ...secrets)).toEqual([])
  })

  it('reaches the logs that were closed as they were found', async () => {
    await opened()
    const mine = await served()
    const secrets = await secretsOf(mine)
    const cust = await c.counter.store.indexOf(`+86${NUMBER}` as E164)
    c.close()
    const db = await openDb('countersign')
    await db.checkpoints.update('head', { size: 2 })
    db.close()
    c = await c.restart()
    expect(await allNames()).toEqual(['countersign', 'countersign.2'])
    const closed = (await placesOf(cust)).filter((p) => p.startsWith('countersign/'))
    expect(closed.length).toBeGreaterThan(3)
    const entries = await rowsNaming('entries', mine)

    expect(await erase()).toMatchObject({ ok: true, value: { activations: [] } })
    expect(await placesOf(cust, ...secrets)).toEqual([])
    // The entries of the closed log stand, with the one that names the erasure in the new one.
    expect(await rowsNaming('entries', mine)).toBe(entries + 1)
    expect(await sound()).toBe('sound')
  })

  it('is refused without the key, while the activation is open, and while it is held', async () => {
    await opened()
    const id = await activation(c)
    expect(await erase()).toMatchObject({ error: { code: 'erase/open' } })
    const ask = (body: { proof: string }) =>
      c.ask('console.erase', { number: NUMBER, reason: 'customer-asks', ...body })
    expect(await ask({ proof: '0'.repeat(64) })).toMatchObject({ error: { code: 'manager/proof' } })
    const old = await proof()
    c.clock.wall += 11 * 60_000
    c.clock.run += 11 * 60_000
    expect(await ask({ proof: old })).toMatchObject({ error: { code: 'manager/proof' } })

    const view = await begin(c, id)
    await answer(c, view, 'refuse')
    await finish(c, id, [], { services: [] })
    for (const what of [
      { scope: 'customer', number: NUMBER, activation: null },
      { scope: 'activation', number: null, activation: id },
      { scope: 'log', number: null, activation: null },
    ] as const) {
      const view = await c.ok('console.hold', { ...what, reason: 'police', proof: await proof() })
      const hold = view.holds[0]!
      expect(JSON.stringify(view.holds)).not.toContain(NUMBER)
      expect((await c.ok('console.traces', { number: NUMBER })).holds).toHaveLength(1)
      expect(await erase(), what.scope).toMatchObject({ error: { code: 'erase/held' } })
      c = await c.restart()
      expect(await erase(), what.scope).toMatchObject({ error: { code: 'erase/held' } })
      await c.ok('console.lift', { hold: hold.id, reason: 'over', proof: await proof() })
    }
    expect(await erase()).toMatchObject({ ok: true })
    const holds = (await c.entries()).filter((e) => String(e['kind']).startsWith('hold.'))
    expect(holds.map((e) => [e['kind'], e['scope']])).toEqual(
      ['customer', 'activation', 'log'].flatMap((scope) => [
        ['hold.set', scope],
        ['hold.lifted', scope],
      ]),
    )
  })
})

describe('erasing by time', () => {
  const later = async (ms: number) => {
    c.clock.wall += ms
    c.clock.run += ms
    await c.tick()
    await c.tick()
  }

  it('takes a refusal after its time, and the rest years after the consent has ended', async () => {
    await opened()
    const both = await served()
    const no = await activation(c, { ...OTHER, services: ticked('RBT06') })
    await answer(c, await begin(c, no), 'refuse')
    await finish(c, no, [], { ...OTHER, services: [] })
    await later(179 * DAY)
    expect(await rowsNaming('vault', no)).toBeGreaterThan(0)
    await later(3 * DAY)
    expect(await rowsNaming('vault', no)).toBe(0)
    expect(await rowsNaming('decisions', no)).toBe(0)
    // Of the other customer only the no went: the yes holds their record.
    expect(await rowsNaming('vault', both)).toBeGreaterThan(0)
    expect(await rowsNaming('decisions', both)).toBe(1)
    const erased = (await c.entries()).filter((e) => e['kind'] === 'log.erased')
    expect(erased).toHaveLength(2)
    expect(erased.find((e) => e['activation'] === both)).toMatchObject({ part: 'refusals', records: 1 })

    expect(await sound()).toBe('sound')
    // That a part was erased by right excuses nothing else.
    const db = await openDb('countersign')
    const kept = await db.vault.where('activation').equals(both).toArray()
    await db.vault.where('activation').equals(both).delete()
    expect(await sound()).toMatch(/^table\/vault /)
    await db.vault.bulkPut(kept)
    db.close()

    await later(5 * YEAR)
    expect(await rowsNaming('vault', both), 'a consent without an end is not over').toBeGreaterThan(0)
    const [given] = (await c.ok('console.decisions', { number: NUMBER })).decisions
    await c.ok('console.withdraw', { decision: given!.decision, number: '' })
    await later(2.9 * 365 * DAY)
    expect(await rowsNaming('vault', both)).toBeGreaterThan(0)
    await later(60 * DAY)
    expect(await rowsNaming('vault', both)).toBe(0)
    const cust = await c.counter.store.indexOf(`+86${NUMBER}` as E164)
    expect(await placesOf(cust)).toEqual([])
    expect(await sound()).toBe('sound')
  })

  it('knows of a consent that only a closed log has, and takes an answer of no out of it once', async () => {
    await opened()
    const both = await served()
    c.close()
    const db = await openDb('countersign')
    await db.checkpoints.update('head', { size: 2 })
    db.close()
    c = await c.restart()
    const next = await openDb('countersign.2')
    await next.decisions.clear()
    next.close()
    await later(181 * DAY)
    await later(181 * DAY)
    expect(await rowsNaming('vault', both)).toBeGreaterThan(0)
    expect(await rowsNaming('decisions', both)).toBe(1)
    expect((await c.kinds()).filter((k) => k === 'log.erased')).toHaveLength(1)
  })

  it('waits while there is a hold, and does not believe a clock that is years ahead of the carrier', async () => {
    await opened()
    const no = await activation(c, { services: ticked('RBT06') })
    await answer(c, await begin(c, no), 'refuse')
    const told = () => c.counter.store.setting('clock.outside')
    // What the carrier's answer says of the time is kept, to the second; an answer that says nothing changes nothing.
    expect(await told()).toBeUndefined()
    const then = c.clock.wall
    await finish(c, no, [], { services: [] }, new Date(then).toUTCString())
    expect(await told()).toBe(Math.floor(then / 1000) * 1000)
    await later(200 * DAY)
    expect(await rowsNaming('vault', no)).toBeGreaterThan(0)
    for (const date of [null, 'not a date']) {
      const next = await activation(c, { ...OTHER, services: [] })
      await finish(c, next, [], { ...OTHER, services: [] }, date)
      expect(await told()).toBe(Math.floor(then / 1000) * 1000)
    }
    await later(DAY)
    expect(await rowsNaming('vault', no)).toBeGreaterThan(0)
    const next = await activation(c, { ...OTHER, services: [] })
    await finish(c, next, [], { ...OTHER, services: [] }, new Date(c.clock.wall).toUTCString())
    const held = await c.ok('console.hold', {
      scope: 'customer',
      number: NUMBER,
      activation: null,
      reason: 'complaint',
      proof: await proof(),
    })
    await later(DAY)
    expect(await rowsNaming('vault', no)).toBeGreaterThan(0)
    await c.ok('console.lift', { hold: held.holds[0]!.id, reason: 'over', proof: await proof() })
    await later(DAY)
    expect(await rowsNaming('vault', no)).toBe(0)
  })

  it('holds by the entry where the setting was taken away, and the check names it', async () => {
    await opened()
    const id = await served()
    const held = { number: null, activation: null, reason: 'complaint', proof: await proof() } as const
    await c.ok('console.hold', { ...held, scope: 'customer', number: NUMBER })
    await c.ok('console.hold', { ...held, scope: 'activation', activation: id })
    const { holds } = await c.ok('console.open', {})
    const setting = await c.counter.store.setting('holds')
    c.close()
    const db = await openDb('countersign')
    await db.settings.delete('holds')
    db.close()
    c = await c.restart()
    expect((await c.ok('console.open', {})).holds).toMatchObject(
      holds.map(({ id, scope, activation, reason }) => ({ id, scope, activation, reason })),
    )
    await later(40 * YEAR)
    expect(await rowsNaming('vault', id)).toBeGreaterThan(0)
    expect(await erase()).toMatchObject({ ok: false, error: { code: 'erase/held' } })
    expect(await verifyTables()).toMatchObject({
      ok: false,
      error: { code: 'table/settings', where: `holds ${holds[0]!.id}` },
    })
    // Lifted, it is lifted for good, though nobody put the setting back.
    await c.ok('console.lift', { hold: holds[1]!.id, reason: 'over', proof: await proof() })
    c = await c.restart()
    expect((await c.ok('console.open', {})).holds.map((h) => h.id)).toEqual([holds[0]!.id])
    // Not even whose it is can be told: then it holds everything.
    c.close()
    const again = await openDb('countersign')
    await again.settings.delete('holds')
    await again.entries
      .where('[kind+seq]')
      .between(['hold.set', 0], ['hold.set', Number.MAX_SAFE_INTEGER])
      .modify((row: { cust?: string }) => {
        delete row.cust
      })
    again.close()
    c = await c.restart()
    expect((await c.ok('console.open', {})).holds).toMatchObject([{ id: holds[0]!.id, scope: 'log' }])
    c.close()
    const back = await openDb('countersign')
    const cust = (setting as { cust: string }[])[0]!.cust
    await back.entries
      .where('[kind+seq]')
      .between(['hold.set', 0], ['hold.set', Number.MAX_SAFE_INTEGER])
      .modify((row: { activation?: string; cust?: string }) => {
        if (!row.activation) row.cust = cust
      })
    await back.settings.put({ name: 'holds', value: [(setting as object[])[0]!] })
    back.close()
    c = await c.restart()
  })

  it.each([2, 0])(
    'leaves no column of a customer of whom no activation is left, the two %i days apart',
    async (days) => {
      await opened()
      const cust = await c.counter.store.indexOf(`+86${NUMBER}` as E164)
      const two: ActivationId[] = []
      for (const service of ['RBT06', 'DATA10']) {
        const id = await activation(c, { services: ticked(service) })
        await answer(c, await begin(c, id), 'refuse')
        await finish(c, id, [], { services: [] })
        two.push(id)
        if (two.length === 1 && days > 0) await later(days * DAY)
      }
      const held = await c.ok('console.hold', {
        scope: 'customer',
        number: NUMBER,
        activation: null,
        reason: 'complaint',
        proof: await proof(),
      })
      await c.ok('console.lift', { hold: held.holds[0]!.id, reason: 'over', proof: await proof() })
      const db = await openDb('countersign')
      const columns = async () => (await db.entries.where('cust').equals(cust).toArray()).map((e) => e.kind)
      // An entry about the customer and no activation: whose the hold is stands in its row alone.
      expect((await columns()).filter((kind) => kind.startsWith('hold.'))).toEqual(['hold.set'])
      expect((await columns()).length).toBeGreaterThan(3)
      // The first goes a day before the second: the customer is still one of ours.
      if (days > 0) {
        await later(179 * DAY)
        expect(await Promise.all(two.map((id) => rowsNaming('decisions', id)))).toEqual([0, 1])
        expect(await columns()).toContain('hold.set')
      }
      await later((days > 0 ? 3 : 181) * DAY)
      expect(await columns()).toEqual([])
      expect(await placesOf(cust)).toEqual([])
      db.close()
      expect(await sound()).toBe('sound')
    },
  )

  it('keeps of what a witness cosigned the newest alone, and every receipt’s', async () => {
    await opened()
    await served()
    const { store } = c.counter
    const receipts = (await store.left()).filter((row) => row.where === 'receipt')
    for (let i = 0; i < 3; i++) {
      await store.log.append([{ kind: 'shift.ended', clerk: '', activation: '', body: { why: 'day' } }])
      await store.log.write([await store.leftWrite(await store.log.head(), 'witness', c.clock.wall)])
    }
    const { size } = await store.log.head()
    await later(DAY)
    expect((await store.left()).filter((row) => row.where === 'witness').map((row) => row.size)).toEqual([
      size,
    ])
    expect((await store.left()).filter((row) => row.where === 'receipt')).toEqual(receipts)
    expect(receipts.length).toBeGreaterThan(0)
  })

  it('goes on where a run was cut off', async () => {
    await opened()
    const ids: string[] = []
    for (let i = 0; i < 60; i++) {
      const id = i.toString(16).padStart(24, '0') as ActivationId
      const { writes } = await c.counter.store.vault.commit('number', id, `+8613700${137_000 + i}`)
      await c.counter.store.log.append(
        [
          {
            kind: 'activation.opened',
            clerk: '',
            activation: id,
            cust: `c${i}`,
            body: { portal: 'p', number: 'x' as never, customer: null, order: null },
          },
        ],
        writes,
      )
      ids.push(id)
    }
    // Of one nothing is left but an answer.
    const answered = `1${'0'.repeat(23)}` as ActivationId
    const row = {
      cust: 'customer-99',
      service: 's',
      state: 'refused',
      notice: 'n',
      lang: 'en',
      at: c.clock.wall,
    }
    await c.counter.store.log.append(
      [
        {
          kind: 'activation.completed',
          clerk: '',
          activation: answered,
          cust: 'customer-99',
          body: { minutes: 1 },
        },
      ],
      [{ table: 'decisions', put: { id: `${answered}:s`, activation: answered, ...row } }],
    )
    c.clock.wall += 181 * DAY
    c.clock.run += 181 * DAY
    await c.tick()
    const left = async () => (await Promise.all(ids.map((id) => rowsNaming('vault', id)))).filter(Boolean)
    expect(await left()).toHaveLength(10)
    c = await c.restart()
    await c.tick()
    expect(await left()).toHaveLength(0)
    expect(await placesOf('customer-99')).toEqual([])
    expect((await c.kinds()).filter((k) => k === 'log.erased')).toHaveLength(61)
    expect(await sound()).toBe('sound')
  })
})
