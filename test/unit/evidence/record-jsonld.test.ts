import { readFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { canonicalize, hex, type Json, type Seq, sha256, utf8 } from '../../../utils/base/index.ts'
import { checkFullReceipt, consentJsonLd, type RecordParts } from '../../../utils/evidence/index.ts'
import { buildEntry, type Draft, hashOf, leafHash } from '../../../utils/log/index.ts'
import { type Catalogue, readCatalogue } from '../../../utils/notice/index.ts'
import policy from '../../world/policy.json' with { type: 'json' }

const schema = JSON.parse(
  readFileSync(new URL('../../../docs/schema/consent-record.json', import.meta.url), 'utf8'),
)
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema)

const DEVICE = '50f6545385aa8ea9c515f90d'
const ACTIVATION = 'a3cc31dd40b3e476067ee7d2'
const NUMBER = hashOf('the number, committed to')

let catalogue: Catalogue
beforeAll(() => {
  const read = readCatalogue({
    builtIn: [],
    services: policy.services as unknown as readonly Json[],
    without: [],
    notices: policy.notices as unknown as readonly Json[],
  } as never)
  if (!read.ok) throw new Error(read.error.code)
  catalogue = read.value
})

const hashes = (id: string): string => catalogue.notice(id as never, 'zh-CN')?.hash as string
const noticeBy = (hash: string) => {
  for (const id of catalogue.services.keys()) {
    const known = catalogue.notice(id, 'zh-CN')
    if (known?.hash === hash) return known.notice
  }
  return null
}

function played(more: readonly Draft[] = []) {
  const here = { clerk: '0417', activation: ACTIVATION as never }
  const signature = { hash: hashOf('strokes'), form: 'strokes', group: 'g1', points: 40, ms: 900 } as const
  const signer = { who: 'customer', identified: 'portal-real-name', companion: false } as const
  const decision = (id: string) => ({ service: id as never, notice: hashes(id), lang: 'zh-CN' as const })
  const given = (id: string, basis: 'contract' | 'provision') => ({
    kind: 'consent.given' as const,
    ...here,
    body: { ...decision(id), basis, signature, signer, promise: 'none', price: { fen: 600, per: 'month' } },
  })
  const receipt = {
    id: ACTIVATION,
    at: '2026-11-23T02:50:00.000Z',
    agreed: [],
    refused: [],
    withdrawn: [],
    accounts: [],
  }
  const full = { ...receipt, hash: hex(sha256(utf8(canonicalize(receipt)))) }
  const drafts: Draft[] = [
    {
      kind: 'activation.opened',
      ...here,
      body: { portal: 'qinghe', number: NUMBER as never, customer: null, order: null },
    },
    given('qinghe-ring-tone', 'contract'),
    { kind: 'consent.refused', ...here, body: { ...decision('qinghe-account-safety'), asked: 'counter' } },
    given('jixi-mall', 'provision'),
    { kind: 'receipt.issued', ...here, body: { receipt: full.hash, answers: [] } },
    ...more,
  ]
  const rows = drafts.map((draft, i) =>
    buildEntry(draft, {
      v: 1,
      seq: (100 + i) as Seq,
      at: new Date(Date.UTC(2026, 10, 23, 2, 44, i)).toISOString(),
      tz: '+08:00',
      mono: i,
      boot: '68441663e0c37397',
      store: policy.store.id,
      device: DEVICE,
      app: '0.1.0',
      policy: hashOf('policy'),
    }),
  )
  const parts: RecordParts = {
    rows,
    store: policy.store,
    report: policy.report,
    service: (id) => catalogue.services.get(id as never) ?? null,
    notice: noticeBy,
    receipt: full,
    codes: ['CSR1:123'],
    recordYears: 3,
    jurisdiction: 'CN',
    log: { origin: `countersign/${DEVICE}`, vkey: 'vkey' },
  }
  return { rows, parts, full }
}

const withdrawn: Draft = {
  kind: 'consent.withdrawn',
  clerk: '0417',
  activation: ACTIVATION as never,
  body: { service: 'jixi-mall' as never, of: 103 as Seq },
}

const built = (parts: RecordParts, kind: 'record' | 'receipt') => {
  const made = consentJsonLd(parts, kind)
  if (!made.ok) throw new Error(made.error.code)
  return JSON.parse(JSON.stringify(made.value)) as Record<string, never>
}

/** Every value at a path of docs/consent-record.md. */
function at(value: unknown, path: string): unknown[] {
  let found: unknown[] = [value]
  // The prefix of a member's name holds a colon, never a dot.
  for (const step of path.split('.')) {
    const list = step.endsWith('[]')
    found = found.flatMap((v) => {
      const next = (v as Record<string, unknown> | undefined)?.[list ? step.slice(0, -2) : step]
      return next === undefined ? [] : list ? (next as unknown[]) : [next]
    })
  }
  return found
}

/** The rows of the document's table: '', section, field, mandatory or not, path, source. */
const [fieldsPart, mustPart] = readFileSync(
  new URL('../../../docs/consent-record.md', import.meta.url),
  'utf8',
).split('## The 67 obligations')
const rowsOf = (text: string | undefined, head: string) =>
  (text ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith(`| ${head}`))
    .map((line) => line.split('|').map((cell) => cell.trim()))
const table = rowsOf(fieldsPart, 'section')
const musts = rowsOf(mustPart, 'no.')

describe('record and receipt', () => {
  it('hold to the schema', () => {
    for (const kind of ['record', 'receipt'] as const) {
      const { parts } = played([withdrawn])
      const ok = validate(built(parts, kind))
      expect(validate.errors ?? [], kind).toEqual([])
      expect(ok).toBe(true)
    }
    const { parts } = played()
    const bare = { ...parts, notice: () => null, receipt: null, codes: [], service: () => null }
    expect(validate(built(bare, 'record')), JSON.stringify(validate.errors)).toBe(true)
  })

  it('fail the schema when a mandatory field is taken away', () => {
    const mandatory = table.filter(([, , field, must]) => must === 'mandatory' && field !== 'receipt id')
    expect(mandatory.length).toBeGreaterThan(20)
    for (const [, , field, , path] of mandatory) {
      const record = built(played().parts, 'record')
      const steps = (path as string).replaceAll('`', '').split('.')
      const last = (steps.pop() as string).replace('[]', '')
      const parents = steps.length > 0 ? at(record, steps.join('.')) : [record]
      for (const parent of parents) delete (parent as Record<string, unknown>)[last]
      expect(validate(record), `without ${field}`).toBe(false)
    }
    const receipt = built(played().parts, 'receipt')
    const { 'dpv:hasIdentifier': _, ...subject } = receipt['dct:subject'] as unknown as Record<
      string,
      unknown
    >
    expect(validate({ ...receipt, 'dct:subject': subject })).toBe(false)
  })

  it('say each answer, its basis and its state, and nothing that came after the receipt', () => {
    const { parts, rows } = played([withdrawn])
    const record = built(parts, 'record')
    const states = (doc: unknown, root = '') =>
      at(doc, `${root}dpv:hasProcess[]`).map((p) => [
        at(p, 'dpv:hasService.dct:identifier')[0],
        at(p, 'dpv:hasLegalBasis.@id')[0],
        at(p, 'dpv:hasConsentStatus.@id')[0],
      ])
    expect(states(record)).toEqual([
      ['qinghe-ring-tone', 'dpv:Contract', 'dpv:ConsentGiven'],
      // A carrier's, and its data would have gone to an insurer.
      ['qinghe-account-safety', 'dpv:Consent', 'dpv:ConsentRefused'],
      ['jixi-mall', 'dpv:Consent', 'dpv:ConsentWithdrawn'],
    ])
    expect(states(built(parts, 'receipt'), 'dct:subject.')[2]).toEqual([
      'jixi-mall',
      'dpv:Consent',
      'dpv:ConsentGiven',
    ])
    const leaves = at(record, 'dpv:hasProcess[].dct:hasPart[].countersign:leaf')
    expect(leaves).toEqual([1, 2, 3, 5].map((i) => hex(leafHash(rows[i]!.bytes))))
    expect(JSON.stringify(record)).not.toMatch(/138\s?0013/)
  })

  it('say of a refusal that was not their own no why it was not', () => {
    const again: Draft = {
      kind: 'consent.refused',
      clerk: '0417',
      activation: ACTIVATION as never,
      body: {
        service: 'qinghe-account-safety' as never,
        notice: hashes('qinghe-account-safety'),
        lang: 'zh-CN',
        asked: 'counter',
        why: 'not-understood',
      },
    }
    const record = built(played([again]).parts, 'record')
    expect(validate(record), JSON.stringify(validate.errors)).toBe(true)
    const [, refused] = at(record, 'dpv:hasProcess[]')
    expect(at(refused, 'dct:hasPart[]').map((e) => at(e, 'countersign:why'))).toEqual([
      [],
      ['not-understood'],
    ])
  })

  it('carry the full receipt, which the code names', () => {
    const { parts, full } = played()
    for (const kind of ['record', 'receipt'] as const) {
      const text = JSON.stringify(built(parts, kind))
      expect(checkFullReceipt(text, { receipt: full.hash })).toEqual({ ok: true, value: true })
      expect(checkFullReceipt(text.replace('02:50:00', '02:50:01'), { receipt: full.hash }).ok).toBe(false)
    }
  })

  it('are not made of rows that are no one activation', () => {
    const { parts, rows } = played()
    expect(consentJsonLd({ ...parts, rows: [] }, 'record').ok).toBe(false)
    expect(consentJsonLd({ ...parts, rows: rows.slice(0, 3) }, 'receipt')).toMatchObject({
      error: { code: 'record/no-receipt' },
    })
    expect(consentJsonLd({ ...parts, rows: [{ bytes: utf8('{}') }] }, 'record')).toMatchObject({
      error: { code: 'record/unreadable' },
    })
  })
})

describe('docs/consent-record.md', () => {
  interface Field {
    readonly field: string
    readonly iso27560: string
  }
  const fields = (
    JSON.parse(
      readFileSync(new URL('../../vectors/consent/iso27560-fields.json', import.meta.url), 'utf8'),
    ) as { fields: Field[] }
  ).fields
  it('maps all 44 fields, in their order', () => {
    expect(fields).toHaveLength(44)
    expect(table.map((r) => [r[2], r[3]])).toEqual(fields.map((f) => [f.field, f.iso27560.toLowerCase()]))
  })

  it('names a place for each mandatory field and for service, and every place is there', () => {
    const record = built(played().parts, 'record')
    for (const [, , field, must, path, from] of table) {
      if (path === '—') {
        expect(must, field).toBe('optional')
        expect(field).not.toBe('service')
        expect(from).toMatch(/^not used: /)
        continue
      }
      const values = at(record, (path as string).replaceAll('`', ''))
      // The demonstration's parties have no web address.
      if (field === 'party url') continue
      expect(values.length, `${field} at ${path}`).toBeGreaterThan(0)
      expect(
        values.every((v) => v !== undefined && v !== null),
        field,
      ).toBe(true)
    }
  })

  it('has each of the 67 obligations once, in order, and a reason wherever it departs from one', () => {
    const all = JSON.parse(
      readFileSync(new URL('../../vectors/consent/iso27560-must-statements.json', import.meta.url), 'utf8'),
    ) as string[]
    const numbers = musts.flatMap(([, no]) => {
      const [from, to = from] = (no ?? '').split('–').map(Number)
      return Array.from({ length: (to as number) - (from as number) + 1 }, (_, i) => (from as number) + i)
    })
    expect(numbers).toEqual(all.map((_, i) => i + 1))
    for (const [, no, , here, why] of musts) {
      expect(['met', 'departs', 'not used'], no).toContain(here)
      if (here !== 'met') expect(why?.length, no).toBeGreaterThan(20)
      // What may be left out is what the list itself calls optional, or what only some records have.
      if (here === 'not used') expect(['42–48', '52–57', '65', '66']).toContain(no)
    }
  })

  it('meets what it says it meets, and departs where it says so', () => {
    const record = built(played().parts, 'record') as Record<string, unknown>
    const keys = (path: string) => at(record, path).map((v) => Object.keys(v as object))
    const entity = (a: unknown) => at(record, 'dpv:hasEntity[].@id').includes(a)
    const text = (v: unknown) => typeof v === 'string' && v !== ''
    const own = /^(?:@|dct:|dpv:hasIdentifier|dpv:hasNecessity|skos:|countersign:)/
    const isMet: Readonly<Record<string, boolean>> = {
      '1–3': record['@type'] === 'dpv:ConsentRecord',
      '4–5': record['dct:conformsTo'] === 'dpv-27560:record-2',
      '6–8': record['dpv:hasIdentifier'] === record['dct:identifier'],
      '9–11': at(record, 'dpv:hasDataSubject.dpv:hasIdentifier').every(text),
      '12–13': !Number.isNaN(Date.parse(String(record['dct:created']))),
      '14–15': entity(record['dct:creator']) && !Array.isArray(record['dpv:hasEntity']),
      '16–17': /^[a-z]{2}$/.test(String(record['dct:language'])),
      '18': Array.isArray(record['dpv:hasProcess']),
      '19': at(record, 'dpv:hasProcess[].dpv:hasPurpose').length === 3,
      '20': at(record, 'dpv:hasProcess[].dpv:hasConsentStatus.@id').includes('dpv:ConsentRefused'),
      '21–24': at(record, 'dpv:hasProcess[].dpv:hasProcess').length === 0,
      '25': at(record, 'dpv:hasProcess[].dpv:hasPurpose.skos:broader[]').length === 3,
      '26–27': keys('dpv:hasProcess[].dpv:hasPurpose')
        .flat()
        .every((k) => own.test(k)),
      '28': at(record, 'dpv:hasProcess[].dpv:hasPersonalData[].skos:broader').length > 0,
      '29': keys('dpv:hasProcess[].dpv:hasPersonalData[]')
        .flat()
        .every((k) => own.test(k)),
      '30': at(record, 'dpv:hasProcess[].dpv:hasProcessing.skos:broader').length > 0,
      '31': at(record, 'dpv:hasProcess[].dpv:hasProcessing.@type').every((v) => v === 'dpv:Processing'),
      '32': keys('dpv:hasProcess[].dpv:hasProcessing')
        .flat()
        .every((k) => own.test(k)),
      '33': at(record, 'dpv:hasProcess[].dpv:hasDataController[]').every(text),
      '34': at(record, 'dpv:hasProcess[].dpv:hasDataSource').every(Array.isArray),
      '35–40': at(record, 'dpv:hasProcess[].dpv:hasStorageCondition').every(Array.isArray),
      '41': keys('dpv:hasProcess[].dpv:hasStorageCondition')
        .flat()
        .every((k) => ['dpv:hasLocation', 'dpv:hasDuration', 'countersign:afterwards'].includes(k)),
      '49': at(record, 'dpv:hasProcess[].dpv:hasRecipient[]').every(text),
      '50–51': at(record, 'dpv:hasProcess[].dpv:hasRecipient[].@id').every((r) =>
        at(record, 'dpv:hasProcess[].dpv:hasDataController[].@id').includes(r),
      ),
      '58–60': at(record, 'dpv:hasProcess[].dpv:hasLegalBasis').every(Array.isArray),
      '61': at(record, 'dpv:hasProcess[].dpv:hasConsentStatus').length === 3,
      '62–64': at(record, 'dpv:hasProcess[].dpv:hasConsentStatus.dpv:isIndicatedAtTime').length === 3,
      '67': at(record, 'dpv:hasProcess[].dpv:hasNotice.dpv:hasIdentifier').every(text),
    }
    const said = musts.filter(([, , , here]) => here !== 'not used')
    expect(said.map(([, no, , here]) => [no, here])).toEqual(
      Object.entries(isMet)
        .sort(([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
        .map(([no, met]) => [no, met ? 'met' : 'departs']),
    )
  })

  it('names who answered in their role: a guardian or a representative is not the customer', () => {
    const here = { clerk: '0417', activation: ACTIVATION as never }
    const decision = (id: string) => ({ service: id as never, notice: hashes(id), lang: 'zh-CN' as const })
    const signature = { hash: hashOf('strokes'), form: 'strokes', group: 'g1', points: 40, ms: 900 } as const
    const by = (id: string, who: 'guardian' | 'representative'): Draft => ({
      kind: 'consent.given',
      ...here,
      body: {
        ...decision(id),
        basis: 'provision',
        signature,
        signer: { who, identified: 'none', companion: false },
        promise: 'none',
        price: { fen: 0, per: 'once' },
      },
    })
    const refused: Draft = {
      kind: 'consent.refused',
      ...here,
      body: { ...decision('youjian-video'), asked: 'counter', who: 'guardian' },
    }
    const { parts } = played([by('shiguang', 'guardian'), by('weijian-mail', 'representative'), refused])
    const record = built(parts, 'record')
    expect(validate(record), JSON.stringify(validate.errors)).toBe(true)
    const actors = Object.fromEntries(
      at(record, 'dpv:hasProcess[]').map((p) => [
        at(p, 'dpv:hasService.dct:identifier')[0],
        at(p, 'dct:hasPart[].dpv:isImplementedByEntity')[0],
      ]),
    )
    const principal = at(record, 'dpv:hasDataSubject.@id')[0]
    const guardian = {
      '@id': `urn:countersign:signer:${ACTIVATION}:guardian`,
      '@type': 'dpv:GuardianOfDataSubject',
    }
    expect(actors).toMatchObject({
      'jixi-mall': { '@id': principal, '@type': 'dpv:DataSubject' },
      shiguang: guardian,
      'youjian-video': guardian,
      'weijian-mail': { '@type': 'countersign:RepresentativeOfDataSubject' },
    })
    expect((actors['weijian-mail'] as { '@id': string })['@id']).not.toBe(principal)
  })
})
