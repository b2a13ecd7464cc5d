import { type ExportJob, type OpenVault, signatureOf } from '../../components/console/index.ts'
import en from '../../components/text/en/evidence.json' with { type: 'json' }
import { translator } from '../../components/text/index.ts'
import zh from '../../components/text/zh-CN/evidence.json' with { type: 'json' }
import { CodedError, canonicalize, fromUtf8, type Json, type Seq } from '../../utils/base/index.ts'
import { strokeHash } from '../../utils/consent/index.ts'
import type {
  BundleAbout,
  Cosigned,
  ExportContext,
  OpenedRecord,
  SealedRecord,
} from '../../utils/evidence/index.ts'
import { consistencyProof, openCheckpoint, parseEntry } from '../../utils/log/index.ts'
import { builtInServices, noticeHash, readCatalogue } from '../../utils/notice/index.ts'
import { builtInPolicy, readPolicy } from '../../utils/policy/index.ts'
import type { BundleRows, Filter, Head, LogReader, Row } from '../../utils/store/index.ts'

const text = translator({ 'zh-CN': zh, en })

/** The texts of every notice that is at hand, by hash: the policy's, and the catalogue's own. */
function noticesOf(policyText: string | null): ReadonlyMap<string, string> {
  const read = policyText === null ? null : readPolicy(policyText)
  const policy = read?.ok ? read.value.policy : builtInPolicy
  const catalogue = readCatalogue({ builtIn: builtInServices, ...policy })
  const texts = new Map<string, string>()
  if (!catalogue.ok) return texts
  for (const id of catalogue.value.services.keys()) {
    for (const lang of ['zh-CN', 'en'] as const) {
      const known = catalogue.value.notice(id, lang)
      if (known) texts.set(known.hash, shownText(known.notice))
    }
  }
  return texts
}

type Shown = Parameters<typeof noticeHash>[0]

/** The bytes behind a notice's hash. */
const shownText = ({ service, lang, version, title, key, full }: Shown): string =>
  canonicalize({ service, lang, version, title, key, full })

/** README.txt: the same in Chinese and in English. */
function readme(
  about: BundleAbout,
  found: {
    readonly entries: number
    readonly notices: readonly string[]
    readonly cosigned: boolean
  },
  of: number,
): string {
  const parts = (['zh-CN', 'en'] as const).map((lang) => {
    const t = text(lang)
    const { store, device, at, by, app } = about
    const lines = [
      t('title'),
      '',
      t(`scope.${about.scope}`, { n: found.entries, of }),
      t('who', { store, device, at, by, app }),
      t(about.opened ? 'opened' : 'sealed'),
      ...(found.notices.length > 0 ? [t('absent', { n: found.notices.length })] : []),
      t('original'),
      '',
      t('tool'),
      '',
      t('hand'),
      t('hand.1'),
      t('hand.2'),
      t('hand.3'),
      t(`hand.${about.scope}`),
      t('hand.5'),
      ...(found.cosigned ? [t('hand.6')] : []),
      '',
      t('limits'),
    ]
    return `${lines.join('\n')}\n`
  })
  return parts.join('\n\n')
}

/** What a witness has cosigned, with the hashes that join it to the head that is exported. */
async function cosignedOf(
  reader: Pick<LogReader, 'cosigned' | 'tile'>,
  head: Head,
): Promise<Cosigned | null> {
  const kept = await reader.cosigned()
  if (!kept) return null
  const opened = await openCheckpoint(kept.checkpoint, [head.vkey])
  if (!opened.ok || opened.value.size > BigInt(head.size)) return null
  const proof = await consistencyProof(Number(opened.value.size), head.size, reader.tile)
  return proof.ok ? { witness: kept.vkey, checkpoint: kept.checkpoint, proof: proof.value } : null
}

/** Every entry of an activation as one text. */
async function entriesOf(
  reader: Pick<LogReader, 'scan'>,
  activation: string,
  size = Infinity,
): Promise<string> {
  let text = ''
  for await (const batch of reader.scan({ activation })) {
    for (const { seq, bytes } of batch) if (seq < size) text += fromUtf8(bytes) ?? ''
  }
  return text
}

/** The hash by which an entry names an opened value; null where it has none. */
function nameOf(kind: string, value: Json): string | null {
  const { commitment, hash } = (value ?? {}) as { commitment?: unknown; hash?: unknown }
  const strokes = kind === 'signature' ? signatureOf(value) : null
  const name = kind === 'signature' ? strokes && strokeHash(strokes) : kind === 'receipt' ? hash : commitment
  return typeof name === 'string' && name.length === 64 ? name : null
}

/**
 * What of an activation is no part of this bundle though the vault has it: what entries of another log stand for, since the
 * vault goes along from a closed log to the next, and what entries behind the exported head stand for. A value that is
 * named nowhere stays in: whoever checks the bundle has to see it.
 */
async function namedElsewhere(
  reader: Pick<LogReader, 'scan'>,
  others: BundleRows['others'],
  activation: string,
  size: number,
): Promise<(kind: string, value: Json) => Promise<boolean>> {
  const here = await entriesOf(reader, activation, size)
  let elsewhere: Promise<string | null> | null = null
  const look = async (): Promise<string | null> => {
    try {
      let text = await entriesOf(reader, activation)
      for (const other of await others()) text += await entriesOf(other, activation)
      return text
    } catch {
      // A log that cannot be read may be the one.
      return null
    }
  }
  return async (kind, value) => {
    const name = nameOf(kind, value)
    if (name === null || here.includes(name)) return false
    elsewhere ??= look()
    return (await elsewhere)?.includes(name) ?? true
  }
}

/** Activations of which another log of this profile says that they were erased; what cannot be read says nothing. */
async function erasedElsewhere(others: BundleRows['others']): Promise<ReadonlySet<string>> {
  const erased = new Set<string>()
  for (const other of await others()) {
    try {
      for await (const batch of other.scan({ kinds: ['log.erased'] })) {
        for (const { activation, bytes } of batch) {
          const { part } = JSON.parse(fromUtf8(bytes) ?? '{}') as { part?: unknown }
          if (activation !== '' && part === undefined) erased.add(activation)
        }
      }
    } catch {
      // A closed log may be damaged: what it would excuse is then missed by whoever checks the bundle.
    }
  }
  return erased
}

/** What a part holds of each activation in it: numbers and names are committed to in the one, the other says that they are gone. */
const CONTEXT = ['activation.opened', 'log.erased'] as const

/** What the filter finds, and of each activation in that the entries of its context, in the order of the log. */
export async function* withContext(
  reader: Pick<LogReader, 'scan'>,
  filter: Filter,
): AsyncGenerator<readonly Row[]> {
  const activations = new Set<string>()
  for await (const batch of reader.scan(filter)) for (const row of batch) activations.add(row.activation)
  const context = (async function* () {
    for await (const batch of reader.scan({ kinds: CONTEXT }))
      for (const row of batch) if (row.activation !== '' && activations.has(row.activation)) yield row
  })()
  let next = await context.next()
  for await (const batch of reader.scan(filter)) {
    const rows: Row[] = []
    for (const row of batch) {
      for (; !next.done && next.value.seq <= row.seq; next = await context.next())
        if (next.value.seq < row.seq) rows.push(next.value)
      rows.push(row)
    }
    yield rows
  }
  for (; !next.done; next = await context.next()) yield [next.value]
}

/** With the version of Countersign that makes the bundle, which need not be the one that wrote the last entry. */
export type BundleJob = ExportJob & { readonly app: string }

/** Records that are read before it is looked whether the log has grown meanwhile. */
const AT_ONCE = 100

/**
 * The vault's records without those that belong to another log or came after the head. Only an activation that another log
 * has as well, or that went on behind the head, can have such: its records are opened to see. One that does not open stays.
 */
async function* sealedOf(
  reader: Pick<LogReader, 'scan' | 'row'>,
  rows: BundleRows,
  vault: OpenVault,
  size: number,
): AsyncGenerator<SealedRecord> {
  const alone = (await rows.others()).length === 0
  /** By activation: ids of records that are no part of this bundle. */
  const known = new Map<string, ReadonlySet<string>>()
  const grown = new Set<string>()
  let next = size

  async function foreign(activation: string): Promise<ReadonlySet<string>> {
    const found = known.get(activation)
    if (found || (alone && !grown.has(activation))) return found ?? new Set()
    const elsewhere = await namedElsewhere(reader, rows.others, activation, size)
    const ids = new Set<string>()
    // A manager who locks the vault meanwhile breaks no sealed bundle.
    const { opened } = await vault.of(activation).catch(() => ({ opened: [] }))
    for (const { id, kind, value } of opened) {
      if (await elsewhere(kind, value)) ids.add(id)
    }
    if (known.size >= AT_ONCE) known.clear()
    known.set(activation, ids)
    return ids
  }

  async function* sifted(records: readonly SealedRecord[]): AsyncGenerator<SealedRecord> {
    // A record and its entry come together, so what is behind the head by now tells whose records to look at.
    for (let row = await reader.row(next as Seq); row; row = await reader.row(next as Seq)) {
      grown.add(row.activation)
      known.delete(row.activation)
      next++
    }
    for (const record of records) {
      if (!(await foreign(record.activation)).has(record.id)) yield record
    }
  }

  let batch: SealedRecord[] = []
  for await (const record of rows.vault()) {
    batch.push(record)
    if (batch.length < AT_ONCE) continue
    yield* sifted(batch)
    batch = []
  }
  yield* sifted(batch)
}

/** What the evidence bundle of the log as it stands holds beside its entries. */
export async function evidenceParts(
  reader: Pick<LogReader, 'scan' | 'head' | 'row' | 'proof' | 'notice' | 'cosigned' | 'tile'>,
  rows: BundleRows,
  job: BundleJob,
  vault: OpenVault,
  signal: AbortSignal,
): ReturnType<ExportContext['evidence']> {
  const head = await reader.head()
  if (head.size === 0) throw new CodedError('log/empty')
  const newest = await reader.row((head.size - 1) as Seq)
  if (!newest) throw new CodedError('log/missing')
  const last = parseEntry(newest.bytes)
  if (!last.ok) throw new CodedError('log/unreadable')
  const texts = noticesOf(await rows.policy())
  const about: BundleAbout = {
    store: last.value.store,
    device: last.value.device,
    app: job.app,
    at: new Date().toISOString(),
    by: job.by,
    filter: canonicalize(job.filter),
    scope: job.whole ? 'whole' : 'part',
    opened: !job.masked,
    ...(job.whole ? {} : { context: CONTEXT }),
  }
  async function* opened(): AsyncGenerator<OpenedRecord> {
    const seen = new Set<string>()
    for await (const { activation } of rows.vault()) {
      if (seen.has(activation)) continue
      seen.add(activation)
      if (signal.aborted) throw new CodedError('export/cancelled')
      const part = await vault.of(activation)
      if (part.opened.length === 0) continue
      const elsewhere = await namedElsewhere(reader, rows.others, activation, head.size)
      for (const { kind, value } of [...part.opened].sort((a, b) => (a.id < b.id ? -1 : 1))) {
        if (!(await elsewhere(kind, value))) yield { activation, kind, value }
      }
    }
  }
  return {
    about,
    checkpoint: head.checkpoint,
    size: head.size,
    vkey: head.vkey,
    cosigned: () => cosignedOf(reader, head),
    proof: (seq, size) => reader.proof(seq as Seq, size),
    // What was shown is kept beside the log; before that, and as a second source, what policy and catalogue hold.
    async notice(hash) {
      const row = await reader.notice(hash).catch((e: unknown) => {
        // Without the text in either place the bundle would only look whole.
        if (!texts.has(hash)) throw e
        return null
      })
      const kept = row ? row.notice : null
      return kept && noticeHash(kept) === hash ? shownText(kept) : (texts.get(hash) ?? null)
    },
    sealed: () => sealedOf(reader, rows, vault, head.size),
    keys: () => rows.keys(),
    erased: () => erasedElsewhere(rows.others),
    opened,
    readme: (found) => readme(about, found, head.size),
    info: [
      ['Countersign-Original', text('en')('original')],
      ['Countersign-Original-zh', text('zh-CN')('original')],
    ],
  }
}
