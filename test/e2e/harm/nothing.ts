import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserName, builtExtension } from '../driver/index.ts'

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

/** The folder of an extension for Chromium whose scripts come to pages as those of the built one do, and do nothing. */
export function emptyScripts(): string {
  const folder = nothing('chromium')
  const { content_scripts, host_permissions } = JSON.parse(
    readFileSync(join(builtExtension('chromium'), 'manifest.json'), 'utf8'),
  ) as { content_scripts: object[]; host_permissions: string[] }
  const scripts = content_scripts.map((script, i) => {
    const name = `empty-${i}.js`
    // Chromium runs no file without a byte, and of two scripts that are one file the first alone.
    writeFileSync(join(folder, name), '0')
    return { ...script, js: [name] }
  })
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({
      manifest_version: 3,
      name: 'empty scripts',
      version: '1',
      host_permissions,
      content_scripts: scripts,
    }),
  )
  return folder
}
