import { describe, expect, it } from 'vitest'
import { createStart } from '../../../entrypoints/background/ready.ts'

describe('the start of the background', () => {
  it('is one for all who ask, is tried again after a failure, and never again once it stands', async () => {
    let tries = 0
    const said: boolean[] = []
    const start = createStart(
      async () => {
        tries++
        if (tries < 3) throw new Error(`try ${tries}`)
        return tries
      },
      (failed) => said.push(failed),
    )
    const both = await Promise.allSettled([start(), start()])
    expect(both.map((b) => b.status)).toEqual(['rejected', 'rejected'])
    expect(tries).toBe(1)
    await expect(start()).rejects.toThrow('try 2')
    expect(await Promise.all([start(), start(), start()])).toEqual([3, 3, 3])
    expect(await start()).toBe(3)
    expect(tries).toBe(3)
    expect(said).toEqual([true, true, false])
  })

  it('begins anew when it is told to, and a try from before does not undo that', async () => {
    const tries: { done(): void; fail(): void }[] = []
    const start = createStart(
      () =>
        new Promise<number>((resolve, reject) => {
          const n = tries.length
          tries.push({ done: () => resolve(n), fail: () => reject(new Error('away')) })
        }),
      () => undefined,
    )
    const first = start()
    start.again()
    const second = start()
    tries[0]!.fail()
    await expect(first).rejects.toThrow('away')
    tries[1]!.done()
    expect(await second).toBe(1)
    expect(await start()).toBe(1)
    expect(tries).toHaveLength(2)
    start.again()
    const third = start()
    tries[2]!.done()
    expect(await third).toBe(2)
  })
})
