// @vitest-environment happy-dom
/** What is filled in before anybody knew whose number it is: lost to nobody, and to be had by nobody either. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCore } from '../../../entrypoints/sentinel.content/core.ts'
import { watchFields } from '../../../entrypoints/sentinel.content/fields.ts'
import { fingerprint } from '../../../utils/guard/page.ts'
import type { Snapshot, ToBackground } from '../../../utils/wire/sentinel.ts'

const OPEN = '13800138000'
const OTHER = '13900000000'
const KEY = [1, 2, 3, 4] as const
const snapshot: Snapshot = {
  t: 'snapshot',
  guarding: true,
  activation: true,
  origin: 'unknown',
  under: '',
  whole: [fingerprint(OPEN, KEY)],
  runs: [],
  key: KEY,
  permit: null,
  allowed: [],
  table: {},
  codes: 0,
  logIn: 0,
  orders: [],
  maskCopies: false,
  texts: {} as Snapshot['texts'],
}

/** A page with one field, in its first moment. */
function begin() {
  const posted: ToBackground[] = []
  const core = createCore({
    link: { post: (message) => void posted.push(message) },
    channel: () => ({ state: () => undefined, orderAnswer: () => undefined }),
    banner: { show: () => undefined, hide: () => undefined } as never,
  })
  const fields = watchFields(core, { post: () => undefined })
  const field = document.createElement('input')
  document.body.replaceChildren(field)
  const seen: string[] = []
  field.addEventListener('input', () => seen.push(field.value))
  /** As the browser's own filling does it, or a script of the page. */
  const fill = (value: string, isTrusted: boolean): void => {
    field.value = value
    let isStopped = false
    fields.handlers['input']?.({
      type: 'input',
      isTrusted,
      target: field,
      composedPath: () => [field],
      stopImmediatePropagation: () => {
        isStopped = true
      },
    } as unknown as Event)
    if (!isStopped) seen.push(field.value)
  }
  const know = (): void => {
    core.take(snapshot)
    fields.catchUp()
  }
  return { field, fill, know, seen, posted }
}

let now = 20
beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  now = 20
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('a field that is filled in the first moment of a page', () => {
  it('by the browser: the page sees nothing of it until it is known to be nobody’s, and all of it then', () => {
    const { field, fill, know, seen, posted } = begin()
    fill(OTHER, true)
    expect([field.value, seen]).toEqual(['', []])
    know()
    expect([field.value, seen]).toEqual([OTHER, [OTHER]])
    expect(posted).toEqual([])
  })
  it('by the browser, with a guarded number: the page never sees it, and the field is empty', () => {
    const { field, fill, know, seen, posted } = begin()
    fill(OPEN, true)
    know()
    expect([field.value, seen]).toEqual(['', []])
    expect(posted).toMatchObject([{ t: 'stop', number: 'guarded', act: 'stop', quarantine: true }])
  })
  it('by a script of the page: it stays, and what is guarded is taken out as soon as that is known', () => {
    for (const [number, kept] of [
      [OTHER, OTHER],
      [OPEN, ''],
    ] as const) {
      const { field, fill, know, posted } = begin()
      fill(number, false)
      expect(field.value).toBe(number)
      know()
      expect(field.value).toBe(kept)
      expect(posted.length).toBe(kept ? 0 : 1)
    }
  })
  it('where nobody says whose it is: after a second every number counts as guarded', () => {
    for (const isTrusted of [true, false]) {
      const { field, fill, posted } = begin()
      fill(OTHER, isTrusted)
      vi.advanceTimersByTime(1_000)
      expect(field.value).toBe('')
      expect(posted).toMatchObject([{ t: 'stop', why: 'no-answer', quarantine: true }])
    }
  })
  it('what is no number is left alone, and later fillings are looked at at once', () => {
    const { field, fill, seen, posted } = begin()
    fill('2026-11-28', true)
    expect([field.value, seen]).toEqual(['2026-11-28', ['2026-11-28']])
    now = 5_000
    fill(OTHER, true)
    expect(field.value).toBe('')
    expect(posted).toMatchObject([{ t: 'stop', why: 'no-answer' }])
  })
})
