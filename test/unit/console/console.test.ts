import { describe, expect, it } from 'vitest'
import { signaturesOf } from '../../../components/console/ActivationData.tsx'
import { entryOf, oneOf, readingsOf, signatureOf, valuesOf } from '../../../components/console/entry.ts'
import {
  dayEnd,
  dayStart,
  filterText,
  KINDS,
  OUTCOMES,
  startChosen,
  toFilter,
} from '../../../components/console/filter.ts'
import { FREE_TRIES, strength, waitFor } from '../../../components/console/passphrase.ts'
import { pathWords } from '../../../components/console/policy-preview.ts'
import { routeOf } from '../../../components/console/route.ts'
import { pathOf } from '../../../components/console/Strokes.tsx'
import { consoleText, kindWords } from '../../../components/console/text.ts'
import { outcomeOf, sentence, wordsOf } from '../../../components/console/words.ts'
import common from '../../../components/text/zh-CN/common.json' with { type: 'json' }
import zh from '../../../components/text/zh-CN/console.json' with { type: 'json' }
import { hex, type Json, utf8 } from '../../../utils/base/index.ts'
import { strokeHash } from '../../../utils/consent/index.ts'
import { commitTo, type Entry } from '../../../utils/log/index.ts'

const none = { services: [], staff: [], promises: [], reasons: [] }
const entry = (kind: string, more: Record<string, unknown> = {}): Entry =>
  ({ kind, at: '2026-11-23T02:44:05.123Z', clerk: '0417', ...more }) as unknown as Entry

describe('passphrase', () => {
  it('refuses what is short, common or one key held down', () => {
    for (const bad of [
      '',
      'abc',
      'aaaaaaaaaaaaaaaa',
      'password',
      '1234567890',
      '2026-11-23',
      '王小芬',
      'abcabcabcabc',
    ]) {
      expect(strength(bad), bad).toBe('short')
    }
  })
  it('takes words, and counts a Chinese character twice', () => {
    expect(strength('green lantern seven rivers')).toBe('strong')
    expect(strength('青灯七河')).toBe('short')
    expect(strength('青灯七条大河')).not.toBe('short')
  })
  it('lets five wrong tries be, then waits longer each time, to a limit', () => {
    const at = (n: number) => Array.from({ length: n }, (_, i) => 1000 + i)
    expect(waitFor(at(FREE_TRIES - 1), 1010)).toBe(0)
    const first = waitFor(at(FREE_TRIES), 1004)
    expect(first).toBe(30_000)
    expect(waitFor(at(FREE_TRIES + 1), 1005)).toBe(60_000)
    expect(waitFor(at(40), 1039)).toBe(15 * 60_000)
    expect(waitFor(at(FREE_TRIES), 1004 + 30_000)).toBe(0)
  })
  it('does not lock for ever when the clock was set back', () => {
    const future = Array.from({ length: 5 }, () => 9e12)
    expect(waitFor(future, 1000)).toBe(30_000)
  })
})

describe('filter', () => {
  const now = new Date(2026, 10, 23, 10, 44).getTime()
  it('holds both ends of the range', () => {
    const filter = toFilter({ from: '2026-11-23', to: '2026-11-23', clerk: '', service: '', outcome: 'all' })
    expect(filter.from).toBe(new Date(2026, 10, 23).getTime())
    expect(filter.to).toBe(new Date(2026, 10, 24).getTime() - 1)
    expect(filter.kinds).toBeUndefined()
  })
  it('takes no day for a day that is none', () => {
    for (const bad of ['', '2026-13-01', '2026-02-30', 'today']) {
      expect(dayStart(bad), bad).toBeNull()
      expect(dayEnd(bad), bad).toBeNull()
    }
  })
  it('starts at thirty days of answers, today among them', () => {
    const chosen = startChosen(now)
    expect(chosen).toMatchObject({ from: '2026-10-25', to: '2026-11-23', outcome: 'answers' })
    expect(toFilter(chosen).kinds).toEqual(KINDS.answers)
  })
  it('is written canonically and leaves out what was not chosen', () => {
    expect(filterText(toFilter({ from: '', to: '', clerk: '0417', service: '', outcome: 'refused' }))).toBe(
      '{"clerk":"0417","kinds":["consent.refused"]}',
    )
  })
})

describe('routes', () => {
  it('goes to a known page only', () => {
    expect(routeOf('#/log/stops/today')).toEqual({
      place: 'log',
      activation: '',
      outcome: 'stops',
      today: true,
    })
    expect(routeOf(`#/activation/${'a'.repeat(24)}`)).toMatchObject({ place: 'activation' })
    for (const bad of ['', '#', '#/activation/x', '#/../log', '#/constructor']) {
      expect(routeOf(bad).place, bad).toBe('today')
    }
    expect(routeOf('#/log/everything').outcome).toBeNull()
  })
})

describe('vault values', () => {
  const salt = new Uint8Array(32).fill(3)
  const sealed = (value: string, commitment = commitTo(salt, value)): Json => ({
    commitment,
    salt: hex(salt),
    value,
  })
  it('shows a value only where its commitment opens', () => {
    const good = { id: '1', kind: 'number', value: sealed('+8613800138000') } as const
    const swapped = {
      id: '2',
      kind: 'number',
      value: sealed('+8613900139000', commitTo(salt, 'other')),
    } as const
    expect(oneOf([good], 'number')).toBe('+8613800138000')
    expect(oneOf([swapped], 'number')).toBeNull()
    expect(valuesOf([swapped, good], 'number').size).toBe(1)
    expect(oneOf([good], 'customer')).toBeNull()
  })
  it('reads strokes, and nothing that only looks like them', () => {
    const read = signatureOf({ group: 'g', width: 900, height: 300, strokes: [[[1, 2, 3, 0.5]]] })
    expect(read?.strokes).toEqual([[[1, 2, 3, 0.5]]])
    for (const bad of [null, 'x', {}, { strokes: 'x' }, { strokes: [1] }, { strokes: [[['1', 2]]] }]) {
      expect(signatureOf(bad as Json), JSON.stringify(bad)).toBeNull()
    }
  })
  it('holds each signature against the hash in the log', () => {
    const pad = { width: 900, height: 300, strokes: [[[1, 2, 3, 0.5] as const, [9, 4, 12, 0.5] as const]] }
    const rows = [
      { seq: 1, entry: entry('consent.given', { signature: { group: 'g', hash: strokeHash(pad) } }) },
    ]
    const kept = (strokes: Json) => [
      { id: '1', kind: 'signature', value: { group: 'g', ...pad, strokes } } as const,
    ]
    expect(signaturesOf(kept(pad.strokes), rows).get('g')?.matches).toBe(true)
    expect(signaturesOf(kept([[[1, 2, 3, 0.5]]]), rows).get('g')?.matches).toBe(false)
  })
  it('draws only coordinates', () => {
    expect(pathOf([])).toBe('')
    expect(pathOf([[1, 2, 0, 0.5]])).toBe('M1 2h0.1')
    expect(
      pathOf([
        [1, 2, 0, 0.5],
        [3.0649, 4, 9, 0.5],
      ]),
    ).toBe('M1 2L3.1 4')
  })
})

describe('entries in words', () => {
  const w = wordsOf(
    {
      ...none,
      services: [
        {
          id: 'ringback' as never,
          name: { 'zh-CN': '视频彩铃', en: 'Ring-back' },
          kind: 'carrier',
          price: { fen: 600, per: 'month' },
          notices: [],
          draft: false,
        },
      ],
    },
    'zh-CN',
  )
  it('reads bytes that are no entry as none', () => {
    expect(entryOf({ bytes: utf8('{"kind":') })).toBeNull()
    expect(entryOf({ bytes: Uint8Array.of(0xff, 0xfe) })).toBeNull()
    expect(entryOf({ bytes: utf8('[]') })).toBeNull()
    expect(entryOf({ bytes: utf8('{"kind":"x"}') })).not.toBeNull()
  })
  it('keeps red for what the guard stopped: a no is neutral', () => {
    expect(outcomeOf({ kind: 'consent.refused' }, w).tag).toBe('declined')
    expect(outcomeOf({ kind: 'number.stopped' }, w).tag).toBe('stopped')
    expect(outcomeOf({ kind: 'consent.given' }, w).tag).toBe('given')
  })
  it.each(['nobody-there', 'not-understood', 'no-companion'])('tells %s from a no of the customer', (why) => {
    const reason = common[`notToday.${why}` as 'notToday.nobody-there']
    expect(outcomeOf({ kind: 'consent.refused', why }, w)).toEqual({
      tag: 'declined',
      words: common.notToday,
    })
    const said = sentence(entry('consent.refused', { service: 'ringback', why }), w)
    expect(said).toContain(reason)
    expect(said).not.toContain('不同意')
    expect(kindWords(consoleText('zh-CN'), 'zh-CN', 'consent.refused', why)).toBe(
      `${common.notToday}：${reason}`,
    )
    expect(kindWords(consoleText('zh-CN'), 'zh-CN', 'consent.refused')).toBe(zh['kind.consent.refused'])
  })
  it('a reason of a later version is none of the customer either', () => {
    expect(kindWords(consoleText('en'), 'en', 'consent.refused', 'something-new')).toBe('Not today')
  })
  it('names a kind that it does not know', () => {
    expect(sentence(entry('something.new'), w)).toContain('something.new')
  })
  it('says what was agreed, by name and price', () => {
    const said = sentence(
      entry('consent.given', { service: 'ringback', price: { fen: 600, per: 'month' } }),
      w,
    )
    expect(said).toContain('视频彩铃')
    expect(said).toContain('6 元/月')
  })
  it('has words for every kind, and leaves no hole in any sentence', () => {
    const kinds = Object.keys(zh)
      .filter((k) => k.startsWith('kind.'))
      .map((k) => k.slice(5))
    expect(kinds.length).toBeGreaterThan(30)
    const body = {
      service: 'ringback',
      price: { fen: 0, per: 'once' },
      items: [],
      open: [],
      answers: [],
      on: [],
      off: [],
      origin: 'https://a.example',
      way: 'paste',
      why: 'time',
      route: 'key',
      reason: 'other',
      where: 'vault',
      code: 'gift',
      source: 'local',
      to: 'f'.repeat(64),
      hash: 'f'.repeat(64),
      receipt: 'f'.repeat(64),
      browser: 'x',
      platform: 'y',
      how: 'pin',
      minutes: 3,
      ms: 2000,
      layer: 'key',
      of: 3,
      shown: { store: 'shop-2', seq: 5 },
      until: '2026-11-23T02:44:05.123Z',
      by: '0417',
      size: 4,
      rows: 2,
      records: 1,
      format: 'csv',
      status: 201,
      wall: 9000,
      mono: 1000,
      fault: null,
      sound: true,
      masked: true,
      alarm: 'log/resumed',
      what: 'lost',
      keys: 2,
      call: 'cleanSite',
      staff: '0417',
    }
    for (const lang of ['zh-CN', 'en'] as const) {
      const words = wordsOf(none, lang)
      for (const kind of kinds) {
        const said = sentence(entry(kind, kind === 'vault.changed' ? { ...body, to: ['age1'] } : body), words)
        expect(said, kind).not.toMatch(/\{\w+\}|undefined|NaN/)
        expect(said, kind).not.toContain(words.t('say.unknown', { kind }))
      }
    }
  })
  it('has words for each outcome of the filter', () => {
    for (const outcome of OUTCOMES) expect(zh[`outcome.${outcome}`]).toBeTruthy()
  })
  it('takes the longest reading of a service', () => {
    const shown = (ms: number, aloud: boolean) =>
      entry('notice.presented', { service: 'ringback', ms, aloud })
    expect(readingsOf([shown(1000, true), shown(900, false)]).get('ringback')).toEqual({
      ms: 1000,
      aloud: true,
    })
  })
  it('counts places in a policy from one, as people do', () => {
    expect(pathWords('portals.0.fields.number.css')).toBe('portals › 1 › fields › number › css')
  })
})
