import type { ConsoleDesk, Verdict } from '../../components/console/index.ts'
import { openReader } from '../../utils/store/index.ts'
import type { Client } from '../../utils/wire/index.ts'
import { buildExport } from './export.ts'
import { activationRecord } from './record.ts'
import { changeKey, keysElsewhere, unlockVault } from './vault.ts'
import { askKeyWorker, runVerify } from './workers.ts'

/** The true desk of the console: reads the log itself, writes by message only. */
export function createConsoleDesk(client: Client, log: string | null = null): ConsoleDesk {
  const reader = openReader(log ?? undefined)
  return {
    client,
    log,
    before: (earlier) => createConsoleDesk(client, earlier),
    reader,
    createKey: (passphrase) => askKeyWorker({ do: 'make', passphrase }),
    changeKey,
    keysElsewhere,
    unlock: unlockVault,
    verify: async (progress, signal): Promise<Verdict> => {
      const { size, root, fault, where } = await runVerify(log, progress, signal)
      const seq = where !== null && /^\d+$/.test(where) ? Number(where) : null
      return { size, root, sound: fault === null, fault, seq }
    },
    build: (job, vault, progress, signal) => buildExport(reader, job, vault, progress, signal, log),
    record: (activation, vault) => activationRecord(reader, vault, activation),
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
