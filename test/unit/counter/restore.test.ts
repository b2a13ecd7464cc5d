/** An update in the middle of an activation: what the build before `commit` had stored (47043aa) is restored, and goes on. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ActivationId, E164, Json, ServiceId } from '../../../utils/base/index.ts'
import { EMPTY_RUN, readActivation, readSetting, SETTINGS } from '../../../utils/counter/state/index.ts'
import type { Write } from '../../../utils/store/index.ts'
import frozen from '../../fixtures/store/mid-activation.json' with { type: 'json' }
import { finish, openCounter, signature, type TestCounter } from './open-counter.ts'

const ID = frozen.working[0]?.id as ActivationId
const RING = 'qinghe-ring-tone' as ServiceId
const MALL = 'jixi-mall' as ServiceId
const DATA = 'qinghe-data-pack' as ServiceId

let c: TestCounter
beforeEach(async () => {
  c = await openCounter()
})
afterEach(() => c.close())

/** Puts what was stored into this profile, whose keys are others, and starts the worker anew. */
async function restored(change: (stored: typeof frozen) => void = () => undefined): Promise<void> {
  const { store } = c.counter
  const cust = await store.indexOf(frozen.working[0]?.value.number as E164)
  const own = JSON.stringify(frozen).replaceAll(frozen.guarded[0]?.id ?? '', cust)
  const stored = JSON.parse(own) as typeof frozen
  change(stored)
  const writes: Write[] = [
    ...(await Promise.all(
      stored.working.map(({ id, value }) => store.working.seal('activation', id, value as Json)),
    )),
    ...stored.settings
      .filter(({ name }) => name !== 'manager.key')
      .map((put): Write => ({ table: 'settings', put })),
    ...stored.decisions.map((put): Write => ({ table: 'decisions', put })),
    ...stored.guarded.map((put): Write => ({ table: 'guarded', put })),
  ]
  await store.log.write(writes)
  c.clock.wall = frozen.at + 1000
  const text = typeof stored.run === 'string' ? stored.run : JSON.stringify(stored.run)
  c = await c.restart({ host: { kept: async () => text } })
}

describe('what the build before has stored', () => {
  it('is there again: activation, run and settings', async () => {
    await restored()
    expect([...c.counter.alarms]).toEqual([])
    const { cust: _, ...whole } = { ...frozen.working[0]?.value }
    expect(c.counter.activations.get(ID)).toMatchObject(whole)
    const { visited, stops, guardedUntil: __, ...run } = frozen.run
    expect(c.counter.run).toEqual({
      ...EMPTY_RUN,
      ...run,
      stops: stops.map(([, stop]) => stop),
      permits: { ...EMPTY_RUN.permits, visited },
    })
    expect(c.counter.shift).toEqual({ clerk: '0777', how: 'pin', since: 1795399204000 })
    expect(c.counter.pledged).toEqual(['0777/2026-11-23'])
    expect([...c.counter.pinTries]).toEqual([['0777', { wrong: 1, until: 0 }]])
    expect(await readSetting(c.counter, SETTINGS.retention)).toEqual({ day: '2026-11-23', after: null })
  })

  it('goes on: the permit is open, the stopped tab shut, the next signature is taken, and the receipt names all', async () => {
    await restored()
    const tab = frozen.working[0]?.value.permits[0]?.tab ?? 0
    expect(c.events.snapshot({ tab, frame: 0, url: 'http://shop.localhost/register' })?.permit).not.toBeNull()
    expect((await c.ok('sign.open', { activation: ID })).step).toBe('sign')
    const signed = await c.ok('sign.signature', { activation: ID, signature: signature('carrier') })
    expect(signed.step).toBe('done')
    expect(Object.keys(c.counter.activations.get(ID)?.standing ?? {}).sort()).toEqual(
      [MALL, DATA, RING].sort(),
    )
    await finish(c, ID, ['RBT06', 'DATA10'], { clerk: null })
    expect(c.counter.activations.size).toBe(0)
    const receipt = (await c.entries()).find((e) => e['kind'] === 'receipt.issued')
    expect(receipt?.['answers']).toHaveLength(3)
    expect(await c.kinds()).toContain('permit.expired')
  })
})

describe('what does not fit', () => {
  it('is left out and an alarm: an activation', async () => {
    await restored((stored) => {
      Object.assign(stored.working[0]?.value ?? {}, { permits: 'none' })
    })
    expect(c.counter.activations.size).toBe(0)
    expect([...c.counter.alarms]).toEqual(['store/damaged-activation'])
  })

  it('is left out, and every number counts: a browser run', async () => {
    await restored((stored) => {
      Object.assign(stored.run, { quarantined: [{ tab: 'nine' }] })
    })
    expect(c.counter.run).toEqual({ ...EMPTY_RUN, isLost: true })
    expect([...c.counter.alarms]).toEqual(['store/lost'])
    expect(c.events.guarding()).toBe(true)
  })

  it.each([
    ['no end', { until: 'tomorrow' }],
    ['no end that is a number', { until: Number.NaN }],
    ['no fingerprint', { short: undefined }],
    ['an activation that is none', { activation: 7 }],
  ])(
    'is left out and an alarm, and every number counts until the browser is closed: a guard with %s',
    async (_, odd) => {
      await restored((stored) => {
        Object.assign(stored.guarded[0] ?? {}, odd)
      })
      expect(c.counter.guarded).toEqual([])
      expect([...c.counter.alarms]).toContain('store/damaged-number')
      expect(c.events.guarding()).toBe(true)
      // It would say the same at each start, and guards nothing.
      expect(await c.counter.store.guarded()).toEqual([])
    },
  )

  it('is left out and an alarm: a setting; a PIN that cannot be read is not one that anybody may choose', async () => {
    await restored((stored) => {
      for (const row of stored.settings)
        if (row.name === 'shift' || row.name === 'pin/0777') Object.assign(row, { value: 7 })
    })
    expect(c.counter.shift).toBeNull()
    expect([...c.counter.alarms]).toEqual(['store/damaged-setting'])
    await c.policy((policy) => {
      policy['staff'] = [{ id: '0777', name: '店员甲' }]
    })
    expect(await c.ask('shift.start', { staff: '0777', pin: '2468' })).toMatchObject({
      error: { code: 'pin/wrong' },
    })
  })
})

describe('an activation of an older build', () => {
  it('is read with what it does not have', () => {
    const { documentSeen: _, slips: __, ...older } = frozen.working[0]?.value ?? {}
    expect(readActivation(older as Json)).toMatchObject({ id: ID, documentSeen: false, slips: [] })
  })
})
