/**
 * `npm start`: sets the machine up, builds, and hands over to play.ts on the pinned Node. With
 * `--headless`, or where a Linux machine has no display, it plays the whole activation by itself;
 * else it opens the browser on a page that says what to try. Other arguments are passed on. `npm run dev` is the same with
 * `--watch`: after each change of a source it builds again and puts the new build into the browser that is open.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { optionOf } from './options.mjs'
import { build, ROOT, setUpBrowsers, setUpPackages, TARGETS, toolEnv } from './setup.mjs'

const SOURCES = [
  'entrypoints',
  'components',
  'utils',
  'public',
  'wxt.config.ts',
  'package.json',
  'package-lock.json',
]

/** When the newest file below a path was changed; 0 where there is none. */
function newest(path) {
  if (!existsSync(path)) return 0
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, 0, ...readdirSync(path).map((name) => newest(join(path, name))))
}

function main() {
  const args = process.argv.slice(2)
  const noDisplay = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']
  const watches = args.includes('--watch')
  if (noDisplay && watches && !args.includes('--headless'))
    throw new Error(
      'npm run dev opens a browser, and there is no display: npm run dev -- --headless opens none',
    )
  if (noDisplay && !args.includes('--headless')) args.push('--headless')

  const named = optionOf(args, 'browser')
  if (named !== null && named !== 'chromium' && named !== 'firefox')
    throw new Error('--browser takes chromium or firefox')

  const node = setUpPackages()
  // One browser is enough: the one that was asked for, else Chromium, else Firefox.
  let browser = named ?? 'chromium'
  let found = setUpBrowsers([browser])[browser]
  if (!found.path && named === null) {
    const other = setUpBrowsers(['firefox']).firefox
    if (other.path) {
      browser = 'firefox'
      found = other
    }
  }
  if (!found.path) throw new Error(found.words)
  if (named === null) args.push(`--browser=${browser}`)

  const manifest = join(ROOT, TARGETS[browser].out, 'manifest.json')
  const built = existsSync(manifest) ? statSync(manifest).mtimeMs : 0
  if (built <= Math.max(...SOURCES.map((name) => newest(join(ROOT, name))))) {
    process.stdout.write(`Building for ${browser}…\n`)
    const { ok, words } = build(node, browser)
    if (!ok) throw new Error(`the build failed:\n${words}`)
  }
  const played = spawnSync(node, [join(ROOT, 'test', 'run', 'play.ts'), ...args], {
    cwd: ROOT,
    env: toolEnv(node, { BROWSER: browser }),
    stdio: 'inherit',
  })
  return played.status ?? 1
}

try {
  process.exitCode = main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
