/**
 * Finds the browsers of this machine. Plain JavaScript without dependencies: it runs before
 * anything is installed, on any Node from 20 on.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const { env, platform } = process

const programs = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(Boolean)
const under = (...parts) => programs.map((root) => join(root, ...parts))

/** Names on the PATH and full paths; Chromium before the branded builds, whose policies may be a company's. */
const known = {
  chromium: {
    env: 'CHROMIUM_PATH',
    names: [
      'chromium',
      'chromium-browser',
      'google-chrome-stable',
      'google-chrome',
      'microsoft-edge-stable',
      'microsoft-edge',
    ],
    paths:
      platform === 'darwin'
        ? [
            '/Applications/Chromium.app/Contents/MacOS/Chromium',
            '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
            '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
          ]
        : platform === 'win32'
          ? [
              ...under('Chromium', 'Application', 'chrome.exe'),
              ...under('Google', 'Chrome', 'Application', 'chrome.exe'),
              ...under('Microsoft', 'Edge', 'Application', 'msedge.exe'),
            ]
          : ['/usr/bin/chromium', '/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge'],
  },
  firefox: {
    env: 'FIREFOX_PATH',
    names: ['firefox-esr', 'firefox'],
    paths:
      platform === 'darwin'
        ? ['/Applications/Firefox.app/Contents/MacOS/firefox']
        : platform === 'win32'
          ? under('Mozilla Firefox', 'firefox.exe')
          : ['/usr/bin/firefox-esr', '/usr/lib/firefox-esr/firefox-esr', '/opt/firefox/firefox'],
  },
}

function runnable(path) {
  try {
    accessSync(path, platform === 'win32' ? constants.F_OK : constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * The path of an installed browser, or null.
 * @param {'chromium' | 'firefox'} browser
 * @returns {string | null}
 */
export function findBrowser(browser) {
  const { env: variable, names, paths } = known[browser]
  const named = env[variable]
  if (named) {
    if (!runnable(named))
      throw new Error(`${variable} names ${named}, which is not a program that can be run`)
    return named
  }
  const onPath = (env['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap((dir) => names.map((name) => join(dir, platform === 'win32' ? `${name}.exe` : name)))
  // In the order of the names, not of the PATH: plain Chromium comes before a branded build.
  const ordered = names.flatMap((name) => onPath.filter((path) => path.replace(/\.exe$/, '').endsWith(name)))
  return [...ordered, ...paths].find((path) => existsSync(path) && runnable(path)) ?? null
}

/** Is there a font that draws Chinese? null where the machine cannot be asked (macOS and Windows ship one). */
export function hasChineseFont() {
  if (platform !== 'linux') return true
  const asked = spawnSync('fc-list', [':lang=zh', 'file'], { encoding: 'utf8' })
  return asked.error ? null : asked.stdout.trim() !== ''
}
