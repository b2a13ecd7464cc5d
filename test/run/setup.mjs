/**
 * Makes a bare clone able to run: packages, Node 24, browsers, a Chinese font. Plain JavaScript
 * without dependencies, for any Node from 20 on; shared by `npm start` and `npm test`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBrowser, hasChineseFont } from './browsers.mjs'

export const ROOT = resolve(fileURLToPath(import.meta.url), '../../..')
const isLink = (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
const windows = process.platform === 'win32'
const say = (text) => process.stdout.write(`${text}\n`)

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], ...options })
}

function npm(args) {
  // npm is a shell script on Windows; run by npm it is known by its own path.
  const cli = process.env['npm_execpath']
  const done =
    cli && /\.[cm]?js$/.test(cli)
      ? run(process.execPath, [cli, ...args])
      : run(windows ? 'npm.cmd' : 'npm', args, { shell: windows })
  return done.status === 0
}

/** The path of the pinned Node, or null where it is not there or does not run. */
export function pinnedNode() {
  const file = join(ROOT, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')
  if (!existsSync(file)) return null
  const asked = spawnSync(file, ['--version'], { encoding: 'utf8' })
  return asked.status === 0 && asked.stdout.startsWith('v24.') ? file : null
}

/** Do the packages that are installed have the versions of the lock file? npm writes down what it installed. */
function installed() {
  const read = (...path) => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8')).packages
  try {
    const [wanted, there] = [read('package-lock.json'), read('node_modules', '.package-lock.json')]
    return Object.entries(wanted).every(
      ([path, one]) => path === '' || one.optional || there[path]?.version === one.version,
    )
  } catch {
    return false
  }
}

/** Installs the packages of the lock file where they are missing or from another lock file. */
export function setUpPackages() {
  if (!installed()) {
    // `npm ci` empties the folder first: behind a link that is the folder of another checkout.
    if (isLink(join(ROOT, 'node_modules')))
      throw new Error('node_modules is a link, and out of date: run `npm ci` where it leads, and try again')
    say('Installing packages (npm ci)…')
    if (!npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'])) {
      throw new Error('npm ci failed; its words stand above')
    }
  }
  let node = pinnedNode()
  if (!node) {
    // npm may hold back install scripts; the package `node` fetches its program in one.
    say('Installing Node 24 (npm rebuild node)…')
    npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'])
    node = pinnedNode()
  }
  if (!node && Number(process.versions.node.split('.')[0]) >= 24) node = process.execPath
  if (!node)
    throw new Error('Node 24 did not install: run `npm rebuild node`, or install Node 24 and try again')
  return node
}

/** How to become root without a question, or null. */
function rootPrefix() {
  if (process.platform !== 'linux' || spawnSync('apt-get', ['--version']).error) return null
  if (process.getuid?.() === 0) return []
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : null
}

let updated = false
function apt(packages) {
  const prefix = rootPrefix()
  if (!prefix) return false
  const aptGet = (...args) => {
    const [command, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args]
    return run(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  }
  if (!updated) {
    updated = true
    aptGet('update')
  }
  say(`Installing ${packages.join(', ')} (apt-get)…`)
  return aptGet('install', '-y', '--no-install-recommends', ...packages)
}

const HOW = {
  chromium: {
    debian: 'chromium',
    words:
      'Install Chromium, Google Chrome or Microsoft Edge (on Debian: apt-get install chromium), or set CHROMIUM_PATH to its program.',
  },
  firefox: {
    debian: 'firefox-esr',
    words:
      'Install Firefox 140 or later (on Debian: apt-get install firefox-esr), or set FIREFOX_PATH to its program.',
  },
}

/**
 * Finds browsers, or installs them where this machine lets us.
 * @param {readonly ('chromium' | 'firefox')[]} wanted
 * @returns {Record<string, { path: string | null, words: string }>}
 */
export function setUpBrowsers(wanted) {
  const found = {}
  for (const name of wanted) {
    let path = findBrowser(name)
    if (!path && apt([HOW[name].debian])) path = findBrowser(name)
    found[name] = { path, words: path ? '' : HOW[name].words }
  }
  if (hasChineseFont() !== true && !apt(['fonts-noto-cjk', 'fontconfig'])) {
    say('No Chinese font was found: pictures will show boxes. On Debian: apt-get install fonts-noto-cjk')
  }
  return found
}

/** The environment for what runs on the pinned Node: it comes first, for tools that start tools. */
export function toolEnv(node, extra = {}) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const sep = windows ? ';' : ':'
  return { ...process.env, [key]: [join(node, '..'), process.env[key]].filter(Boolean).join(sep), ...extra }
}

/** The builds, by the browser that the tests call them after. */
export const TARGETS = {
  chromium: { args: ['build', '-b', 'chrome'], out: '.output/chrome-mv3' },
  edge: { args: ['build', '-b', 'edge'], out: '.output/edge-mv3' },
  firefox: { args: ['build', '-b', 'firefox', '--mv3'], out: '.output/firefox-mv3' },
}

/** Builds one target; its words are given back, and shown only when it fails. */
export function build(node, target) {
  const done = spawnSync(node, ['node_modules/wxt/bin/wxt.mjs', ...TARGETS[target].args], {
    cwd: ROOT,
    env: toolEnv(node, { CI: 'true' }),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { ok: done.status === 0, words: `${done.stdout ?? ''}${done.stderr ?? ''}` }
}
