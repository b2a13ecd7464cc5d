/**
 * The disk is really full: the profile lies on a small file system of its own, and what is left of it is filled up. An
 * append is refused with its reason and nothing of it is written; once there is room it goes on, and the log is whole.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyLog } from '../../utils/log/index.ts'
import { findBrowser } from '../run/browsers.mjs'
import { bytesOf, dump, extensionPage, send, startSession, wait } from './session.ts'

const MB = 1024 * 1024
const mayMount = process.platform === 'linux' && process.getuid?.() === 0
const whyNot = (browser: 'chromium' | 'firefox'): string | null => {
  if (!mayMount) return 'needs Linux and root, to mount a small file system'
  return findBrowser(browser) ? null : 'no browser'
}

for (const browser of ['chromium', 'firefox'] as const) {
  describe(`a full disk under ${browser}`, () => {
    const why = whyNot(browser)
    const profileDir = mkdtempSync(join(tmpdir(), 'countersign-small-disk-'))
    const filler = join(profileDir, 'filler')
    let session: Awaited<ReturnType<typeof startSession>>
    beforeAll(async () => {
      if (why) return
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'tmpfs', profileDir])
      session = await startSession(browser, { profileDir })
    })
    afterAll(async () => {
      if (why) return rmSync(profileDir, { recursive: true })
      const child = session?.browser().process()
      const gone = new Promise((done) =>
        child && child.exitCode === null ? child.once('exit', done) : done(null),
      )
      child?.kill('SIGKILL')
      await gone
      execFileSync('umount', ['-l', profileDir])
      rmSync(profileDir, { recursive: true, force: true })
    })

    it('refuses with a reason, writes nothing by halves, and goes on when there is room', async (test) => {
      if (why) test.skip(why)
      const page = await extensionPage(session)
      expect(await send(page, 'console.open', {})).toBeNull()
      const acknowledged: string[] = []
      const ask = async (mark: string): Promise<string | null> => {
        const fault = await send(page, 'console.unlocked', { reason: mark })
        if (fault === null) acknowledged.push(mark)
        return fault
      }
      for (let i = 0; i < 3; i++) expect(await ask(`before-${i}`)).toBeNull()

      const fill = (): void => {
        const { bavail, bsize } = statfsSync(profileDir)
        const left = bavail * bsize
        for (let size = left; size > 4096; size = Math.floor(size / 2)) {
          try {
            writeFileSync(filler, Buffer.alloc(Math.min(size, 32 * MB)), { flag: 'a' })
          } catch {
            // No room for a piece of this size: a smaller one.
          }
        }
      }
      // A browser keeps some room that it took before: it has to be used up first.
      let refused: string | null = null
      for (let i = 0; refused === null && i < 4000; i++) {
        if (i % 200 === 0) for (let again = 0; again < 12; again++) fill()
        refused = await ask(`full-${i}`)
      }
      expect(['store/full', 'store/failed', 'store/closed']).toContain(refused)
      expect(await ask('still-full')).not.toBeNull()

      rmSync(filler)
      // A database that met an error may have to be opened anew, which the next worker does.
      let again: string | null = 'not asked'
      for (let i = 0; again !== null && i < 20; i++) {
        if (i > 0) {
          await wait(250)
          if (i % 3 === 0) await session.stopWorker()
          await send(page, 'console.open', {})
        }
        again = await ask(`room-${i}`)
      }
      expect(again).toBeNull()

      const d = await dump(page, 0, false)
      const stored = d.rows.map((row) => ({ seq: row.seq, bytes: bytesOf(row.bytes) }))
      const result = await verifyLog(
        (async function* () {
          yield stored
        })(),
        d.head?.checkpoint ?? '',
        d.vkey,
      )
      expect(result).toMatchObject({ ok: true, value: { size: stored.length } })
      expect(d.databases.filter((name) => /^countersign\.\d/.test(name))).toEqual([])
      const marks = stored.flatMap(
        (s) => (JSON.parse(Buffer.from(s.bytes).toString()) as { reason?: string }).reason ?? [],
      )
      expect(marks).toEqual(expect.arrayContaining(acknowledged))
      expect(new Set(marks).size).toBe(marks.length)
    })
  })
}
