import 'fake-indexeddb/auto'
import { randomId } from '../../../utils/base/index.ts'
import type { Draft } from '../../../utils/log/index.ts'
import type { Store, StoreOptions } from '../../../utils/store/index.ts'
import { openStore } from '../../../utils/store/index.ts'

/** A Web Lock manager good enough for one process: exclusive, first come first served. */
export function fakeLocks(): LockManager {
  const tails = new Map<string, Promise<unknown>>()
  return {
    request: (name: string, work: () => Promise<unknown>) => {
      const next = (tails.get(name) ?? Promise.resolve()).then(work)
      tails.set(
        name,
        next.catch(() => undefined),
      )
      return next
    },
  } as unknown as LockManager
}

export interface TestClock {
  wall: number
  run: number
  now(): number
  mono(): number
}

export const testClock = (wall = Date.UTC(2026, 10, 23, 2, 0, 0)): TestClock => ({
  wall,
  run: 0,
  now() {
    return this.wall
  },
  mono() {
    return this.run
  },
})

export const freshName = (): string => `test-${randomId(6)}`

export function options(over: Partial<StoreOptions> = {}): StoreOptions {
  return {
    name: freshName(),
    headerFields: () => ({ store: 's-1', app: '0.1.0', policy: 'ab'.repeat(32) }),
    clock: testClock(),
    boot: randomId(8),
    recipients: () => [],
    locks: fakeLocks(),
    ...over,
  }
}

export const open = (over: Partial<StoreOptions> = {}): Promise<Store> => openStore(options(over))

export const draft = (clerk = 'c1'): Draft => ({
  kind: 'shift.started',
  clerk,
  activation: '',
  body: { how: 'pin' },
})
