/** What a surface asks with: a background that ends as it is asked, that was ended, that is not there. */
import { describe, expect, it } from 'vitest'
import type { ActivationId } from '../../../utils/base/index.ts'
import { createClient } from '../../../utils/wire/index.ts'

const activation = 'a' as ActivationId

type Message = { m: string; k?: string }
/** A background that answers in turn: a text is thrown, anything else is the answer. */
function background(...answers: readonly unknown[]) {
  const heard: Message[] = []
  const rest = [...answers]
  return {
    heard,
    client: createClient({
      async send(message) {
        heard.push(message as Message)
        const next = rest.shift()
        if (typeof next === 'string') throw new Error(next)
        return next
      },
      onNudge: () => () => undefined,
    }),
  }
}
const said = (k: string, value: unknown = null) => ({ r: { ok: true, value }, k })
const stale = { r: { ok: false, error: { code: 'token/stale' } } }

describe('asking the background', () => {
  it('carries the token of the last answer', async () => {
    const { client, heard } = background(said('one'), said('two'), said('three'))
    for (const name of ['sign.open', 'sign.slow', 'sign.close'] as const)
      expect(await client.ask(name, { activation })).toEqual({ ok: true, value: null })
    expect(heard.map((m) => m.k)).toEqual([undefined, 'one', 'two'])
  })

  it.each([
    ['asks once more where it was just ending', [said('two', 'next')], []],
    [
      'opens itself again where it was ended in the middle of a question',
      [stale, said('new'), said('two', 'next')],
      [
        ['sign.open', 'one'],
        ['sign.slow', 'new'],
      ],
    ],
  ] as const)('%s', async (_, answers, more) => {
    const { client, heard } = background(said('one'), 'Receiving end does not exist', ...answers)
    await client.ask('sign.open', { activation })
    expect(await client.ask('sign.slow', { activation })).toEqual({ ok: true, value: 'next' })
    expect(heard.map((m) => [m.m, m.k])).toEqual([
      ['sign.open', undefined],
      ['sign.slow', 'one'],
      ['sign.slow', 'one'],
      ...more,
    ])
  })

  it('says so where nobody is there, and the next question is a new try', async () => {
    const { client } = background('gone', 'gone', said('one', 'here'))
    expect(await client.ask('sign.open', { activation })).toEqual({
      ok: false,
      error: { code: 'background/away' },
    })
    expect(await client.ask('sign.open', { activation })).toEqual({ ok: true, value: 'here' })
  })

  it('takes no answer that is none', async () => {
    const { client, heard } = background(undefined, 7, { r: { ok: true, value: 1 } })
    for (const code of ['background/away', 'background/away'])
      expect(await client.ask('sign.open', { activation })).toEqual({ ok: false, error: { code } })
    expect(await client.ask('sign.open', { activation })).toEqual({ ok: true, value: 1 })
    expect(heard.length).toBe(3)
  })
})
