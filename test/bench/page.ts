/**
 * The production rooms in a real browser, side by side with what they are measured against. Runs as a page and, for the
 * start of a worker, as a worker of its own.
 */
import { createSHA256 } from 'hash-wasm'
import Papa from 'papaparse'
import type { ExportJob } from '../../components/console/index.ts'
import type { BundleJob } from '../../entrypoints/console/bundle.ts'
import { buildExport } from '../../entrypoints/console/export.ts'
import { canonicalize, hex, systemClock, utf8 } from '../../utils/base/index.ts'
import { CONSENT_FIELDS, consentColumns, consentRecord } from '../../utils/evidence/index.ts'
import type { Draft, Edge } from '../../utils/log/index.ts'
import { checkpointBody, cryptoSigner, emptyEdge, extend, rootOf, signNote } from '../../utils/log/index.ts'
import { noticeHash } from '../../utils/notice/index.ts'
import { openDb } from '../../utils/store/db.ts'
import {
  fastHash,
  type Head,
  type LogReader,
  openReader,
  openStore,
  type Store,
  type VaultRow,
  verifyAll,
  verifyStored,
} from '../../utils/store/index.ts'
import { leftMark } from '../../utils/store/left.ts'

const median = (list: readonly number[]): number => {
  const sorted = [...list].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
const complete = (tx: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve()
    tx.onabort = () => reject(tx.error)
  })

const open = (name: string): Promise<Store> =>
  openStore({
    name,
    clock: systemClock(),
    boot: 'bench',
    headerFields: () => ({ store: 'store-1', app: '0.1.0', policy: 'ab'.repeat(32) }),
    recipients: () => [],
  })

/** An entry of the kind that matters, about as large as they come. */
const draft = (n: number): Draft => ({
  kind: 'consent.given',
  clerk: `clerk-${n % 12}`,
  activation: `${String(n >> 3).padStart(8, '0')}00000000abcdef00` as never,
  cust: String(n >> 3).padStart(64, '0'),
  body: {
    service: `service-${n % 9}` as never,
    notice: 'cd'.repeat(32),
    lang: 'zh-CN',
    basis: 'contract',
    signature: { hash: 'ef'.repeat(32), form: 'strokes', group: '0123456789abcdef', points: 214, ms: 3150 },
    signer: { who: 'customer', identified: 'portal-real-name', companion: false },
    promise: 'none',
    price: { fen: 1000, per: 'month' },
  },
})

async function rawDb(): Promise<IDBDatabase> {
  const request = indexedDB.open('raw', 1)
  request.onupgradeneeded = () => request.result.createObjectStore('rows')
  return done(request)
}

let rawKey = 0
async function rawAdd(db: IDBDatabase, bytes: Uint8Array): Promise<void> {
  const tx = db.transaction('rows', 'readwrite', { durability: 'strict' })
  tx.objectStore('rows').add(bytes, rawKey++)
  await complete(tx)
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now()
  await work()
  return performance.now() - from
}

/** The two services of a customer, with the notices that were put to them. */
const NOTICES = (['video-ring', 'cloud-storage'] as const).map((service) => {
  const notice = {
    service: service as never,
    lang: 'zh-CN' as const,
    version: '2026-11-01',
    title: service,
    key: [],
    full: [],
  }
  const hash = noticeHash(notice as never)
  return { hash, row: { hash, service, lang: notice.lang, notice, at: 0 }, service, lang: notice.lang }
})
const VAULT: readonly VaultRow['kind'][] = ['number', 'signature', 'receipt']
/** Bytes of a sealed record, about as the counter's are. */
const BOX: Readonly<Record<string, number>> = { number: 96, signature: 3000, receipt: 1200 }

/** One customer is eight entries, as a counter writes them: two answers under one signature, and a receipt. */
const CUSTOMER: readonly Draft[] = (() => {
  const head = { clerk: 'clerk', activation: 'activation' as never }
  const asked = NOTICES.flatMap(({ hash, service, lang }): Draft[] => [
    {
      ...head,
      kind: 'notice.presented',
      body: {
        service: service as never,
        notice: hash,
        lang,
        layer: 'key',
        ms: 8123,
        scrolled: true,
        aloud: false,
        size: 1,
      },
    },
    {
      ...head,
      kind: 'consent.given',
      body: { ...draft(0).body, service, notice: hash, lang } as never,
    },
  ])
  return [
    {
      ...head,
      kind: 'activation.opened',
      body: {
        portal: 'portal',
        number: '12'.repeat(32) as never,
        customer: '34'.repeat(32) as never,
        order: '56'.repeat(16),
      },
    },
    ...asked,
    {
      ...head,
      kind: 'activation.submitted',
      body: {
        order: '56'.repeat(16),
        items: NOTICES.map(({ service }) => ({ service, action: 'add' })),
        answered: '2026-11-23T00:00:00.000Z',
        status: 200,
      },
    },
    {
      ...head,
      kind: 'receipt.issued',
      body: { receipt: '78'.repeat(32), answers: ['9a'.repeat(32), 'bc'.repeat(32)] },
    },
    { ...head, kind: 'activation.completed', body: { minutes: 12 } },
  ]
})()
/** One that asks for no other row, for a log that is checked afterwards. */
const presented = (n: number): Draft => {
  const { clerk, activation, cust } = draft(n)
  return { ...(CUSTOMER[1] as Draft<'notice.presented'>), clerk, activation, ...(cust ? { cust } : {}) }
}
const RECEIPT = CUSTOMER.findIndex(({ kind }) => kind === 'receipt.issued')
const idOf = (n: number): string => `${(n * 0x9e3779b1).toString(16).padStart(16, '0').slice(-16)}00abcdef`
const custOf = (n: number): string => n.toString(16).padStart(64, '0')

/**
 * Valid rows and tiles up to `size`, in large batches past the appender, and what stands beside them: sealed records,
 * answers, notices, and both checkpoints that leave with each receipt. Head and checkpoints are signed with the profile's
 * own key; the sealed records hold no secret. `alone`: without what stands beside them.
 */
async function fill(
  name: string,
  size: number,
  alone = false,
): Promise<{ ms: number; canonical: number; kept: boolean }> {
  const from = performance.now()
  const found = await keptLog(name, size)
  if (found !== null) return { ms: 0, canonical: found, kept: true }
  const store = await open(name)
  const [first] = await store.log.append([
    { kind: 'shift.started', clerk: 'clerk', activation: '', body: { how: 'pin' } },
  ])
  store.close()
  const db = await openDb(name)
  const idb = db.backendDB()
  const profile = (await db.keys.get('profile'))!
  const signer = cryptoSigner(profile.origin, profile.signer, profile.publicKey)
  const signed = (n: number, edge: Edge): Promise<string> =>
    signNote(checkpointBody(profile.origin, n, rootOf(edge)), signer)
  // One entry a kind with its changing parts cut out: canonical JSON is put together again, not written anew.
  const AT = '2026-11-23T00:00:00.000Z'
  const ACTIVATION = '@'.repeat(24)
  const templates = CUSTOMER.map(({ kind, body }) =>
    canonicalize({
      ...first!.entry,
      ...body,
      kind,
      at: AT,
      seq: 987654321,
      clerk: 'clerk-@@',
      activation: ACTIVATION,
    } as never).split(/(987654321|2026-11-23T00:00:00\.000Z|clerk-@@|@{24})/),
  )
  const dataKey = 'ab'.repeat(16)
  {
    const age = utf8('age-encryption.org/v1\n-> X25519 bench\n')
    const tx = idb.transaction(['notices', 'dataKeys'], 'readwrite')
    for (const { row } of NOTICES) tx.objectStore('notices').put(row)
    tx.objectStore('dataKeys').put({ id: dataKey, sealed: age, recipients: ['age1bench'] })
    await complete(tx)
  }
  const start = Date.parse(first!.entry.at)
  let edge = emptyEdge()
  let canonical = 0
  const inFlight: Promise<void>[] = []
  const BATCH = 2560
  for (let low = 0; low < size; low += BATCH) {
    const high = Math.min(size, low + BATCH)
    const rows: Record<'entries' | 'tiles' | 'vault' | 'decisions' | 'left', object[]> = {
      entries: [],
      tiles: [],
      vault: [],
      decisions: [],
      left: [],
    }
    const leaving: Promise<object>[] = []
    let leaves: Uint8Array<ArrayBuffer>[] = []
    const take = (last: boolean): void => {
      const step = extend(edge, leaves)
      edge = step.edge
      leaves = []
      for (const t of step.tiles) if (last || t.bytes.length === 8192) rows.tiles.push(t)
    }
    const leave = (n: number): void => {
      take(false)
      const at = start + n
      leaving.push(
        signed(n, edge).then(async (checkpoint) => ({
          size: n,
          checkpoint,
          where: 'receipt' as const,
          at,
          mark: await leftMark(profile.index, checkpoint),
        })),
      )
    }
    for (let seq = low; seq < high; seq++) {
      const at = start + seq
      const n = Math.floor(seq / 8)
      const place = seq % 8
      const { kind, body } = CUSTOMER[place]!
      const clerk = `clerk-${n % 12}`
      const activation = idOf(n)
      const cust = custOf(n)
      const { service, notice, lang } = body as { service?: string; notice?: string; lang?: string }
      const said: Record<string, string> = {
        987654321: String(seq),
        [AT]: new Date(at).toISOString(),
        'clerk-@@': clerk,
        [ACTIVATION]: activation,
      }
      const text =
        seq === 0 ? canonicalize(first!.entry) : templates[place]!.map((p) => said[p] ?? p).join('')
      const bytes = utf8(text)
      canonical += bytes.length
      if (seq > 0 && place === RECEIPT) leave(seq)
      const leaf = leafOf(bytes)
      leaves.push(leaf)
      if (place === RECEIPT) leave(seq + 1)
      if (seq === 0) continue
      rows.entries.push({
        seq,
        bytes,
        leaf,
        kind,
        at,
        clerk,
        activation,
        cust,
        ...(service ? { service } : {}),
      })
      if (kind === 'consent.given') {
        const id = `${activation}:${service}`
        const state = 'given' as const
        rows.decisions.push({
          id,
          cust,
          activation,
          service,
          state,
          notice,
          lang,
          at,
          seq,
          leaf: hex(leaf),
        })
      }
      if (place !== RECEIPT) continue
      for (const of of VAULT) {
        const box = new Uint8Array(BOX[of]!)
        crypto.getRandomValues(box)
        const iv = box.slice(0, 12)
        const id = hex(crypto.getRandomValues(new Uint8Array(16)))
        rows.vault.push({ id, kind: of, activation, key: dataKey, iv, box })
      }
    }
    take(high === size)
    rows.left = await Promise.all(leaving)
    const names = alone ? (['entries', 'tiles'] as const) : (Object.keys(rows) as (keyof typeof rows)[])
    const tx = idb.transaction(names, 'readwrite', { durability: 'relaxed' })
    for (const table of names) for (const row of rows[table]) tx.objectStore(table).put(row)
    inFlight.push(complete(tx))
    if (inFlight.length > 2) await inFlight.shift()
  }
  await Promise.all(inFlight)
  const root = hex(rootOf(edge))
  const head = { id: 'head', size, root, checkpoint: await signed(size, edge), at: start + size - 1 }
  // Partial tiles of the upper levels.
  const tx = idb.transaction(['checkpoints', 'tiles'], 'readwrite', { durability: 'strict' })
  edge.partial.forEach(({ buffer, width }, level) => {
    const n = Math.floor(Math.floor(size / 256 ** level) / 256)
    if (width > 0) tx.objectStore('tiles').put({ level, n, bytes: buffer.slice(0, width * 32) })
  })
  tx.objectStore('checkpoints').put(head)
  await complete(tx)
  db.close()
  return { ms: performance.now() - from, canonical, kept: false }
}

/** Canonical bytes of a log that an earlier run left here; null where there is none of that size. */
async function keptLog(name: string, size: number): Promise<number | null> {
  if (!(await indexedDB.databases()).some((d) => d.name === name)) return null
  const reader = openReader(name)
  try {
    if ((await reader.head()).size < size) return null
    const rows = await reader.page({}, null, 1000)
    return (size * rows.reduce((sum, row) => sum + row.bytes.length, 0)) / rows.length
  } finally {
    reader.close()
  }
}

let leafOf: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>
async function ready(): Promise<void> {
  const wasm = await createSHA256()
  const zero = Uint8Array.of(0)
  leafOf = (bytes) => wasm.init().update(zero).update(bytes).digest('binary') as Uint8Array<ArrayBuffer>
  await fastHash()
  // Only the large logs are kept from run to run.
  for (const name of ['small', 'raw']) await done(indexedDB.deleteDatabase(name))
}

/** One strict append, all in, and one raw strict add of the same bytes, in turns. */
async function append(name: string, rounds: number): Promise<{ ours: number; peer: number; bytes: number }> {
  const store = await open(name)
  const raw = await rawDb()
  const ours: number[] = []
  const peer: number[] = []
  let bytes = new Uint8Array()
  for (let i = 0; i < rounds + 50; i++) {
    let sealed: Awaited<ReturnType<Store['log']['append']>> = []
    const a = await timed(async () => {
      sealed = await store.log.append([draft(i)])
    })
    bytes = utf8(canonicalize(sealed[0]!.entry))
    const b = await timed(() => rawAdd(raw, bytes))
    if (i < 50) continue
    ours.push(a)
    peer.push(b)
  }
  store.close()
  raw.close()
  return { ours: median(ours), peer: median(peer), bytes: bytes.length }
}

/** 64 appends asked for at once, per entry, and one raw add. */
async function grouped(name: string, rounds: number): Promise<{ ours: number; peer: number }> {
  const store = await open(name)
  const raw = await rawDb()
  const ours: number[] = []
  const peer: number[] = []
  const [one] = await store.log.append([draft(0)])
  const bytes = utf8(canonicalize(one!.entry))
  for (let i = 0; i < rounds + 3; i++) {
    const a = await timed(() =>
      Promise.all(Array.from({ length: 64 }, (_, n) => store.log.append([draft(n)]))),
    )
    const raws: number[] = []
    for (let n = 0; n < 5; n++) raws.push(await timed(() => rawAdd(raw, bytes)))
    if (i < 3) continue
    ours.push(a / 64)
    peer.push(median(raws))
  }
  store.close()
  raw.close()
  return { ours: median(ours), peer: median(peer) }
}

/** Appends to the large log and to the small one, in turns. */
async function scale(small: string, big: string, rounds: number): Promise<{ ours: number; peer: number }> {
  const [a, b] = [await open(big), await open(small)]
  const ours: number[] = []
  const peer: number[] = []
  for (let i = 0; i < rounds + 10; i++) {
    const x = await timed(() => a.log.append([presented(i)]))
    const y = await timed(() => b.log.append([presented(i)]))
    if (i < 10) continue
    ours.push(x)
    peer.push(y)
  }
  a.close()
  b.close()
  return { ours: median(ours), peer: median(peer) }
}

/** Tables of which the whole check reads every row, beside the entries and what left. */
const BESIDE = ['tiles', 'vault', 'decisions', 'notices', 'dataKeys'] as const

/**
 * Reads every row of the entries, hashes them with the fastest hash there is, and reads every row of the other tables, and
 * nothing else: the peer of a check. `read`: the entries alone, not hashed.
 */
async function readAndHash(
  name: string,
): Promise<{ read: number; entries: number; left: number; beside: number }> {
  const db = await openDb(name)
  const idb = db.backendDB()
  const pass = async (table: string, each: (row: { bytes: Uint8Array }) => void): Promise<number> =>
    timed(async () => {
      let range: IDBKeyRange | undefined
      for (;;) {
        const store = idb.transaction(table).objectStore(table)
        const path = store.keyPath as string | string[]
        const rows = await done(store.getAll(range, 1000))
        for (const row of rows) each(row)
        if (rows.length < 1000) return
        const last = rows.at(-1)
        range = IDBKeyRange.lowerBound(Array.isArray(path) ? path.map((k) => last[k]) : last[path], true)
      }
    })
  const read = await pass('entries', () => undefined)
  const entries = await pass('entries', ({ bytes }) => void leafOf(bytes))
  const left = await pass('left', () => undefined)
  let beside = left
  for (const table of BESIDE) beside += await pass(table, () => undefined)
  db.close()
  return { read, entries, left, beside }
}

type Checking = (reader: LogReader, head: Head) => ReturnType<typeof verifyAll>
async function checking(name: string, check: Checking): Promise<{ ms: number; fault: string | null }> {
  const reader = openReader(name)
  const head = await reader.head()
  let fault: string | null = null
  const ms = await timed(async () => {
    const result = await check(reader, head)
    if (!result.ok) fault = `${result.error.code} ${result.error.where ?? ''}`
  })
  reader.close()
  return { ms, fault }
}

/** All that the console's whole check does; and the part of it that is the log, with the checkpoints that left. */
const verify = (name: string) => checking(name, (reader, head) => verifyAll(name, reader, head))
const verifyLog = (name: string) => checking(name, (reader, head) => verifyStored(reader, head))

async function proof(name: string, size: number, rounds: number): Promise<{ ms: number }> {
  const reader = openReader(name)
  const times: number[] = []
  for (let i = 0; i < rounds; i++) {
    const seq = Math.floor((size - 1) * ((i * 0.6180339887) % 1)) as never
    times.push(await timed(() => reader.proof(seq)))
  }
  reader.close()
  return { ms: median(times) }
}

const startWorker = (name: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const from = performance.now()
    const worker = new Worker('/page.js', { type: 'module' })
    worker.onmessage = () => {
      resolve(performance.now() - from)
      worker.terminate()
    }
    worker.onerror = (e) => reject(new Error(e.message))
    worker.postMessage({ first: name })
  })

/** From the start of a worker to its first acknowledged append. */
async function opening(small: string, big: string, rounds: number): Promise<{ ours: number; peer: number }> {
  const ours: number[] = []
  const peer: number[] = []
  for (let i = 0; i < rounds + 2; i++) {
    const x = await startWorker(big)
    const y = await startWorker(small)
    if (i < 2) continue
    ours.push(x)
    peer.push(y)
  }
  return { ours: median(ours), peer: median(peer) }
}

const exportJob = (form: ExportJob['form']): BundleJob => ({
  app: '0.1.0',
  form,
  filter: {},
  masked: true,
  lang: 'en',
  services: new Map(),
  whole: true,
  by: '0417',
})
const nothingOpened = { of: async () => ({ opened: [], fault: null }) } as never
/** Held as the console holds it until its entry stands. */
const held: { blob: Blob | null } = { blob: null }
const heldBytes = (): number => held.blob?.size ?? 0

/** The log as it stood at the receipt before `size`. */
async function cutAt(name: string, size: number): Promise<LogReader> {
  const reader = openReader(name)
  const db = await openDb(name)
  const at = Math.floor(size / CUSTOMER.length) * CUSTOMER.length - CUSTOMER.length + RECEIPT
  const { checkpoint } = (await db.left.get(at))!
  const { vkey } = await reader.head()
  db.close()
  return {
    ...reader,
    head: async () => ({ size: at, root: '', checkpoint, vkey }),
    row: async (seq) => (seq < at ? reader.row(seq) : null),
  }
}

/** A file as the console makes it; of the log as it stood at about `size`, where that is asked for. */
async function exporting(
  name: string,
  form: ExportJob['form'],
  size?: number,
): Promise<{ ms: number; bytes: number }> {
  const reader = size === undefined ? openReader(name) : await cutAt(name, size)
  held.blob = null
  const signal = new AbortController().signal
  const ms = await timed(async () => {
    const file = await buildExport(reader, exportJob(form), nothingOpened, () => undefined, signal)
    held.blob = file.blob
  })
  reader.close()
  return { ms, bytes: heldBytes() }
}

/** The same list of consents as one would write it: all rows, all records, one text. */
async function unparsing(name: string): Promise<{ ms: number; bytes: number }> {
  const db = await openDb(name)
  held.blob = null
  const ms = await timed(async () => {
    const rows = await db.entries.toArray()
    const columns = consentColumns(
      Object.fromEntries(CONSENT_FIELDS.map((f) => [f, f])) as Record<
        (typeof CONSENT_FIELDS)[number],
        string
      >,
    )
    const data = rows.map((row) => {
      const record = consentRecord(row.bytes, {
        service: () => undefined,
        outcome: (kind) => kind,
        per: (per) => per,
        customer: () => null,
        masked: true,
      })
      if (!record.ok) throw new Error(record.error.code)
      return columns.map((column) => column.value(record.value))
    })
    const text = Papa.unparse({ fields: columns.map((c) => c.heading), data }, { escapeFormulae: true })
    held.blob = new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' })
  })
  db.close()
  return { ms, bytes: heldBytes() }
}

async function dropExport(): Promise<void> {
  held.blob = null
}

const bench = {
  exporting,
  unparsing,
  dropExport,
  ready,
  fill,
  append,
  grouped,
  scale,
  readAndHash,
  verify,
  verifyLog,
  proof,
  opening,
}
export type Bench = typeof bench

if (typeof document === 'undefined') {
  globalThis.addEventListener('message', (event) => {
    const { first } = (event as MessageEvent<{ first?: string }>).data ?? {}
    if (first === undefined) return
    void open(first)
      .then((store) => store.log.append([presented(1)]))
      .then(() => (globalThis as unknown as { postMessage(m: unknown): void }).postMessage('first'))
  })
} else {
  Object.assign(globalThis, { bench })
}
