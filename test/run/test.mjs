/**
 * `npm test`: sets the machine up, builds, and runs every check and suite. Its last line is
 * `N passed, N failed, N skipped`; above it stands the name of each failure and of each skipped thing
 * with the reason. For development: `npm test -- --only unit,chromium`. `--whole` runs every way of the bypass suite in
 * every set-up, and axe in both themes of both languages.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, ROOT, setUpBrowsers, setUpPackages, TARGETS, toolEnv } from './setup.mjs'

const GROUPS = {
  build: ['build'],
  static: ['types', 'lint', 'unused', 'web-ext'],
  unit: ['unit'],
  architecture: ['build', 'architecture'],
  e2e: ['build', 'chromium', 'firefox', 'policy'],
  chromium: ['build', 'chromium'],
  firefox: ['build', 'firefox'],
  policy: ['build', 'policy'],
  types: ['types'],
  lint: ['lint'],
  unused: ['unused'],
  'web-ext': ['build', 'web-ext'],
}
const ALL = new Set(Object.values(GROUPS).flat())

function chosen() {
  const at = process.argv.indexOf('--only')
  if (at < 0) return ALL
  const names = (process.argv[at + 1] ?? '').split(',').filter(Boolean)
  const unknown = names.filter((name) => !(name in GROUPS))
  if (names.length === 0 || unknown.length > 0) {
    throw new Error(
      `--only takes ${Object.keys(GROUPS).join(', ')}; not: ${unknown.join(', ') || '(nothing)'}`,
    )
  }
  return new Set(names.flatMap((name) => GROUPS[name]))
}

let passed = 0
/** @type {string[]} */
const failures = []
/** @type {string[]} */
const skips = []
const began = Date.now()
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`
const say = (text) => process.stdout.write(`${text}\n`)
const firstLine = (text) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal
  (text ?? '').replace(/\u001b\[[0-9;]*m/g, '').split('\n', 1)[0]

/** Starts a program of the pinned Node; `quiet` keeps its words for the case that it fails. */
function tool(node, args, { quiet = false, minutes = 10, env = {} } = {}) {
  return new Promise((done) => {
    const child = spawn(node, args, {
      cwd: ROOT,
      env: toolEnv(node, { FORCE_COLOR: '0', NO_COLOR: '1', ...env }),
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    })
    let words = ''
    child.stdout?.on('data', (chunk) => {
      words += chunk
    })
    child.stderr?.on('data', (chunk) => {
      words += chunk
    })
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, minutes * 60_000)
    child.on('error', (error) => {
      clearTimeout(timer)
      done({ ok: false, words: `${words}${error.message}`, late })
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      done({ ok: code === 0, words, late })
    })
  })
}

/** One check that passes or fails as a whole. */
async function check(name, act) {
  const since = Date.now()
  let result
  try {
    result = await act()
  } catch (error) {
    result = { ok: false, words: error instanceof Error ? error.message : String(error) }
  }
  say(`${result.ok ? 'ok  ' : 'FAIL'} ${name} (${seconds(since)})`)
  if (result.ok) passed += 1
  else {
    if (result.words) say(result.words.trimEnd().replace(/^/gm, '     '))
    failures.push(result.late ? `${name}: not done in time` : name)
  }
  return result.ok
}

/** One Vitest project; its tests are counted one by one from the reporter's file. */
async function suite(node, project, { minutes = 10 } = {}) {
  const since = Date.now()
  const file = join(ROOT, 'node_modules', '.cache', 'countersign', `${project}.json`)
  mkdirSync(join(file, '..'), { recursive: true })
  rmSync(file, { force: true })
  const run = await tool(
    node,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      `--project=${project}`,
      '--passWithNoTests',
      '--reporter=dot',
      '--reporter=./test/run/reporter.mjs',
    ],
    {
      quiet: true,
      minutes,
      env: { COUNT_FILE: file, ...(process.argv.includes('--whole') ? { WHOLE: '1' } : {}) },
    },
  )
  // Two suites run side by side: each says its words in one piece, and counts for itself.
  say(`\n== ${project}\n${run.words.trim()}`)
  const mine = { passed: 0, failed: 0, skipped: 0 }
  const fail = (words) => {
    mine.failed += 1
    failures.push(words)
  }
  let report = null
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    fail(
      `${project}: the suite ended without a report${run.late ? ` (stopped after ${minutes} minutes)` : ''}`,
    )
  }
  for (const { name, state, why } of report?.tests ?? []) {
    if (state === 'passed') mine.passed += 1
    else if (state === 'skipped') {
      mine.skipped += 1
      skips.push(`${project}: ${name}: ${firstLine(why) || 'no reason given'}`)
    } else fail(`${project}: ${name}: ${firstLine(why) || 'did not end'}`)
  }
  for (const error of report?.errors ?? []) fail(`${project}: ${firstLine(error)}`)
  if (report && !run.ok && mine.failed === 0) {
    fail(`${project}: Vitest ended with an error outside of any test; its words stand above`)
  }
  passed += mine.passed
  const slow = (report?.files ?? []).filter((f) => f.ms > 20_000).sort((a, b) => b.ms - a.ms)
  for (const f of slow) say(`   ${(f.ms / 1000).toFixed(0)} s ${f.file}`)
  say(
    `   ${project}: ${mine.passed} passed, ${mine.failed} failed, ${mine.skipped} skipped (${seconds(since)})`,
  )
}

async function main() {
  const todo = chosen()
  const node = setUpPackages()
  const wanted = ['chromium', 'firefox'].filter((name) => todo.has(name) || todo.has('policy'))
  const browsers = wanted.length > 0 ? setUpBrowsers(wanted) : {}
  say(`set up (${seconds(began)})`)

  let built = true
  if (todo.has('build')) {
    for (const target of Object.keys(TARGETS)) {
      const ok = await check(`build for ${target}`, () => build(node, target))
      built &&= ok
    }
  }
  const e2e = async (name) => {
    if (!todo.has(name)) return
    if (!built) failures.push(`${name}: not run, since the build failed`)
    else if (browsers[name].path) await suite(node, name, { minutes: 30 })
    else if (process.env['CI']) failures.push(`${name}: no browser. ${browsers[name].words}`)
    else skips.push(`${name}: every end-to-end test, for want of a browser. ${browsers[name].words}`)
  }
  // Two lanes on two cores: a browser waits more than it works.
  await Promise.all([
    (async () => {
      await e2e('chromium')
    })(),
    (async () => {
      await checks(node, todo, built)
      if (todo.has('unit')) await suite(node, 'unit')
      if (todo.has('architecture')) await suite(node, 'architecture')
      await e2e('firefox')
    })(),
  ])
  if (todo.has('policy')) {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) {
      skips.push(
        'policy: both browsers with the extension installed by policy; it needs Linux and root, for the machine-wide policy file',
      )
    } else if (browsers.chromium.path || browsers.firefox.path) await suite(node, 'policy')
  }
}

/** Types, format, what nothing uses, and what a browser store would say of the Firefox build. */
async function checks(node, todo, built) {
  if (todo.has('types')) {
    await check('types', () => tool(node, ['node_modules/typescript/bin/tsc', '--noEmit'], { quiet: true }))
  }
  if (todo.has('lint')) {
    await check('lint and format', () =>
      tool(node, ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'], {
        quiet: true,
      }),
    )
  }
  if (todo.has('unused')) {
    await check('nothing unused (knip)', () =>
      tool(node, ['node_modules/knip/bin/knip.js', '--no-progress'], { quiet: true }),
    )
  }
  if (todo.has('web-ext') && built) {
    await check('web-ext lint of the Firefox build', () =>
      tool(
        node,
        [
          'node_modules/web-ext/bin/web-ext.js',
          'lint',
          '--source-dir',
          TARGETS.firefox.out,
          '--no-config-discovery',
          '--no-input',
        ],
        { quiet: true },
      ),
    )
  }
}

try {
  await main()
} catch (error) {
  failures.push(`npm test itself: ${error instanceof Error ? error.message : error}`)
}
say(`\nran for ${seconds(began)}`)
if (failures.length > 0) say(`\nFailed:\n${failures.map((name) => `  - ${name}`).join('\n')}`)
if (skips.length > 0) say(`\nSkipped:\n${skips.map((name) => `  - ${name}`).join('\n')}`)
process.exitCode = failures.length > 0 ? 1 : 0
say(`\n${passed} passed, ${failures.length} failed, ${skips.length} skipped`)
