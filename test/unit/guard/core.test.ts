import { describe, expect, it } from 'vitest'
import { type Core, createCore } from '../../../entrypoints/sentinel.content/core.ts'
import { fingerprint, windows } from '../../../utils/guard/page.ts'
import type { Snapshot, ToBackground } from '../../../utils/wire/port.ts'

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
