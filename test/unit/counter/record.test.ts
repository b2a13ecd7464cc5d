/** The consent record of a played activation, held by the checker: sound, and what a changed one is refused for. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OpenVault } from '../../../components/console/index.ts'
import en from '../../../components/text/en/verify.json' with { type: 'json' }
import zh from '../../../components/text/zh-CN/verify.json' with { type: 'json' }
import { verdictWords } from '../../../components/verify/words.ts'
import { activationRecord } from '../../../entrypoints/console/record.ts'
import {
  type ActivationId,
  canonicalize,
  type Json,
  type ServiceId,
  utf8,
} from '../../../utils/base/index.ts'
import { checkFile, sourceOfBytes } from '../../../utils/evidence/index.ts'
import { openReader, verifyTables } from '../../../utils/store/index.ts'
import {
  activation,
  agreeToAll,
  answer,
  begin,
  openCounter,
  signature,
  type TestCounter,
  ticked,
} from './open-counter.ts'

const RING = 'qinghe-ring-tone' as ServiceId
const SAFE = 'qinghe-account-safety' as ServiceId

let c: TestCounter
beforeEach(async () => {
  c = await openCounter()
})
afterEach(async () => {
  expect(await verifyTables()).toEqual({ ok: true, value: null })
  c.close()
  await new Promise((done) => setTimeout(done, 0))
})

const confirm = async (codes: readonly string[]): Promise<void> => {
  await c.order(['PLAN39', ...codes].map((code) => ({ code, action: 'add' })))
  await c.read({ confirmed: { order: 'X1' } })
}

// biome-ignore lint/suspicious/noExplicitAny: a record is taken apart at any place
type Loose = any
/** As the console makes it, with the receipt that the vault would give. */
async function recordOf(id: ActivationId, receipt: unknown, kind: 'record' | 'receipt' = 'record') {
  const reader = openReader()
  const vault = {
    of: async () => ({ opened: [{ id: '1', kind: 'receipt', value: receipt as Json }], fault: null }),
  } as unknown as OpenVault
  try {
    const made = await activationRecord(reader, vault, id, kind)
    return JSON.parse(await made.blob.text()) as Loose
  } finally {
    reader.close()
  }
}
const check = (record: Loose) => checkFile(sourceOfBytes(utf8(JSON.stringify(record))))
const codes = async (record: Loose) => (await check(record)).faults.map((f) => f.code)
const processOf = (record: Loose, service: string) =>
  record['dpv:hasProcess'].find((p: Loose) => p['dpv:hasService']['dct:identifier'] === service)
const changed = (record: Loose, change: (process: Loose, record: Loose) => void, service: string = RING) => {
  const copy = structuredClone(record)
  change(processOf(copy, service), copy)
  return copy
}
const state = (name: string) => ({ '@id': `dpv:Consent${name}` })

/** Two carrier services signed for, confirmed, and one taken back afterwards. */
async function takenBack(): Promise<Loose> {
  const id = await activation(c, { services: ticked('RBT06', 'INS03') })
  await agreeToAll(c, await begin(c, id))
  await confirm(['RBT06', 'INS03'])
  await c.ok('panel.withdraw', { activation: id, decision: `${id}:${RING}` })
  const view = await c.ok('sign.seen', { activation: id })
  return recordOf(id, view.receipt)
}

describe('a record that says that something was taken back', () => {
  it('is sound with the entry of it, which the receipt names', async () => {
    const record = await takenBack()
    expect((await check(record)).faults).toEqual([])
    expect(processOf(record, RING)['dpv:hasConsentStatus']).toEqual(state('Withdrawn'))
    expect(processOf(record, SAFE)['dpv:hasConsentStatus']).toEqual(state('Given'))
  })

  it('is refused, with the right words, without it or with another', async () => {
    const record = await takenBack()
    const events = (p: Loose) => p['dct:hasPart'] as Loose[]
    const last = (p: Loose) => events(p).at(-1)
    const other = processOf(record, SAFE)['dct:hasPart'][0]
    const forged = (text: string, to: object) => canonicalize({ ...JSON.parse(text), ...to })
    const cases: [string, Loose, string][] = [
      ['no entry of it', changed(record, (p) => delete last(p)['countersign:entry']), 'receipt/withdrawal'],
      ['no event of it', changed(record, (p) => events(p).pop()), 'receipt/withdrawal'],
      [
        'another leaf',
        changed(record, (p) => {
          last(p)['countersign:leaf'] = other['countersign:leaf']
        }),
        'receipt/withdrawal',
      ],
      [
        'an answer’s entry in its place',
        changed(record, (p) => {
          last(p)['countersign:leaf'] = other['countersign:leaf']
          last(p)['countersign:entry'] = other['countersign:entry']
        }),
        'receipt/withdrawal',
      ],
      [
        'an entry that was made up',
        changed(record, (p) => {
          last(p)['countersign:entry'] = forged(last(p)['countersign:entry'], { by: 'console' })
        }),
        'receipt/withdrawal',
      ],
      [
        'the other one said to be taken back',
        changed(
          record,
          (p) => {
            p['dpv:hasConsentStatus'] = state('Withdrawn')
          },
          SAFE,
        ),
        'receipt/withdrawal',
      ],
      [
        'the event of the one under the other',
        changed(
          record,
          (p, r) => {
            events(p).push(last(processOf(r, RING)))
            p['dpv:hasConsentStatus'] = state('Withdrawn')
          },
          SAFE,
        ),
        'receipt/withdrawal',
      ],
      [
        'left out as if it had not been',
        changed(record, (p) => {
          events(p).pop()
          p['dpv:hasConsentStatus'] = state('Given')
        }),
        'receipt/left-out',
      ],
      [
        'still said to be given',
        changed(record, (p) => {
          p['dpv:hasConsentStatus'] = state('Given')
        }),
        'receipt/event',
      ],
      [
        'another day',
        changed(record, (p) => {
          events(p)[0]['dct:date'] = '2026-01-01T00:00:00.000Z'
        }),
        'receipt/event',
      ],
      [
        'another clerk',
        changed(record, (p) => {
          events(p)[0]['countersign:clerk'] = '0001'
        }),
        'receipt/event',
      ],
      [
        'a reason that is not in the entry',
        changed(record, (p) => {
          events(p)[0]['countersign:why'] = 'nobody-there'
        }),
        'receipt/event',
      ],
    ]
    for (const [what, spoiled, fault] of cases) {
      const verdict = await check(spoiled)
      expect([what, verdict.state, verdict.faults[0]?.code]).toEqual([what, 'fault', fault])
      for (const lang of ['zh-CN', 'en'] as const) {
        const texts: Record<string, string> = lang === 'en' ? en : zh
        expect(verdictWords(lang, verdict, false).lines[0]).toBe(texts[`fault.${fault}`])
      }
    }
  })

  it('and given anew has the proof of what the receipt no longer names', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await c.ok('panel.withdraw', { activation: id, decision: `${id}:${RING}` })
    await c.ok('sign.seen', { activation: id })
    await c.ok('panel.ask-again', { activation: id, service: RING })
    await c.ok('panel.hand-over', { activation: id, promise: 'none', text: null })
    await c.ok('sign.asked', { activation: id, service: RING, yes: true, lang: 'zh-CN' })
    await agreeToAll(c, await c.ok('sign.open', { activation: id }))
    await confirm(['RBT06'])
    const { receipt } = await c.ok('sign.open', { activation: id })
    const record = await recordOf(id, receipt)
    const [first, gone, anew] = processOf(record, RING)['dct:hasPart'] as Loose[]
    expect(gone['dpv:hasConsentStatus']).toEqual(state('Withdrawn'))
    expect(anew['countersign:proof']).toBeUndefined()
    for (const e of [first, gone]) expect(e['countersign:proof']).toMatch(/^c2sp\.org\/tlog-proof@v1/)
    expect((await check(record)).faults).toEqual([])
    expect((await check(await recordOf(id, receipt, 'receipt'))).faults).toEqual([])
    const without = changed(record, (p) => delete p['dct:hasPart'][1]['countersign:proof'])
    expect(await codes(without)).toEqual(['receipt/withdrawal'])
    for (const to of ['index 1', `index ${'9'.repeat(18)}`]) {
      const elsewhere = changed(record, (p) => {
        const [, event] = p['dct:hasPart']
        event['countersign:proof'] = event['countersign:proof'].replace(/^index .*$/m, to)
      })
      expect(await codes(elsewhere)).toEqual(['receipt/withdrawal'])
    }
    const [, , other] = processOf(record, RING)['dct:hasPart']
    const wrong = changed(record, (p) => {
      p['dct:hasPart'][1]['countersign:leaf'] = other['countersign:leaf']
    })
    expect(await codes(wrong)).toEqual(['receipt/withdrawal'])
  })
})

describe('a record is sound', () => {
  it('where something else was not set up today, also after one was taken back', async () => {
    const id = await activation(c, { services: ticked('RBT06', 'INS03'), age: 70 })
    let view = await begin(c, id)
    // The first is not understood twice, the second is.
    for (let i = 0; i < 2; i++) {
      await answer(c, view, 'agree')
      view = await c.ok('sign.check', { activation: id, service: RING, yes: false, lang: 'zh-CN' })
    }
    await answer(c, view, 'agree')
    view = await c.ok('sign.check', { activation: id, service: SAFE, yes: true, lang: 'zh-CN' })
    await c.ok('sign.signature', { activation: id, signature: signature(view.group?.id ?? '') })
    await c.read({ services: ticked('INS03') })
    await confirm(['INS03'])
    const first = await c.ok('sign.open', { activation: id })
    expect((await check(await recordOf(id, first.receipt))).faults).toEqual([])
    await c.ok('panel.withdraw', { activation: id, decision: `${id}:${SAFE}` })
    const second = await c.ok('sign.seen', { activation: id })
    expect((await check(await recordOf(id, second.receipt))).faults).toEqual([])
    await c.ok('sign.handover', { activation: id, handset: true })
  })
})
