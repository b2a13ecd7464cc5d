/**
 * `npm test`: sets the machine up, builds, and runs every check and suite. Its last line is
 * `N passed, N failed, N skipped`; above it stands the name of each failure, of each skipped thing with the reason, and of
 * each test that passed only when it was tried again. For development: `npm test -- --only unit,chromium`, and of one file
 * `npm test -- --only chromium --spec submit`. `--whole` runs every way of the bypass suite in every set-up, every test in
 * both browsers, axe in both themes of both languages, and builds for Edge what else is a copy of the build for Chromium.
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { optionOf } from './options.mjs'
import { ROOT, setUpBrowsers, setUpPackages, TARGETS, toolEnv } from './setup.mjs'

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

const args = process.argv.slice(2)
const isWhole = args.includes('--whole')
/** A part of the path of the files to run; all of them where it is null. */
const spec = optionOf(args, 'spec')

function chosen() {
  const only = optionOf(args, 'only')
  if (only === null && spec !== null)
    throw new Error('--spec needs --only: which suites are its files of? As in --only chromium --spec submit')
  if (only === null) return ALL
  const names = only.split(',').filter(Boolean)
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
function tool(node, args, { quiet = false, minutes = 20, env = {} } = {}) {
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
async function suite(node, project, { minutes = 30, files = [], part = '' } = {}) {
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
      env: { COUNT_FILE: file, ...(isWhole ? { WHOLE: '1' } : {}) },
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
    const make = (target) =>
      check(`build for ${target}`, () =>
        tool(node, ['node_modules/wxt/bin/wxt.mjs', ...TARGETS[target].args], {
          quiet: true,
          env: { CI: 'true' },
        }),
      )
    const one = (...suites) => todo.size === 1 || suites.some((name) => todo.has(name))
    const both = one('policy', 'architecture')
    const [chromium, firefox] = await Promise.all([
      !(both || one('chromium', 'crash')) || make('chromium'),
      !(both || one('firefox', 'web-ext')) || make('firefox'),
    ])
    built = chromium && firefox
    if (built && both) {
      built = await (isWhole ? make('edge') : check('build for edge, a copy', copyForEdge))
      if (built && isWhole) await check('the build for edge is that for chromium', compareEdge)
    }
  }
  if (spec !== null && ![...todo].some((project) => filesOf(project).length > 0))
    throw new Error(`--spec ${spec}: no file of ${[...todo].join(', ')} has that in its path`)
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
        list.push({ takes, act: () => suite(node, project, { minutes: 30, files, part }) })
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
      for (const project of ['unit', 'architecture']) {
        const files = spec === null ? [] : filesOf(project)
        if (todo.has(project) && (spec === null || files.length > 0)) await suite(node, project, { files })
      }
      for (const job of waiting) await job.act()
      await lane()
    })(),
  ])
}

/** Edge takes the very build of Chromium: test/architecture/edge.test.ts holds that nothing tells the two apart. */
function copyForEdge() {
  const to = join(ROOT, TARGETS.edge.out)
  rmSync(to, { recursive: true, force: true })
  cpSync(join(ROOT, TARGETS.chromium.out), to, { recursive: true })
  return { ok: true, words: '' }
}

/** A build for Edge that was made as such, byte for byte beside that for Chromium. */
function compareEdge() {
  const read = (target) => {
    const folder = join(ROOT, TARGETS[target].out)
    return new Map(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path.slice(folder.length), readFileSync(path)]),
    )
  }
  const [own, other] = [read('edge'), read('chromium')]
  const names = [...new Set([...own.keys(), ...other.keys()])]
  const differ = names.filter((name) => !own.has(name) || !other.get(name)?.equals(own.get(name)))
  return { ok: differ.length === 0, words: differ.join('\n') }
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
  'chromium/axe': 35,
  'specs/customer-window': 30,
  'specs/activation': 28,
  'chromium/withdraw': 25,
  'specs/bad-input': 25,
  'specs/evidence': 25,
}
/** Of which Firefox runs a part: see test/e2e/where.ts. */
const LIGHT_IN_FIREFOX = {
  'specs/customer-signs': 25,
  'specs/customer-answers': 20,
  'specs/customer-window': 25,
  'specs/activation': 20,
  'specs/bad-input': 15,
  'specs/receipt': 12,
}
const takesOf = (project, name) =>
  (project === 'firefox' && !isWhole ? LIGHT_IN_FIREFOX[name] : undefined) ?? HEAVY[name] ?? 20
const PART = 110

/** Files that mostly wait: for a permit's time to be over, for pages to come to rest, for a killed browser. */
const WAITS = new Set(['test/e2e/specs/permit.spec.ts', 'test/e2e/specs/harm.spec.ts'])

/** The folders of a suite's files, and how those end. */
const FILES = {
  policy: [['test/e2e/policy'], '.spec.ts'],
  chromium: [['test/e2e/specs', 'test/e2e/chromium'], '.spec.ts'],
  firefox: [['test/e2e/specs', 'test/e2e/firefox'], '.spec.ts'],
  crash: [['test/crash'], '.spec.ts'],
  unit: [['test/unit'], '.test.ts'],
  architecture: [['test/architecture'], '.test.ts'],
}

/**
 * The files of a suite, or those of them that `--spec` names.
 * @returns {string[]}
 */
function filesOf(project) {
  const [folders, end] = FILES[project] ?? [[], '']
  return folders
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith(end) || name.endsWith(`${end}x`))
        .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
    )
    .filter((path) => spec === null || path.includes(spec))
}

/**
 * The files of a browser suite in parts of about the same time, the longest first; those that wait are parts of their own.
 * @returns {{files: string[], takes: number, waits: boolean}[]}
 */
function partsOf(project) {
  const all = filesOf(project)
  if (project === 'crash') return all.length > 0 ? [{ files: all, takes: 60, waits: true }] : []
  const files = all
    .map((path) => ({
      path,
      takes: takesOf(project, path.replace('test/e2e/', '').replace('.spec.ts', '')),
    }))
    .sort((a, b) => b.takes - a.takes)
  /** @type {{takes: number, files: string[]}[]} */
  const parts = []
  for (const { path, takes } of files.filter(({ path }) => !WAITS.has(path))) {
    const fits = parts.find((part) => part.takes + takes <= PART)
    if (!fits) parts.push({ takes, files: [path] })
    else {
      fits.takes += takes
      fits.files.push(path)
    }
  }
  const waiting = files.filter(({ path }) => WAITS.has(path)).map(({ path }) => path)
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
