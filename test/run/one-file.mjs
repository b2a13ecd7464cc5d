/**
 * Makes `.output/verify.html`: the verify page as one file, script and style in it, that opens from disk in any browser.
 * Its policy allows that very script and no connection at all.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import preact from '@preact/preset-vite'
import { build } from 'vite'

const ROOT = resolve(fileURLToPath(import.meta.url), '../../..')

export async function buildVerifyPage(file = join(ROOT, '.output', 'verify.html')) {
  const result = await build({
    root: join(ROOT, 'entrypoints', 'verify'),
    configFile: false,
    logLevel: 'error',
    base: './',
    plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
    build: {
      write: false,
      target: 'es2023',
      cssCodeSplit: false,
      modulePreload: false,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  const output = (Array.isArray(result) ? result : [result]).flatMap((one) => one.output)
  const scripts = output.filter((one) => one.type === 'chunk')
  const styles = output.filter((one) => one.type === 'asset' && one.fileName.endsWith('.css'))
  const page = output.find((one) => one.fileName === 'index.html')
  const others = output.length - scripts.length - styles.length
  if (scripts.length !== 1 || !page || others !== 1) throw new Error('verify.html would not be one file')

  // What would end the element early is written in another way that means the same in a script.
  const script = scripts[0].code.replace(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '\\x3C!--')
  const style = styles.map((one) => String(one.source)).join('\n')
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`
  const html = String(page.source)
    .replace(/\s*<script\b[^>]*><\/script>/g, '')
    .replace(/\s*<link\b[^>]*>/g, '')
    .replace(
      '<meta charset="utf-8" />',
      () => `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
    )
    .replace('</head>', () => `  <style>${style}</style>\n  </head>`)
    .replace('</body>', () => `  <script type="module">${script}</script>\n  </body>`)
  if (!html.includes(policy) || /\b(?:src|href)="/.test(html.replace(script, ''))) {
    throw new Error('verify.html would not be one file')
  }
  mkdirSync(join(file, '..'), { recursive: true })
  rmSync(file, { force: true })
  writeFileSync(file, html)
  return file
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildVerifyPage()
