/**
 * `beforeAll` and `afterAll` as Vitest has them, with one thing more: after a test that failed, the next one, and its own
 * second try, begin with everything opened afresh: another browser, another profile, another log. A try that starts where
 * the failed one broke off fails over what that left behind, and one slow moment is then three failures.
 */
import * as vitest from 'vitest'

type Act = () => unknown
type Hooks = Pick<typeof vitest, 'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll'>

interface Opened {
  readonly open: Act
  close: Act
  /** How many tries had failed when it was opened. */
  at: number
}

/** A browser that is lost may never answer. */
const CLOSE_MS = 20_000

/** Apart from Vitest's own hooks, so that it can be tried. */
export function hooksOn(hooks: Hooks) {
  let failed = 0
  let latest: Opened | null = null

  async function renew(one: Opened): Promise<void> {
    const late = new Promise<void>((done) => setTimeout(done, CLOSE_MS).unref())
    const closed = Promise.resolve()
      .then(one.close)
      // What an outer scope has closed already cannot be closed again; what matters is that it opens.
      .catch((error: unknown) => console.log(`not closed: ${String(error)}`))
    await Promise.race([closed, late])
    await one.open()
    one.at = failed
  }

  return {
    /** Opens what the tests of this file or `describe` share; and opens it again after a test that failed. */
    beforeAll(open: Act, timeout?: number): void {
      const one: Opened = { open, close: () => undefined, at: 0 }
      latest = one
      hooks.beforeAll(async () => {
        await open()
        one.at = failed
      }, timeout)
      hooks.beforeEach(async () => {
        if (one.at !== failed) await renew(one)
      }, timeout)
      hooks.afterEach(({ task }) => {
        if (task.result?.state === 'fail') failed += 1
      })
    },
    /** Closes what the `beforeAll` above it has opened. */
    afterAll(close: Act): void {
      if (latest) latest.close = close
      hooks.afterAll(async () => {
        await close()
      })
    },
  }
}

export const { beforeAll, afterAll } = hooksOn(vitest)
