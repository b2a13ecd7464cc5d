import type { ConsoleBackend, Verdict } from '../../components/console/index.ts'
import { appVersion } from '../../utils/platform/index.ts'
import { openReader } from '../../utils/store/index.ts'
import type { Client } from '../../utils/wire/index.ts'
import { buildExport } from './export.ts'
import { listProof } from './list-proof.ts'
import { outsideCheckpoint } from './outside.ts'
import { activationRecord } from './record.ts'
import { changeKey, keysElsewhere, unlockVault } from './vault.ts'
import { askKeyWorker, runVerify } from './workers.ts'

/** The console's real backend: reads the log itself, writes by message only. */
export function createConsoleBackend(client: Client, log: string | null = null): ConsoleBackend {
  const reader = openReader(log ?? undefined)
  return {
    client,
    log,
    forLog: (earlier) => createConsoleBackend(client, earlier),
    reader,
    createKey: (passphrase) => askKeyWorker({ do: 'make', passphrase }),
    changeKey,
    keysElsewhere,
    unlock: unlockVault,
    checked: async () => (log === null ? ((await reader.checked())?.size ?? null) : null),
    verify: async ({ scope, outside }, progress, signal): Promise<Verdict> => {
      const known = outsideCheckpoint(outside, (await reader.head()).vkey)
      const over = await runVerify({ log, scope, known }, progress, signal)
      return { ...over, sound: over.fault === null }
    },
    build: (job, vault, progress, signal) =>
      buildExport(reader, { ...job, app: appVersion() }, vault, progress, signal, log),
    record: (activation, vault, kind) => activationRecord(reader, vault, activation, kind),
    async listProof(seq) {
      // The entry of an export stands in the log in use, also where an earlier one was exported.
      const current = log === null ? reader : openReader()
      try {
        return await listProof(current, seq)
      } finally {
        if (current !== reader) current.close()
      }
    },
    save,
  }
}

/** Hands a file to the browser's own download. The name says nothing about anybody. */
function save(name: string, file: Blob): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The download has begun with the click; the address lives on for a slow disk.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
