/**
 * Somebody writes to the database past all of our code. Whatever they do to whichever table is found: when the log is
 * opened, when it is verified, or when what stands beside it is; and by the word for what was done.
 *
 * Not in it, since nothing else says what they should hold: other settings, `guarded`, how long an answer lasts, a row of
 * `working` that is taken out, and one of `left` that a witness has seen or that covers a receipt.
 */
import 'fake-indexeddb/auto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkpointBody, cryptoSigner, type Draft, signNote } from '../../../utils/log/index.ts'
import { noticeHash } from '../../../utils/notice/index.ts'
import { readPolicy } from '../../../utils/policy/index.ts'
import { openDb, type ProfileRow } from '../../../utils/store/db.ts'
import {
  type LeftRow,
  openKeyring,
  openReader,
  openStore,
  type Store,
  type VaultRow,
  verifyAll,
  verifyStored,
  verifyTables,
} from '../../../utils/store/index.ts'
import { leftMark } from '../../../utils/store/left.ts'
import { noticeFor, ring } from '../notice/notice.ts'
import { freshName, options, testClock } from './open.ts'

type Tables = Map<string, Record<string, unknown>[]>

const FILLER = 270
const clock = testClock()
let store: Store
let name: string
let sound: Tables
/** The same log some entries earlier, and another history of the same keys. */
let earlier: Tables
let forked: Tables
let head: { checkpoint: string; size: number }
let identity: string

const filler = (n: number): Draft => ({
  kind: 'shift.started',
  clerk: `c-${n % 3}`,
  activation: '',
  body: { how: 'pin' },
})

async function contents(of: string): Promise<Tables> {
  const db = await openDb(of)
  const all = new Map(
    await Promise.all(
      db.tables.map(async (t) => [t.name, (await t.toArray()) as Record<string, unknown>[]] as const),
    ),
  )
  db.close()
  return all
}

/** A database with these rows and no others. */
async function write(tables: Tables): Promise<string> {
  const made = freshName()
  const db = await openDb(made)
  for (const [table, rows] of tables) await db.table(table).bulkPut(rows as object[])
  db.close()
  return made
}

/** One customer with one service: everything that the counter writes for them. */
async function oneActivation(n: number): Promise<void> {
  const activation = n.toString(16).padStart(24, '0') as never
  const number = `+861380013${String(8000 + n)}`
  const cust = await store.indexOf(number as never)
  const head = { clerk: 'c-1', activation, cust } as const
  const committed = await store.vault.commit('number', activation, number)
  await store.log.append(
    [
      {
        kind: 'activation.opened',
        ...head,
        body: { portal: 'p', number: committed.commitment, customer: null, order: null },
      },
    ],
    [...committed.writes, await store.working.seal('activation', activation, { n })],
  )
  const notice = { ...noticeFor(ring, 'zh-CN'), version: `2026-11-0${(n % 9) + 1}` }
  const hash = noticeHash(notice)
  const { service, lang } = notice
  await store.log.append(
    [
      {
        kind: 'notice.presented',
        ...head,
        body: { service, notice: hash, lang, layer: 'key', ms: 1, scrolled: true, aloud: false, size: 1 },
      },
    ],
    [
      {
        table: 'notices',
        put: { hash, service, lang, notice: JSON.parse(JSON.stringify(notice)), at: clock.wall },
      },
    ],
  )
  const strokes = await store.vault.seal('signature', activation, { strokes: [[n]] })
  const state = n % 3 === 0 ? 'refused' : 'given'
  const [given] = await store.log.append(
    [
      state === 'refused'
        ? { kind: 'consent.refused', ...head, body: { service, notice: hash, lang, asked: 'counter' } }
        : {
            kind: 'consent.given',
            ...head,
            body: {
              service,
              notice: hash,
              lang,
              basis: 'contract',
              promise: 'none',
              price: { fen: 0, per: 'month' },
              signature: { hash: 'ef'.repeat(32), form: 'strokes', group: 'g', points: 9, ms: 9 },
              signer: { who: 'customer', identified: 'none', companion: false },
            },
          },
    ],
    (sealed) => [
      ...(state === 'given' ? strokes.writes : []),
      {
        table: 'decisions',
        put: {
          id: `${activation}:${service}`,
          cust,
          activation,
          service,
          state,
          notice: hash,
          lang,
          at: clock.wall,
          seq: sealed[0]!.seq,
          leaf: sealed[0]!.leaf,
        },
      },
    ],
  )
  if (n % 3 === 1) {
    const id = `${activation}:${service}`
    const row = (await store.decision(id))!
    await store.log.append(
      [{ kind: 'consent.withdrawn', ...head, body: { service, of: given!.seq } }],
      [{ table: 'decisions', put: { ...row, state: 'withdrawn' } }],
    )
  }
  const receipt = await store.vault.seal('receipt', activation, { n })
  await store.log.append(
    [{ kind: 'receipt.issued', ...head, body: { receipt: '00'.repeat(32), answers: [given!.leaf] } }],
    [...receipt.writes, await store.leftWrite(await store.log.head(), 'receipt', clock.wall)],
  )
  // Its squares hold a checkpoint that covers it.
  await store.log.write([await store.leftWrite(await store.log.head(), 'receipt', clock.wall)])
}

/** A list of holds, or one object. */
type Setting = Record<string, unknown>[] & Record<string, unknown>
const HOLDS = ['log', 'customer', 'activation'] as const

/** What the counter writes of holds, of the manager's key, of a check and of an export. */
async function settings(recipient: string): Promise<void> {
  const one = '4'.padStart(24, '0') as never
  const cust = await store.indexOf('+8613800138004' as never)
  const holds = HOLDS.map((scope) => ({
    id: scope,
    scope,
    cust: scope === 'customer' ? cust : null,
    activation: scope === 'activation' ? one : '',
    reason: 'police',
    at: clock.wall,
  }))
  for (const [i, { id, scope, activation }] of holds.entries()) {
    await store.log.append(
      [
        {
          kind: 'hold.set',
          clerk: 'c-1',
          activation: activation as never,
          ...(scope === 'customer' ? { cust } : {}),
          body: { reason: 'police', scope, hold: id },
        },
      ],
      [store.settingWrite('holds', holds.slice(0, i + 1))],
    )
  }
  await store.log.append(
    [
      {
        kind: 'hold.lifted',
        clerk: 'c-1',
        activation: '',
        body: { reason: 'over', scope: 'log', hold: 'log' },
      },
    ],
    [store.settingWrite('holds', holds.slice(1))],
  )
  await store.log.append(
    [{ kind: 'vault.changed', clerk: '', activation: '', body: { what: 'lost', to: [recipient], keys: 0 } }],
    [store.settingWrite('manager.key', { recipient, sealed: 'age' })],
  )
  const at = await store.log.head()
  await store.log.append(
    [
      {
        kind: 'log.verified',
        clerk: '',
        activation: '',
        body: { size: at.size, root: at.root, sound: true, fault: null },
      },
    ],
    [store.settingWrite('log.checked', { size: at.size, checkpoint: at.checkpoint })],
  )
  const body = { format: 'csv', rows: 1, masked: true, filter: '{}', hash: 'cd'.repeat(32) }
  await store.log.append(
    [{ kind: 'log.exported', clerk: '', activation: '', body }],
    [await store.leftWrite(await store.log.head(), 'export', clock.wall)],
  )
}

beforeAll(async () => {
  identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  name = freshName()
  const o = options({ name, clock, recipients: () => [recipient] })
  store = await openStore(o)
  const text = readFileSync(join(import.meta.dirname, '../../world/policy.json'), 'utf8')
  const policy = readPolicy(text)
  if (!policy.ok) throw new Error(policy.error.code)
  const to = policy.value.hash
  await store.log.append(
    [{ kind: 'policy.changed', clerk: '', activation: '', body: { from: '', to, source: 'file' } }],
    [store.policyWrite('file', text, to, clock.wall)],
  )
  for (let n = 0; n < 4; n++) await oneActivation(n)
  await store.log.append(Array.from({ length: FILLER }, (_, i) => filler(i)))
  earlier = await contents(name)
  // From here two histories: the one that stays, and another that the same keys sign.
  const other = await write(earlier)
  const fork = await openStore({ ...o, name: other })
  await fork.log.append(Array.from({ length: 40 }, () => filler(1)))
  fork.close()
  forked = await contents(other)
  for (let n = 4; n < 7; n++) await oneActivation(n)
  await settings(recipient)
  await store.log.append([filler(0)])
  head = await store.log.head()
  store.close()
  sound = await contents(name)
})

/** What the console's whole check says of a database. */
async function checked(of: string, known: readonly string[] = []): Promise<string> {
  const reader = openReader(of)
  try {
    const all = await verifyAll(of, reader, await reader.head(), undefined, { known })
    return all.ok ? 'sound' : `${all.error.code} ${all.error.where ?? ''}`.trim()
  } finally {
    reader.close()
  }
}

/** What is said of a database, by the first that speaks: the opening, the check of the log, that of its tables. */
async function said(tables: Tables, known: readonly string[] = []): Promise<string> {
  const made = await write(tables)
  const reader = openReader(made)
  const log = await verifyStored(reader, await reader.head(), undefined, undefined, { known })
  reader.close()
  const beside = await verifyTables(made)
  // What the console does goes through the entries once for both, and says the same.
  const first = log.ok ? beside : log
  const whole = await checked(made, known)
  expect(whole).toBe(first.ok ? 'sound' : `${first.error.code} ${first.error.where ?? ''}`.trim())
  const opened = await openStore(options({ name: made, clock }))
  const why = (await opened.closedLogs())[0]?.why
  const { damaged } = await opened.working.all('activation')
  opened.close()
  const words = [
    log.ok ? '' : `${log.error.code} ${log.error.where ?? ''}`,
    beside.ok ? '' : `${beside.error.code} ${beside.error.where ?? ''}`,
    why ? `open/${why}` : '',
    damaged > 0 ? 'table/working' : '',
  ]
  return (
    words
      .filter(Boolean)
      .map((w) => w.trim())
      .join(' · ') || 'sound'
  )
}

/** One sound database, in which one row at a time is changed or taken out, and put back; what the check of the tables says. */
async function besides() {
  const made = await write(sound)
  const put = async (table: string, key: string | number, row: object | null) => {
    const db = await openDb(made)
    const was = await db.table(table).get(key)
    await (row ? db.table(table).put(row) : db.table(table).delete(key))
    db.close()
    return was as object | undefined
  }
  return {
    async said(table: string, key: string | number, row: object | null): Promise<string> {
      const was = await put(table, key, row)
      const beside = await verifyTables(made)
      await put(table, key, was ?? null)
      return beside.ok ? 'sound' : `${beside.error.code} ${beside.error.where ?? ''}`
    },
  }
}

const copied = (): Tables => new Map([...sound].map(([t, rows]) => [t, rows.map((r) => ({ ...r }))]))

/** Another value of the same kind, so that it is no matter of form. */
function other(value: unknown, by: number): unknown {
  if (value instanceof Uint8Array) {
    const bytes = value.slice()
    const at = by % bytes.length
    bytes[at] = bytes[at]! ^ (1 + (by % 255))
    return bytes
  }
  if (typeof value === 'number') return value + 1 + (by % 7)
  if (typeof value === 'string') {
    const at = value.length ? by % value.length : 0
    return `${value.slice(0, at)}${value[at] === '5' ? '6' : '5'}${value.slice(at + 1)}`
  }
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value)
    const key = names[by % names.length]
    return key === undefined
      ? { x: 1 }
      : { ...value, [key]: other((value as Record<string, unknown>)[key], by) }
  }
  return 'x'
}

/** Which words a fault of a table may have. */
const WORDS: Readonly<Record<string, RegExp>> = {
  entries:
    /log\/(entry-changed|missing|order|tile|root)|table\/(column|decisions|keys|settings)|open\/(entries|root|tile)/,
  tiles: /log\/(tile|entry-changed)|table\/tiles|open\/(tile|root|left)/,
  checkpoints: /log\/(signature|checkpoint|rolled-back)|table\/column|open\/(head|signature|entries|left)/,
  notices: /table\/notices/,
  decisions: /table\/decisions/,
  vault: /table\/(vault|data-keys)/,
  dataKeys: /table\/data-keys/,
  policy: /table\/policy/,
  left: /table\/left|log\/(known|two-histories|rolled-back)|open\/left/,
  keys: /table\/keys|log\/signature|open\/(signature|keys)/,
  working: /table\/working/,
}
const KEY: Readonly<Record<string, string>> = {
  entries: 'seq',
  checkpoints: 'id',
  notices: 'hash',
  decisions: 'id',
  vault: 'id',
  dataKeys: 'id',
  policy: 'id',
  left: 'size',
  keys: 'id',
  working: 'id',
}
/** Columns that nothing vouches for: a note beside the row, how long it lasts, or what only who opens the vault sees. */
const FREE: Readonly<Record<string, readonly string[]>> = {
  notices: ['at'],
  decisions: ['at'],
  // See the test of the keyring below.
  vault: ['box', 'iv'],
  dataKeys: ['recipients', 'sealed'],
  policy: ['at'],
  left: ['where', 'at'],
  // Keys that make no signature: whether they are the ones of before is seen by what they open or find.
  keys: ['index', 'working', 'fingerprint', 'signer'],
  working: ['kind', 'name'],
}
const tables = Object.keys(WORDS)

describe('whatever is done to a table is found and named', () => {
  it('nothing was done: nothing is said', async () => {
    expect(await said(sound)).toBe('sound')
    expect(await said(earlier)).toBe('sound')
    expect(await said(forked)).toBe('sound')
  })

  it('a value is changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...tables.filter((t) => t !== 'dataKeys')),
        fc.nat(),
        fc.nat(),
        fc.nat(10_000),
        async (table, r, c, by) => {
          const all = copied()
          const rows = all.get(table)!
          const row = rows[r % rows.length]!
          const columns = Object.keys(row).filter(
            (k) =>
              k !== KEY[table] && !(FREE[table] ?? []).includes(k) && !(table === 'tiles' && k !== 'bytes'),
          )
          const column = columns[c % columns.length]!
          // Notices hold members that the customer was never shown.
          if (column === 'notice' && table === 'notices')
            row[column] = { ...(row[column] as object), title: `x${by}` }
          else row[column] = other(row[column], by)
          const words = await said(all)
          expect([table, column, words]).toEqual([table, column, expect.stringMatching(WORDS[table]!)])
        },
      ),
      { numRuns: 60 },
    )
  })

  it('a row is taken out, or rows from one on', async () => {
    const some = tables.filter((t) => !['working', 'left'].includes(t))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...some), fc.nat(), fc.boolean(), async (table, r, rest) => {
        const all = copied()
        const rows = all.get(table)!
        const at = r % rows.length
        all.set(table, rest ? rows.slice(0, at) : rows.filter((_, i) => i !== at))
        expect([table, await said(all)]).toEqual([table, expect.stringMatching(WORDS[table]!)])
      }),
      { numRuns: 30 },
    )
  })

  it('two rows change places, or one stands where another should', async () => {
    // Of one row there are no two; and whose data key it is, only who opens it knows.
    const some = tables.filter((t) => !['keys', 'checkpoints', 'policy', 'dataKeys'].includes(t))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...some),
        fc.nat(),
        fc.nat(),
        fc.boolean(),
        async (table, a, b, both) => {
          const all = copied()
          const rows = all.get(table)!
          const [i, j] = [a % rows.length, b % rows.length]
          const keyOf = (row: Record<string, unknown>) =>
            table === 'tiles' ? { level: row['level'], n: row['n'] } : { [KEY[table]!]: row[KEY[table]!] }
          const [one, two] = [rows[i]!, rows[j]!]
          // Full and partial tiles differ in length: what is the same row stays out.
          if (i === j || JSON.stringify({ ...one, ...keyOf(two) }) === JSON.stringify(two)) return
          rows[j] = { ...one, ...keyOf(two) }
          // Two sealed records that change places are seen by who opens them.
          if (both && table === 'vault') return
          if (both) rows[i] = { ...two, ...keyOf(one) }
          expect([table, await said(all)]).toEqual([table, expect.stringMatching(WORDS[table]!)])
        },
      ),
      { numRuns: 30 },
    )
  })

  it('a row is there twice: an entry behind the last, an answer or a text under another name', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('entries', 'decisions', 'notices', 'left'),
        fc.nat(),
        async (table, r) => {
          const all = copied()
          const rows = all.get(table)!
          const row = rows[r % rows.length]!
          const key = KEY[table]!
          const last = rows.at(-1)![key]
          rows.push({
            ...row,
            [key]: table === 'entries' || table === 'left' ? (last as number) + 1 : `${String(row[key])}x`,
          })
          expect([table, await said(all)]).toEqual([table, expect.stringMatching(WORDS[table]!)])
        },
      ),
      { numRuns: 16 },
    )
  })

  it('the log is rolled back, whole or with its tables, or another history is put in its place', async () => {
    const known = [head.checkpoint]
    expect(await said(earlier, known)).toMatch(/^log\/rolled-back \d+/)
    expect(await said(forked, known)).toMatch(/^log\/(rolled-back|two-histories) \d+/)
    // Only the log itself: the copies of what left are still of the later one.
    for (const from of [earlier, forked]) {
      const all = copied()
      for (const table of ['entries', 'tiles', 'checkpoints']) all.set(table, from.get(table)!)
      expect(await said(all)).toMatch(/log\/(rolled-back|two-histories) \d+.*open\/left/)
    }
    // One table alone.
    for (const [table, word] of [
      ['entries', /log\/missing \d+/],
      ['checkpoints', /log\/rolled-back|open\/entries/],
      ['decisions', /table\/decisions/],
      ['vault', /table\/vault/],
      ['notices', /table\/notices/],
    ] as const) {
      const all = copied()
      all.set(table, earlier.get(table)!)
      expect([table, await said(all)]).toEqual([table, expect.stringMatching(word)])
    }
  })

  it('names the row: the entry’s number, the text’s hash, the answer’s id', async () => {
    const change = async (table: string, at: number, by: (row: Record<string, unknown>) => object) => {
      const all = copied()
      const rows = all.get(table)!
      rows[at] = { ...rows[at], ...by(rows[at]!) }
      return said(all)
    }
    expect(await change('entries', 5, () => ({ clerk: 'c-9' }))).toBe('table/column 5 clerk')
    expect(await change('entries', 5, () => ({ at: 7 }))).toBe('table/column 5 at')
    expect(await change('entries', 9, (r) => ({ bytes: other(r['bytes'], 40) }))).toMatch(
      /log\/entry-changed 9/,
    )
    const { hash } = sound.get('notices')![1]!
    expect(await change('notices', 1, () => ({ lang: 'en' }))).toBe(`table/notices ${hash}`)
    const { id, seq } = sound.get('decisions')![2]!
    expect(await change('decisions', 2, () => ({ state: 'given', seq: (seq as number) - 1 }))).toBe(
      `table/decisions ${id}`,
    )
    expect(await change('decisions', 0, () => ({ state: 'given' }))).toMatch(/^table\/decisions /)
    const gone = copied()
    gone.set(
      'vault',
      gone.get('vault')!.filter((r) => r['kind'] !== 'signature'),
    )
    expect(await said(gone)).toMatch(/^table\/vault \d+ signature$/)
  })

  it('a setting of which entries speak is changed or taken out', async () => {
    const at = await besides()
    const change = async (name: string, by: (value: Setting) => unknown) => {
      const row = sound.get('settings')!.find((r) => r['name'] === name)!
      const value = by(structuredClone(row['value']) as Setting)
      return at.said('settings', name, value === undefined ? null : { ...row, value })
    }
    for (const name of ['holds', 'manager.key', 'log.checked']) {
      const words = name === 'log.checked' ? 'sound' : `table/settings ${name}`
      expect(await change(name, () => undefined)).toMatch(new RegExp(`^${words}`))
      expect(await change(name, () => 7)).toMatch(new RegExp(`^table/settings ${name}`))
    }
    expect(await change('holds', (v) => [...v].slice(1))).toBe('table/settings holds customer')
    expect(await change('holds', (v) => [...v, { ...v[0], id: 'x' }])).toBe('table/settings holds x')
    for (const key of ['scope', 'cust', 'reason', 'activation']) {
      const by = (v: Setting) => v.with(0, { ...v[0], [key]: 'x' })
      expect([key, await change('holds', by)]).toEqual([key, 'table/settings holds customer'])
    }
    expect(await change('manager.key', (v) => ({ ...v, recipient: 'age1x' }))).toMatch(/manager.key$/)
    const later = { size: head.size, checkpoint: head.checkpoint }
    expect(await change('log.checked', () => later)).toBe('table/settings log.checked')
    const closed = { name: 'log.sealed', value: [{ name: 'x' }] }
    expect(await at.said('settings', closed.name, closed)).toBe('table/settings log.sealed')
    expect(await at.said('settings', 'other', null)).toBe('sound')
  })

  it('a checkpoint that left with a receipt or an export is gone, or called a witness’s', async () => {
    const at = await besides()
    const leaving = sound
      .get('entries')!
      .filter((r) => ['receipt.issued', 'log.exported'].includes(String(r['kind'])))
      .map((r) => r['seq'] as number)
    expect(leaving).toHaveLength(8)
    for (const seq of leaving) {
      const row = sound.get('left')!.find((r) => r['size'] === seq)!
      for (const now of [null, { ...row, where: 'witness' }]) {
        expect(await at.said('left', seq, now)).toMatch(
          new RegExp(`^table/left ${seq} (receipt.issued|log.exported)`),
        )
      }
    }
  })

  it('a checkpoint that left: another signature, another root, a mark that is not its own', async () => {
    const { signer, publicKey, origin } = sound.get('keys')![0] as unknown as ProfileRow
    const own = cryptoSigner(origin, signer, publicKey)
    const rows = sound.get('left')! as unknown as LeftRow[]
    expect(rows.every(({ mark }) => mark?.length === 32)).toBe(true)
    const put = async (row: object): Promise<string> => {
      const all = copied()
      const size = (row as LeftRow).size
      all.set('left', [...rows.filter((r) => r.size !== size), row] as never)
      return said(all)
    }
    for (const row of [rows[0]!, rows.at(-2)!]) {
      const { mark: _, ...bare } = row
      const { checkpoint, size } = row
      // The last sign before the padding may hold bits that say nothing.
      const at = checkpoint.length - 12
      const letter = checkpoint[at] === 'A' ? 'B' : 'A'
      const spoiled = `${checkpoint.slice(0, at)}${letter}${checkpoint.slice(at + 1)}`
      const elsewhere = await signNote(checkpointBody(origin, size, new Uint8Array(32).fill(7)), own)
      const later = await signNote(checkpointBody(origin, size + 1, new Uint8Array(32).fill(7)), own)
      const known = expect.stringMatching(new RegExp(`^log/known ${size}( |$)`))
      // With its mark or without it, as rows of earlier builds are.
      expect(await put(bare)).toBe('sound')
      expect(await put({ ...row, checkpoint: spoiled })).toEqual(known)
      expect(await put({ ...bare, checkpoint: spoiled })).toEqual(known)
      expect(await put({ ...row, mark: other(row.mark, 3) })).toEqual(known)
      expect(await put({ ...row, mark: null })).toEqual(known)
      expect(await put({ ...row, checkpoint: elsewhere })).toEqual(known)
      expect(await put({ ...bare, checkpoint: later })).toEqual(known)
      // Signed by the very key, and of another tree.
      expect(await put({ ...bare, checkpoint: elsewhere })).toMatch(new RegExp(`^log/two-histories ${size}`))
      const mark = await leftMark((sound.get('keys')![0] as unknown as ProfileRow).index, elsewhere)
      expect(await put({ ...row, checkpoint: elsewhere, mark })).toMatch(
        new RegExp(`^log/two-histories ${size}`),
      )
    }
  })

  it('the column that says whose an entry is: changed, or gone from an answer', async () => {
    const at = await besides()
    const own = sound.get('entries')!.filter((r) => r['cust'] !== undefined && r['activation'] !== undefined)
    const ofEachKind = own.filter((r, i) => own.findIndex((o) => o['kind'] === r['kind']) === i)
    expect(ofEachKind.length).toBeGreaterThan(4)
    for (const row of ofEachKind) {
      const seq = row['seq'] as number
      // Of the rows of one activation the first that differs is named: the changed one, or the one behind it.
      expect([seq, await at.said('entries', seq, { ...row, cust: other(row['cust'], 3) })]).toEqual([
        seq,
        expect.stringMatching(/^table\/column \d+ cust$/),
      ])
      const { cust: _, ...without } = row
      const says = ['activation.opened', 'consent.given', 'consent.refused'].includes(String(row['kind']))
      expect(await at.said('entries', seq, without)).toBe(says ? `table/column ${seq} cust` : 'sound')
    }
  })

  it('what only who opens the vault sees: a record or its key was changed, or has changed places', async () => {
    const opens = async (all: Tables): Promise<readonly string[]> => {
      const made = await write(all)
      const ring = await openKeyring(identity, made)
      const rows = all.get('vault')! as unknown as VaultRow[]
      const tried = await Promise.allSettled(rows.map((row) => ring.open(row)))
      return rows.filter((_, i) => tried[i]!.status === 'rejected').map((row) => row.id)
    }
    expect(await opens(sound)).toEqual([])
    const [one, two] = sound.get('vault')!.filter((r) => r['kind'] === 'number') as [object, object]
    const at = (all: Tables, row: object) =>
      all.get('vault')!.findIndex((r) => r['id'] === (row as { id: string }).id)
    const idOf = (row: object) => ({ id: (row as { id: string }).id })
    for (const column of ['box', 'iv', 'kind', 'activation']) {
      const all = copied()
      const row = all.get('vault')![at(all, one)]!
      row[column] = other(row[column], 5)
      expect([column, await opens(all)]).toEqual([column, [idOf(one).id]])
    }
    const swapped = copied()
    const [i, j] = [at(swapped, one), at(swapped, two)]
    swapped.get('vault')![i] = { ...(two as Record<string, unknown>), ...idOf(one) }
    swapped.get('vault')![j] = { ...(one as Record<string, unknown>), ...idOf(two) }
    expect(await said(swapped)).toBe('sound')
    expect((await opens(swapped)).toSorted()).toEqual([idOf(one).id, idOf(two).id].toSorted())
    const keys = copied()
    const key = keys.get('dataKeys')![0]!
    key['sealed'] = other(key['sealed'], (key['sealed'] as Uint8Array).length - 3)
    expect(await said(keys)).toBe('sound')
    expect(await opens(keys)).toHaveLength(keys.get('vault')!.length)
  })

  it('an answer that was withdrawn does not stand again', async () => {
    const all = copied()
    const row = all.get('decisions')!.find((r) => r['state'] === 'withdrawn')!
    row['state'] = 'given'
    // Its entry did say so once: what came after is what the row must know.
    expect(await said(all)).toMatch(/^table\/decisions /)
  })
})
