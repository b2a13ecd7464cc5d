/**
 * `npm test`: sets the machine up, builds, and runs every check and suite. Its last line is
 * `N passed, N failed, N skipped`; above it stands the name of each failure, of each skipped thing with the reason, and of
 * each test that passed only when it was tried again. For development: `npm test -- --only unit,chromium`. `--whole` runs every way of the bypass suite in
 * every set-up, and axe in both themes of both languages.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, ROOT, setUpBrowsers, setUpPackages, TARGETS, toolEnv } from './setup.mjs'

const GROUPS = {
  build: ['build'],
  static: ['types', 'lint', 'unused', 'web-ext'],
  unit: ['unit'],
  architecture: ['build', 'architecture'],
  e2e: ['build', 'chromium', 'firefox', 'crash', 'policy'],
  chromium: ['build', 'chromium'],
  firefox: ['build', 'firefox'],
  crash: ['build', 'crash'],
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
/** @type {string[]} */
const again = []
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

/** One Vitest project, or some files of it; its tests are counted one by one from the reporter's file. */
async function suite(node, project, { minutes = 10, files = [], part = '' } = {}) {
  const since = Date.now()
  const name = `${project}${part}`
  const file = join(ROOT, 'node_modules', '.cache', 'countersign', `${name.replace(/\W+/g, '-')}.json`)
  mkdirSync(join(file, '..'), { recursive: true })
  rmSync(file, { force: true })
  const run = await tool(
    node,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      `--project=${project}`,
      '--reporter=dot',
      '--reporter=./test/run/reporter.mjs',
      ...files,
    ],
    {
      quiet: true,
      minutes,
      env: { COUNT_FILE: file, ...(process.argv.includes('--whole') ? { WHOLE: '1' } : {}) },
    },
  )
  // Suites run side by side: each says its words in one piece, and counts for itself.
  say(`\n== ${name}\n${run.words.trim()}`)
  const mine = { passed: 0, failed: 0, skipped: 0 }
  const fail = (words) => {
    mine.failed += 1
    failures.push(words)
  }
  let report = null
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    fail(`${name}: the suite ended without a report${run.late ? ` (stopped after ${minutes} minutes)` : ''}`)
  }
  for (const { name: test, state, why, again: flaky } of report?.tests ?? []) {
    if (state === 'passed') {
      mine.passed += 1
      // What it said when it failed stands in the suite's own words no more: the first line does.
      if (flaky) again.push(`${project}: ${test}: ${firstLine(why) || 'no words'}`)
    } else if (state === 'skipped') {
      mine.skipped += 1
      skips.push(`${project}: ${test}: ${firstLine(why) || 'no reason given'}`)
    } else fail(`${project}: ${test}: ${firstLine(why) || 'did not end'}`)
  }
  for (const error of report?.errors ?? []) fail(`${project}: ${firstLine(error)}`)
  const ran = new Set((report?.files ?? []).map((f) => f.file.replaceAll('\\', '/')))
  for (const wanted of files) if (report && !ran.has(wanted)) fail(`${project}: ${wanted}: not run`)
  if (report && !run.ok && mine.failed === 0) {
    fail(`${name}: Vitest ended with an error outside of any test; its words stand above`)
  }
  passed += mine.passed
  const slow = (report?.files ?? []).filter((f) => f.ms > 20_000).sort((a, b) => b.ms - a.ms)
  for (const f of slow) say(`   ${(f.ms / 1000).toFixed(0)} s ${f.file}`)
  say(`   ${name}: ${mine.passed} passed, ${mine.failed} failed, ${mine.skipped} skipped (${seconds(since)})`)
}

async function main() {
  const todo = chosen()
  const node = setUpPackages()
  const wanted = ['chromium', 'firefox'].filter(
    (name) => todo.has(name) || todo.has('policy') || (name === 'chromium' && todo.has('crash')),
  )
  const browsers = wanted.length > 0 ? setUpBrowsers(wanted) : {}
  say(`set up (${seconds(began)})`)

  let built = true
  if (todo.has('build')) {
    for (const target of Object.keys(TARGETS)) {
      const ok = await check(`build for ${target}`, () => build(node, target))
      built &&= ok
    }
  }
  /** @type {{takes: number, act: () => Promise<void>}[]} */
  const jobs = []
  /** @type {typeof jobs} */
  const waiting = []
  for (const project of ['policy', 'firefox', 'chromium', 'crash']) {
    if (!todo.has(project)) continue
    const why = built ? whyNot(project, browsers) : { fail: 'not run, since the build failed' }
    if (why?.fail) failures.push(`${project}: ${why.fail}`)
    // How many tests that would be is not known: none of its files is read.
    else if (why) skips.push(`${project}, the whole suite, counted as 1: ${why.skip}`)
    else {
      const parts = partsOf(project)
      parts.forEach(({ files, takes, waits }, at) => {
        const part = parts.length > 1 ? ` ${at + 1} of ${parts.length}` : ''
        const list = waits ? waiting : jobs
        list.push({ takes, act: () => suite(node, project, { minutes: 20, files, part }) })
      })
    }
  }
  // The longest first, so that the lanes end at about the same time.
  jobs.sort((a, b) => b.takes - a.takes)
  const lane = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await job.act()
  }
  // Two lanes of browsers. Beside them what needs none, then what mostly waits, then whatever is left.
  await Promise.all([
    lane(),
    lane(),
    (async () => {
      await checks(node, todo, built)
      if (todo.has('unit')) await suite(node, 'unit')
      if (todo.has('architecture')) await suite(node, 'architecture')
      for (const job of waiting) await job.act()
      await lane()
    })(),
  ])
}

/** Why a browser suite cannot run here: a failure in CI, else something to name. */
function whyNot(project, browsers) {
  if (project === 'policy') {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) {
      return {
        skip: 'both browsers with the extension installed by policy; it needs Linux and root, for the mount namespace',
      }
    }
    if (browsers.chromium.path || browsers.firefox.path) return null
    return { skip: 'no browser' }
  }
  const browser = browsers[project === 'crash' ? 'chromium' : project]
  if (browser.path) return null
  const { words } = browser
  return process.env['CI']
    ? { fail: `no browser. ${words}` }
    : { skip: `every end-to-end test, for want of a browser. ${words}` }
}

/** Seconds that a file of a browser suite takes; only for a fair share of the lanes, 20 where nothing is said. */
const HEAVY = {
  'policy/bypass': 115,
  'policy/install': 110,
  'specs/bypass': 80,
  'chromium/preview': 75,
  'specs/customer-signs': 65,
  'specs/submit': 55,
  'specs/customer-answers': 45,
  'specs/log-in-chat': 45,
  'specs/restart': 45,
  'specs/customer-window': 30,
  'specs/activation': 28,
  'specs/bad-input': 25,
  'specs/evidence': 25,
}
const PART = 110

/** Files that mostly wait: for a permit's time to be over, for pages to come to rest, for a killed browser. */
const WAITS = new Set(['specs/permit', 'specs/harm'])

/**
 * The files of a browser suite in parts of about the same time, the longest first; those that wait are parts of their own.
 * @returns {{files: string[], takes: number, waits: boolean}[]}
 */
function partsOf(project) {
  if (project === 'crash')
    return [{ files: ['test/crash/crash.spec.ts', 'test/crash/full-disk.spec.ts'], takes: 60, waits: true }]
  const folders = project === 'policy' ? ['policy'] : ['specs', project]
  const files = folders
    .flatMap((folder) => {
      const path = join(ROOT, 'test', 'e2e', folder)
      if (!existsSync(path)) return []
      return readdirSync(path)
        .filter((name) => name.endsWith('.spec.ts'))
        .map((name) => `${folder}/${name.replace('.spec.ts', '')}`)
    })
    .map((name) => ({ name, takes: HEAVY[name] ?? 20 }))
    .sort((a, b) => b.takes - a.takes)
  const pathOf = (name) => `test/e2e/${name}.spec.ts`
  /** @type {{takes: number, files: string[]}[]} */
  const parts = []
  for (const { name, takes } of files.filter(({ name }) => !WAITS.has(name))) {
    const fits = parts.find((part) => part.takes + takes <= PART)
    if (!fits) parts.push({ takes, files: [pathOf(name)] })
    else {
      fits.takes += takes
      fits.files.push(pathOf(name))
    }
  }
  const waiting = files.filter(({ name }) => WAITS.has(name)).map(({ name }) => pathOf(name))
  return [
    ...parts.sort((a, b) => b.takes - a.takes).map((part) => ({ ...part, waits: false })),
    ...(waiting.length > 0 ? [{ files: waiting, takes: 130, waits: true }] : []),
  ]
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
if (again.length > 0) say(`\nPassed on a second try:\n${again.map((name) => `  - ${name}`).join('\n')}`)
if (failures.length > 0) say(`\nFailed:\n${failures.map((name) => `  - ${name}`).join('\n')}`)
if (skips.length > 0) say(`\nSkipped:\n${skips.map((name) => `  - ${name}`).join('\n')}`)
process.exitCode = failures.length > 0 ? 1 : 0
say(`\n${passed} passed, ${failures.length} failed, ${skips.length} skipped`)
