import { useEffect, useMemo, useState } from 'preact/hooks'
import { type ActivationId, hex, ok, type Result, sha256, utf8 } from '../../utils/base/index.ts'
import { channelsOf, strokeHash } from '../../utils/consent/index.ts'
import type { ConsoleView, ReceiptView } from '../../utils/wire/index.ts'
import { codeOf, useAction } from '../base/index.ts'
import { ActivationPage } from './ActivationPage.tsx'
import type { ConsoleBackend, Opened, OpenVault } from './backend.ts'
import { type Signature, signatureOf, valuesOf } from './entry.ts'
import { filterText } from './filter.ts'
import type { Listed } from './LogPage.tsx'
import { asManager } from './manager.ts'
import type { ReceiptPart } from './ReceiptFacts.tsx'
import { listed, whoOf } from './read.ts'
import type { Words } from './words.ts'

/** Strokes leave the vault as a file: what cannot be logged is not handed out. */
async function saveStrokes(backend: ConsoleBackend, activation: string, group: string, pad: Signature) {
  const data = channelsOf(pad)
  const text = `${JSON.stringify({ activation, group, strokes: strokeHash(pad), ...data })}\n`
  const logged = await backend.client.ask('log.exported', {
    format: 'strokes',
    rows: data.samples.length,
    masked: false,
    filter: JSON.stringify({ activation, group }),
    hash: hex(sha256(utf8(text))),
    log: backend.log,
  })
  if (logged.ok) backend.save(`signature-${group}.json`, new Blob([text], { type: 'application/json' }))
  return logged
}

/** One activation, with what the vault holds of it. */
export function ActivationData({
  w,
  backend,
  view,
  vault,
  id,
  onView,
}: {
  w: Words
  backend: ConsoleBackend
  view: ConsoleView
  vault: OpenVault
  id: string
  onView: (view: ConsoleView) => void
}) {
  const [rows, setRows] = useState<readonly Listed[] | null>(null)
  const [opened, setOpened] = useState<readonly Opened[]>([])
  const [unread, setUnread] = useState<string | null>(null)
  const { busy, fault, act } = useAction()
  useEffect(() => {
    let gone = false
    void Promise.all([backend.reader.page({ activation: id }, null, 2000), vault.of(id)])
      .then(([page, part]) => {
        if (gone) return
        setRows(page.map(listed).reverse())
        setOpened(part.opened)
        setUnread(part.fault)
      })
      .catch((error) => {
        if (!gone) setUnread(codeOf(error))
      })
    return () => {
      gone = true
    }
  }, [backend, vault, id])
  /** As with every file: its entry first. */
  const saveRecord = (kind: 'record' | 'receipt'): void => {
    void act<unknown>(async () => {
      const file = await backend.record?.(id, vault, kind)
      if (!file) return ok(null)
      const { rows: n, hash } = file
      const filter = filterText({ activation: id })
      const logged = await backend.client.ask('log.exported', {
        format: 'json-ld',
        rows: n,
        masked: true,
        filter,
        hash,
        log: backend.log,
      })
      if (logged.ok) backend.save(`${kind}.jsonld`, file.blob)
      return logged
    })
  }
  const manage = (send: (proof: string) => Promise<Result<ConsoleView>>): void =>
    void act(() => asManager(backend, vault, send), onView)
  const who = whoOf(opened)
  const versions = useMemo(
    () => new Map(view.services.flatMap((s) => s.notices.map((n) => [n.hash, n.version] as const))),
    [view],
  )
  return (
    <ActivationPage
      w={w}
      rows={rows}
      number={who.number}
      customer={who.customer}
      signatures={signaturesOf(opened, rows ?? [])}
      texts={valuesOf(opened, 'text')}
      receipt={receiptOf(opened)}
      noticeVersion={(hash) => versions.get(hash) ?? null}
      loadNotice={async (hash) => (await backend.reader.notice?.(hash)) ?? null}
      onStrokes={(group) => {
        const found = signaturesOf(opened, rows ?? []).get(group)
        if (found) void act(() => saveStrokes(backend, id, group, found.signature))
      }}
      hold={{
        holds: view.holds.filter((h) => h.scope === 'log' || h.activation === id),
        busy,
        onHold: (reason) =>
          manage((proof) =>
            backend.client.ask('console.hold', {
              scope: 'activation',
              number: null,
              activation: id as ActivationId,
              reason,
              proof,
            }),
          ),
        onLift: (hold) =>
          manage((proof) => backend.client.ask('console.lift', { hold, reason: 'over', proof })),
      }}
      fault={fault?.code ?? unread}
      onPrint={() => print()}
      onRecord={backend.record && rows?.some((r) => r.entry?.kind === 'receipt.issued') ? saveRecord : null}
    />
  )
}

/** Signatures by group, each held against the hash that stands in the log. */
export function signaturesOf(
  opened: readonly Opened[],
  rows: readonly Listed[],
): Map<string, { signature: Signature; matches: boolean }> {
  const inLog = new Map<string, string>()
  for (const { entry } of rows) {
    if (entry?.kind === 'consent.given' || entry?.kind === 'consent.renewed') {
      inLog.set(entry.signature.group, entry.signature.hash)
    }
  }
  const found = new Map<string, { signature: Signature; matches: boolean }>()
  for (const record of opened) {
    if (record.kind !== 'signature') continue
    const signature = signatureOf(record.value)
    if (!signature) continue
    const hash = strokeHash(signature)
    found.set(signature.group, { signature, matches: inLog.get(signature.group) === hash })
  }
  return found
}

/** The receipt as it was sealed; what does not look like one is left out. */
function receiptOf(opened: readonly Opened[]): ReceiptPart | null {
  const value = opened.filter((o) => o.kind === 'receipt').at(-1)?.value as Partial<ReceiptView> | undefined
  return value && Array.isArray(value.agreed) && Array.isArray(value.refused) && Array.isArray(value.accounts)
    ? {
        agreed: value.agreed,
        refused: value.refused,
        ...(Array.isArray(value.notToday) ? { notToday: value.notToday } : {}),
        accounts: value.accounts,
        hash: String(value.hash),
        at: String(value.at),
      }
    : null
}
