import { expect, it } from 'vitest'
import { hooksOn } from '../../e2e/hooks.ts'

type Hook = (context: { task: { result: { state: string } } }) => unknown

/** Vitest's hooks by name, called by hand: what is asked is what happens between two tries. */
function byHand() {
  const names = ['beforeAll', 'beforeEach', 'afterEach', 'afterAll'] as const
  const kept: Record<string, Hook[]> = Object.fromEntries(names.map((name) => [name, []]))
  const take = (name: string) => (hook: Hook) => void kept[name]?.push(hook)
  const hooks = Object.fromEntries(names.map((name) => [name, take(name)]))
  const call = async (name: (typeof names)[number], state = 'pass'): Promise<void> => {
    for (const hook of kept[name] ?? []) await hook({ task: { result: { state } } })
  }
  const attempt = async (state: 'pass' | 'fail'): Promise<void> => {
    await call('beforeEach')
    await call('afterEach', state)
  }
  return { ...hooksOn(hooks as never), call, attempt }
}

it('opens everything afresh after a try that failed, from the outside in, and nothing after one that passed', async () => {
  const { beforeAll, afterAll, call, attempt } = byHand()
  const did: string[] = []
  beforeAll(() => did.push('open counter'))
  afterAll(() => did.push('close counter'))
  beforeAll(() => did.push('open portal'))
  afterAll(() => {
    did.push('close portal')
    throw new Error('its browser is gone')
  })
  await call('beforeAll')
  await attempt('pass')
  await attempt('fail')
  expect(did).toEqual(['open counter', 'open portal'])
  did.length = 0
  await attempt('pass')
  expect(did).toEqual(['close counter', 'open counter', 'close portal', 'open portal'])
  did.length = 0
  await attempt('pass')
  expect(did).toEqual([])
})
