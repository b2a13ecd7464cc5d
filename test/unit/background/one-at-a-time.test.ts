import { expect, it } from 'vitest'
import { createTurns } from '../../../entrypoints/background/one-at-a-time.ts'

const never = () => new Promise<never>(() => undefined)

it('runs one after the other, also behind one that fails, and what comes behind each', async () => {
  const said: string[] = []
  const inTurn = createTurns(
    async () => void said.push('after'),
    () => said.push('hung'),
  )
  const all = await Promise.allSettled([
    inTurn(async () => void said.push('1')),
    inTurn(async () => {
      throw new Error('2')
    }),
    inTurn(async () => void said.push('3')),
  ])
  expect(all.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(said).toEqual(['1', 'after', 'after', '3', 'after'])
})

it('does not wait for one that hangs: it is told before the next begins, and its end stops nothing', async () => {
  const said: string[] = []
  let wake: () => void = () => undefined
  const inTurn = createTurns(
    async () => undefined,
    () => said.push('hung'),
    20,
  )
  const late = inTurn(
    () =>
      new Promise<void>((resolve) => {
        wake = resolve
      }),
  )
  const next = inTurn(async () => said.push('next'))
  await expect(late).rejects.toMatchObject({ code: 'turn/too-long' })
  await next
  wake()
  await inTurn(async () => said.push('last'))
  expect(said).toEqual(['hung', 'next', 'last'])
})

it('does not wait for what comes behind a turn either', async () => {
  const inTurn = createTurns(never, () => undefined, 20)
  await expect(inTurn(async () => 1)).rejects.toMatchObject({ code: 'turn/too-long' })
  await expect(inTurn(async () => 2)).rejects.toMatchObject({ code: 'turn/too-long' })
})
