/** What the background tells a sentinel is what the contract says: the sentinel carries nothing that could check it. */
import * as v from 'valibot'
import { afterEach, expect, it } from 'vitest'
import { guardTexts } from '../../../components/text/guard.ts'
import { toSentinel } from '../../../utils/wire/sentinel.ts'
import { openCounter, type TestCounter } from '../counter/open-counter.ts'

let c: TestCounter
afterEach(() => c.close())

it.each(['http://carrier.localhost/', 'https://elsewhere.example/', 'about:blank'])(
  'a snapshot for %s',
  async (url) => {
    c = await openCounter()
    await c.read()
    const snapshot = c.events.snapshot({ tab: 1, frame: 0, url })
    if (!snapshot) return expect(url).toBe('about:blank')
    // The counter of the tests has no words of its own.
    const whole = { ...snapshot, texts: { ...snapshot.texts, ...guardTexts('zh-CN') } }
    expect(v.safeParse(toSentinel, whole).issues).toBeUndefined()
  },
)
