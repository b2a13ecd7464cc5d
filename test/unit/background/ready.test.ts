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
})
