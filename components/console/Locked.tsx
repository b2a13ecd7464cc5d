import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Result } from '../../utils/base/index.ts'
import { useAction } from '../base/index.ts'
import type { ConsoleBackend, OpenVault } from './backend.ts'
import { entryOf } from './entry.ts'
import { waitFor } from './passphrase.ts'
import { Unlock } from './Unlock.tsx'
import type { Words } from './words.ts'

/** Wrong tries since the last right one, from the log: a reload does not forget them. */
async function rejections(backend: ConsoleBackend): Promise<number[]> {
  const rows = await backend.reader.page({ kinds: ['manager.unlocked', 'manager.rejected'] }, null, 40)
  const times: number[] = []
  for (const row of rows) {
    const entry = entryOf(row)
    if (entry?.kind === 'manager.unlocked') break
    if (entry?.kind === 'manager.rejected' && entry.where === 'vault') times.push(row.at)
  }
  return times
}

/** What counts as a wrong try; a worker that did not start is none. */
const WRONG = ['vault/passphrase', 'vault/identity']

/** The door of the vault: a wrong try is an entry, and so is the right one, before anything is shown. */
export function Locked({
  w,
  backend,
  own,
  bare,
  onOpen,
}: {
  w: Words
  backend: ConsoleBackend
  own: boolean
  bare: boolean
  onOpen: (vault: OpenVault) => void
}) {
  const { busy, fault, act } = useAction()
  const [until, setUntil] = useState(0)
  const [now, setNow] = useState(Date.now())
  const wait = Math.max(0, Math.ceil((until - now) / 1000))

  const look = useCallback(async () => {
    try {
      const at = Date.now()
      setUntil(at + waitFor(await rejections(backend), at))
      setNow(at)
    } catch {
      // An unreadable log has its own words once the vault is open; here it must not lock the manager out.
    }
  }, [backend])
  useEffect(() => void look(), [look])
  useEffect(() => {
    if (wait === 0) return
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [wait])

  const unlock = async (secret: string, reason: string): Promise<Result<OpenVault>> => {
    const opened = await backend.unlock(secret)
    if (!opened.ok) {
      if (WRONG.includes(opened.error.code)) await backend.client.ask('console.rejected', {})
      await look()
      return opened
    }
    // What cannot be logged is not opened.
    const logged = await backend.client.ask('console.unlocked', { reason })
    if (logged.ok) return opened
    opened.value.lock()
    return logged
  }
  return (
    <Unlock
      t={w.t}
      own={own}
      bare={bare}
      busy={busy}
      wait={wait}
      fault={fault && w.code('fault', fault.code)}
      onUnlock={(secret, reason) => void act(() => unlock(secret, reason), onOpen)}
    />
  )
}
