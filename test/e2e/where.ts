/**
 * Which browser a test runs in. Whatever a browser decides (events, requests, rules, frames, workers, storage, windows,
 * downloads) is tried in both. What our own code decides once it has been told (which question comes next, what an entry
 * holds, what a page draws) is tried in Chromium, and Firefox has one or two such tests of each file. `npm test -- --whole`
 * runs everything in both.
 */
import { describe, it, type TestAPI } from 'vitest'
import { browserUnderTest } from './driver/index.ts'

export const isWhole = process.env['WHOLE'] === '1'
const isHere = isWhole || browserUnderTest() === 'chromium'

type Once = Pick<TestAPI, 'each'> & ((name: string, fn: () => unknown, timeout?: number) => void)

/** Not defined elsewhere, rather than skipped: nothing is wanting there that could be had. */
const nothing: unknown = Object.assign(() => undefined, { each: () => () => undefined })

/** A test that no browser decides: in Chromium, and in Firefox with `--whole`. */
export const itOnce = (isHere ? it : nothing) as Once

/** The same for all tests of a `describe`. */
export const describeOnce = (isHere ? describe : nothing) as (name: string, fn: () => void) => void
