import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { LEAK, RETRY } from '../../e2e/leak.ts'
import CountingReporter from '../../run/reporter.mjs'

afterEach(() => vi.unstubAllEnvs())

const saidBy = (act: () => void): string => {
  try {
    act()
  } catch (e) {
    return (e as Error).message
  }
  throw new Error('it did not fail')
}

it('tries again what failed, but not over what reached a server', () => {
  expect(RETRY.condition.test(saidBy(() => expect(1).toBe(0)))).toBe(true)
  expect(RETRY.condition.test('waited 25000 ms for the panel')).toBe(true)
  expect(RETRY.condition.test(saidBy(() => expect(1, LEAK).toBe(0)))).toBe(false)
  expect(RETRY.condition.test(saidBy(() => expect(['way'], LEAK).toEqual([])))).toBe(false)
  expect(RETRY.condition.test(saidBy(() => expect('13800138000', LEAK).not.toContain('138')))).toBe(false)
})

it('tells which tests passed only when they were tried again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-'))
  const file = join(folder, 'count.json')
  vi.stubEnv('COUNT_FILE', file)
  const test = (fullName: string, flaky: boolean) => ({
    fullName,
    result: () => ({ state: 'passed', errors: flaky ? [{ message: 'a tab came late' }] : [] }),
    diagnostic: () => ({ flaky }),
  })
  const module = {
    relativeModuleId: 'a.spec.ts',
    diagnostic: () => ({ duration: 1 }),
    errors: () => [],
    children: { allSuites: () => [], allTests: () => [test('steady', false), test('shaky', true)] },
  }
  new CountingReporter().onTestRunEnd([module], [])
  const { tests } = JSON.parse(readFileSync(file, 'utf8'))
  rmSync(folder, { recursive: true })
  expect(tests).toEqual([
    { name: 'a.spec.ts › steady', state: 'passed', why: '', again: false },
    { name: 'a.spec.ts › shaky', state: 'passed', why: 'a tab came late', again: true },
  ])
})
