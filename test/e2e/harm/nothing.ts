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

/** The folder of an extension for Chromium that has a script in each of a page's worlds, and neither does anything. */
export function emptyScripts(): string {
  const folder = nothing('chromium')
  const everywhere = {
    matches: ['<all_urls>'],
    all_frames: true,
    match_about_blank: true,
    match_origin_as_fallback: true,
    run_at: 'document_start',
  }
  writeFileSync(join(folder, 'empty.js'), '')
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({
      manifest_version: 3,
      name: 'empty scripts',
      version: '1',
      host_permissions: ['<all_urls>'],
      content_scripts: ['MAIN', 'ISOLATED'].map((world) => ({ ...everywhere, js: ['empty.js'], world })),
    }),
  )
  return folder
}
