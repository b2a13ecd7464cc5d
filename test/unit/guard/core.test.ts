import { describe, expect, it } from 'vitest'
import { type Core, createCore } from '../../../entrypoints/sentinel.content/core.ts'
import { fingerprint, windows } from '../../../utils/guard/page.ts'
import type { Snapshot, ToBackground } from '../../../utils/wire/sentinel.ts'

const KEY = [1, 2, 3, 4] as const
const OPEN = '13800138000'
const short = (digits: string): number => fingerprint(digits, KEY)

const snapshot = (more: Partial<Snapshot> = {}): Snapshot => ({
  t: 'snapshot',
  guarding: true,
  activation: true,
  key: KEY,
  whole: [short(OPEN)],
  runs: windows(OPEN).map(short),
  origin: 'unknown',
  under: '',
  permit: null,
  logIn: 0,
  table: {},
  allowed: [],
  codes: Number.MAX_SAFE_INTEGER,
  orders: [],
  maskCopies: false,
  texts: {} as Snapshot['texts'],
  ...more,
})

function begin(more: Partial<Snapshot> = {}): { core: Core; posted: ToBackground[]; modes: number[] } {
  const posted: ToBackground[] = []
  const modes: number[] = []
  const core = createCore({
    link: { post: (message) => void posted.push(message) },
    channel: () => ({ state: (mode) => void modes.push(mode), orderAnswer: () => undefined }),
    banner: { show: () => undefined, hide: () => undefined },
  })
  core.take(snapshot(more))
  return { core, posted, modes }
}

describe('a page that cannot be read', () => {
  it('counts as a sign-up: a guarded number is stopped wherever it stands, a lone code as well', () => {
    const { core, posted } = begin({ origin: 'employer' })
    core.learn(() => {
      throw new TypeError('form.contains is not a function')
    })
    expect(core.page()).toEqual({ kind: 'sign-up', score: 0, unread: true })
    expect(core.judge('guarded', short(OPEN))).toMatchObject({ act: 'stop', stops: true })
    expect(core.judge('other', 5)).toMatchObject({ act: 'stop', stops: true })
    core.take(snapshot())
    expect(core.heldCode('482913', 'submit', true)).toBe(true)
    expect(posted.at(-1)).toMatchObject({ t: 'stop', why: 'code-elsewhere', page: 'sign-up' })
  })
  it('is read again once it has changed', () => {
    const { core } = begin()
    let fails = true
    core.learn(() => {
      if (fails) throw new TypeError('not a function')
      return { kind: 'log-in', score: 1 }
    })
    expect(core.page().unread).toBe(true)
    fails = false
    core.touch()
    expect(core.page().kind).toBe('log-in')
  })
})

describe('a page that tries numbers', () => {
  const stop = (core: Core, text: string, trusted = false): void => {
    expect(core.find(text)?.digits).toBe(OPEN)
    core.stopped({
      answer: core.judge('guarded', short(OPEN)),
      number: 'guarded',
      way: 'request',
      layer: 'request',
      digits: OPEN,
      trusted,
      text,
    })
  }
  const many = (n: number): string =>
    Array.from({ length: n }, (_, i) => `139${String(10_000_000 + i * 7_919)}`).join('\n')

  it('is quarantined at once for a text of many numbers, with one of few it has five tries', () => {
    const { core, posted, modes } = begin()
    stop(core, `${many(21)}\n${OPEN}`)
    expect(posted.at(-1)).toMatchObject({ quarantine: true, why: 'too-many' })
    expect(modes.at(-1)).toBe(2)
    const other = begin()
    for (let i = 0; i < 5; i++) {
      stop(other.core, `${many(5)}\n${OPEN}`)
      expect(other.posted.at(-1)).toMatchObject({ quarantine: i === 4 })
    }
  })
  it('is quarantined at once as well where it asks about a few at a time', () => {
    const { core, posted } = begin()
    for (const number of many(21).split('\n')) expect(core.find(number)).toBeNull()
    stop(core, OPEN)
    expect(posted.at(-1)).toMatchObject({ quarantine: true, why: 'too-many' })
  })
  it('is not given its tries back by a false match, nor, where it asks about many, by a hand that types', () => {
    const { core, posted, modes } = begin()
    for (let i = 0; i < 4; i++) stop(core, OPEN)
    core.judged(false)
    expect(posted.at(-1)).toMatchObject({ quarantine: false })
    stop(core, OPEN)
    expect(posted.at(-1)).toMatchObject({ quarantine: true })
    const asking = begin()
    for (const number of many(21).split('\n')) asking.core.find(number)
    asking.core.person()
    stop(asking.core, OPEN)
    expect(asking.posted.at(-1)).toMatchObject({ quarantine: true })
    core.judged(false)
    expect(modes.at(-1)).toBe(2)
  })
  it('does not count what a person pastes, however much', () => {
    const { core, posted } = begin()
    stop(core, `${many(40)}\n${OPEN}`, true)
    expect(posted.at(-1)).toMatchObject({ quarantine: false })
  })
})

describe('a sign-up of the catalogue while nothing is guarded', () => {
  it('is asked about by scripts as well', () => {
    const none = { guarding: false, activation: false, whole: [], runs: [] }
    expect(begin({ ...none, origin: 'catalogue' }).modes.at(-1)).toBe(1)
    expect(begin({ ...none, origin: 'unknown' }).modes.at(-1)).toBe(0)
  })
})
