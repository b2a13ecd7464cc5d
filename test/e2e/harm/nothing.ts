import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserName } from '../driver/index.ts'

/** The folder of an extension that does nothing: what the browser is like without ours, started and driven alike. */
export function nothing(browser: BrowserName): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-nothing-'))
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({
      manifest_version: 3,
      name: 'nothing',
      version: '1',
      ...(browser === 'firefox'
        ? { browser_specific_settings: { gecko: { id: 'nothing@nothing.invalid' } } }
        : {}),
    }),
  )
  return folder
}
