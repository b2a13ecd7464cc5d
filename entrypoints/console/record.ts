import type { ExportFile, OpenVault } from '../../components/console/index.ts'
import { CodedError, hex, isServiceId, type Json, type Seq, sha256, utf8 } from '../../utils/base/index.ts'
import {
  consentJsonLd,
  type RecordKind,
  type RecordNotice,
  receiptTexts,
  STATUS,
} from '../../utils/evidence/index.ts'
import { formatProof, leafHash, parseEntry } from '../../utils/log/index.ts'
import { builtInServices, readCatalogue } from '../../utils/notice/index.ts'
import { builtInPolicy, readPolicy } from '../../utils/policy/index.ts'
import { bundleRows, type LogReader, type Row } from '../../utils/store/index.ts'

const MOST_ROWS = 5000

type Receipt = { readonly [name: string]: Json }

/** The consent record of one activation, or its consent receipt (docs/consent-record.md): from the log, the kept notices and the open vault. */
export async function activationRecord(
  reader: Pick<LogReader, 'page' | 'head' | 'proof' | 'notice'>,
  vault: OpenVault,
  activation: string,
  kind: RecordKind,
): Promise<ExportFile> {
  const rows = [...(await reader.page({ activation }, null, MOST_ROWS))].reverse()
  const policyText = await bundleRows().policy()
  const read = policyText === null ? null : readPolicy(policyText)
  const policy = read?.ok ? read.value.policy : builtInPolicy
  const catalogue = readCatalogue({ builtIn: builtInServices, ...policy })
  const head = await reader.head()

  const notices = new Map<string, RecordNotice>()
  for (const row of rows) {
    const entry = parseEntry(row.bytes)
    const { notice: hash } = (entry.ok ? entry.value : {}) as { notice?: unknown }
    if (typeof hash !== 'string' || notices.has(hash)) continue
    const kept = await reader.notice(hash)
    if (kept) notices.set(hash, kept.notice)
  }
  const issued = rows.findLast((r) => r.kind === 'receipt.issued')
  const { opened } = await vault.of(activation)
  const named = issued ? receiptNamed(issued) : null
  // What the receipt does not name, a withdrawal behind it above all, has a proof of its own.
  const proofs = new Map<string, string>()
  for (const row of rows) {
    const leaf = hex(leafHash(row.bytes))
    if (!Object.hasOwn(STATUS, row.kind) || named?.answers.includes(leaf)) continue
    const proof = await reader.proof(row.seq as Seq, head.size)
    proofs.set(leaf, formatProof({ index: BigInt(row.seq), proof, checkpoint: head.checkpoint }))
  }
  const receipt = opened
    .filter((o) => o.kind === 'receipt')
    .map((o) => o.value as Receipt)
    .find((r) => r?.['hash'] === named?.receipt)
  const made = consentJsonLd(
    {
      rows,
      store: policy.store,
      report: policy.report,
      service: (id) => (catalogue.ok && isServiceId(id) ? (catalogue.value.services.get(id) ?? null) : null),
      notice: (hash) => notices.get(hash) ?? null,
      receipt: receipt ?? null,
      codes: issued ? await codesOf(reader, issued, head, policy.verifyPage) : [],
      recordYears: policy.times.recordYears,
      jurisdiction: 'CN',
      proofs,
      log: { origin: head.checkpoint.split('\n')[0] ?? '', vkey: head.vkey },
    },
    kind,
  )
  if (!made.ok) throw new CodedError(made.error.code)
  const text = `${JSON.stringify(made.value, null, 2)}\n`
  return {
    blob: new Blob([text], { type: 'application/ld+json' }),
    rows: rows.length,
    hash: hex(sha256(utf8(text))),
  }
}

function receiptNamed(row: Row) {
  const entry = parseEntry(row.bytes)
  return entry.ok && entry.value.kind === 'receipt.issued' ? entry.value : null
}

/** Made anew: the path of the same entry, to the head as it is now. */
async function codesOf(
  reader: Pick<LogReader, 'proof'>,
  row: Row,
  head: { readonly size: number; readonly checkpoint: string; readonly vkey: string },
  verifyPage: string | undefined,
): Promise<readonly string[]> {
  const proof = await reader.proof(row.seq as Seq, head.size)
  return receiptTexts({ entry: row.bytes, proof, checkpoint: head.checkpoint, vkey: head.vkey }, verifyPage)
}
