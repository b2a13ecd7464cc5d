import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { resetPin } from '../../../utils/counter/manager/pins.ts'
import { openCounter, type TestCounter } from './open-counter.ts'

let c: TestCounter
beforeEach(async () => {
  // As a store has it that has given nobody a PIN.
  c = await openCounter((policy) => {
    for (const one of policy['staff'] as Record<string, unknown>[]) delete one['pin']
  })
})
afterEach(() => c.close())

const pinIn = async (id: string) => (await c.ok('console.open', {})).staff.find((s) => s.id === id)?.pin
const last = async () => (await c.entries()).at(-1)

describe('a PIN', () => {
  it('is chosen by who starts the first shift under a staff id, which the entry says, and only that once', async () => {
    expect(await pinIn('0417')).toBe('none')
    await c.ok('shift.start', { staff: '0417', pin: '2468' })
    expect(await last()).toMatchObject({ kind: 'shift.started', clerk: '0417', how: 'pin', first: true })
    expect(await pinIn('0417')).toBe('own')
    await c.ok('shift.end', {})
    expect(await c.ask('shift.start', { staff: '0417', pin: '1357' })).toMatchObject({
      error: { code: 'pin/wrong' },
    })
    await c.ok('shift.start', { staff: '0417', pin: '2468' })
    expect(await last()).toMatchObject({ kind: 'shift.started' })
    expect(await last()).not.toHaveProperty('first')
  })

  it('is taken away by a manager alone, with an entry; the wrong tries of the old one go with it', async () => {
    await c.ok('shift.start', { staff: '0417', pin: '2468' })
    for (let i = 0; i < 5; i++) await c.ask('shift.start', { staff: '0417', pin: '1357' })
    expect(await c.ask('shift.start', { staff: '0417', pin: '2468' })).toMatchObject({
      error: { code: 'pin/wait' },
    })
    expect(await c.ask('console.reset-pin', { staff: '0417', proof: 'a'.repeat(64) })).toMatchObject({
      error: { code: 'manager/proof' },
    })
    expect(await pinIn('0417')).toBe('own')
    expect(await resetPin(c.counter, '0417')).toEqual({ ok: true, value: null })
    expect(await last()).toMatchObject({ kind: 'pin.reset', staff: '0417' })
    expect(await pinIn('0417')).toBe('none')
    c = await c.restart()
    await c.ok('shift.start', { staff: '0417', pin: '1357' })
    expect(await last()).toMatchObject({ kind: 'shift.started', first: true })
  })

  it('is not there to be taken away where the policy has it, nobody has chosen it, or nobody is called so', async () => {
    await c.policy((policy) => {
      const [, ...others] = policy['staff'] as Record<string, unknown>[]
      for (const one of others) delete one['pin']
    })
    const size = (await c.entries()).length
    const [one, other] = c.counter.loaded.policy.staff
    expect(await resetPin(c.counter, one!.id)).toMatchObject({ error: { code: 'pin/policy' } })
    expect(await resetPin(c.counter, other!.id)).toMatchObject({ error: { code: 'pin/none' } })
    expect(await resetPin(c.counter, 'nobody')).toMatchObject({ error: { code: 'staff/unknown' } })
    expect(await c.entries()).toHaveLength(size)
  })
})
