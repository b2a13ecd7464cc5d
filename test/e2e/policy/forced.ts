/**
 * A browser with the extension as a company has it: installed by the machine's policy, with the store's settings as
 * managed storage. The policy lies in a folder of its own, bound over the browser's one in a mount namespace that only
 * this browser sees; nothing on the machine changes.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { findBrowser } from '../../run/browsers.mjs'
import { type BrowserName, builtExtension, type Driven, type LaunchOptions, launch } from '../driver/index.ts'
import { makeKey, packCrx, zipOf } from './crx.ts'

/** Where a browser reads the policies of its machine; branded Chromium builds read elsewhere and are not driven here. */
function folderOf(browser: BrowserName): string | null {
  const program = findBrowser(browser)
  if (!program) return null
  if (browser === 'chromium') return /chromium/.test(program) ? '/etc/chromium' : null
  // Beside the program; `/usr/bin/firefox-esr` is a script or a link to it.
  const homes = [dirname(realpathSync(program)), '/usr/lib/firefox-esr', '/usr/lib/firefox', '/opt/firefox']
  return homes.map((home) => join(home, 'distribution')).find((path) => existsSync(path)) ?? null
}

/** Why nothing can be installed by policy here; null where it can. */
export function whyNotForced(browser: BrowserName): string | null {
  if (!findBrowser(browser)) return `no ${browser} on this machine`
  if (process.platform !== 'linux') return 'the harness knows the policy folders of Linux only'
  if (process.getuid?.() !== 0) return 'it needs root, for the machine-wide policy folder'
  const folder = folderOf(browser)
  if (!folder) return `the policy folder of this ${browser} is not where the harness knows it`
  const tried = spawnSync('unshare', ['-m', 'sh', '-c', `mount --bind ${quoted(tmpdir())} ${quoted(folder)}`])
  return tried.status === 0 ? null : 'this machine lets nobody bind a folder in a mount namespace'
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** What an administrator gives beside the forced install itself. */
export interface Managed {
  /** `3rdparty.extensions.<id>`; null for none. */
  readonly storage: Readonly<Record<string, unknown>> | null
  /** Further policies of the browser. */
  readonly more?: Readonly<Record<string, unknown>>
}

export interface Forced extends Driven {
  readonly id: string
  /** Writes another policy. Chromium takes it up by itself within seconds, Firefox when it starts. */
  setManaged(managed: Managed): void
  /** The server that the extension comes from goes away. */
  stopServer(): Promise<void>
  /** Paths that were asked of the update server, in order. */
  readonly asked: readonly string[]
}

export interface ForcedOptions extends Omit<LaunchOptions, 'forced'> {
  readonly managed: Managed
}

/** What is installed, and how a policy of that browser says so. */
interface Package {
  readonly id: string
  readonly type: string
  readonly bytes: Uint8Array
  /** The file of policies, below the browser's folder. */
  readonly file: string
  readonly policies: (base: string, managed: Managed) => unknown
  readonly manifest?: (base: string) => string
}

async function packed(browser: BrowserName, folder: string): Promise<Package> {
  if (browser === 'chromium') {
    const { id, version, bytes } = await packCrx(folder, makeKey())
    return {
      id,
      bytes,
      type: 'application/x-chrome-extension',
      file: 'policies/managed/countersign.json',
      policies: (base, { storage, more }) => ({
        ExtensionInstallForcelist: [`${id};${base}/update.xml`],
        // Else DevTools, and with it every driver, is kept out of what a policy has installed. For tests alone.
        DeveloperToolsAvailability: 1,
        ...(storage ? { '3rdparty': { extensions: { [id]: storage } } } : {}),
        ...more,
      }),
      manifest: (base) =>
        `<?xml version="1.0" encoding="UTF-8"?><gupdate xmlns="http://www.google.com/update2/response" protocol="2.0"><app appid="${id}"><updatecheck codebase="${base}/package" version="${version}"/></app></gupdate>`,
    }
  }
  const { browser_specific_settings: own } = JSON.parse(
    readFileSync(join(folder, 'manifest.json'), 'utf8'),
  ) as {
    browser_specific_settings: { gecko: { id: string } }
  }
  const { id } = own.gecko
  return {
    id,
    bytes: await zipOf(folder),
    type: 'application/x-xpinstall',
    file: 'policies.json',
    policies: (base, { storage, more }) => ({
      policies: {
        ExtensionSettings: {
          [id]: {
            installation_mode: 'force_installed',
            install_url: `${base}/package`,
            private_browsing: true,
          },
        },
        // The package of a test is signed by nobody; ESR takes that where it is told to.
        Preferences: { 'xpinstall.signatures.required': { Value: false, Status: 'locked' } },
        ...(storage ? { '3rdparty': { Extensions: { [id]: storage } } } : {}),
        ...more,
      },
    }),
  }
}

/** Launches the browser and waits until it has installed the extension by itself. */
export async function launchForced({ managed, ...options }: ForcedOptions): Promise<Forced> {
  const { browser } = options
  const executable = findBrowser(browser)
  const folder = folderOf(browser)
  if (!executable || !folder) throw new Error(whyNotForced(browser) ?? `no ${browser}`)
  const pack = await packed(browser, resolve(options.extensionPath ?? builtExtension(browser)))

  const asked: string[] = []
  const base = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    asked.push(pathname)
    if (pathname === '/update.xml' && pack.manifest) {
      response.setHeader('content-type', 'text/xml')
      response.end(pack.manifest(base()))
    } else if (pathname === '/package') {
      response.setHeader('content-type', pack.type)
      response.end(pack.bytes)
    } else response.writeHead(404).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const origin = base()
  const stopServer = () =>
    new Promise<void>((done) => {
      server.closeAllConnections()
      server.close(() => done())
    })

  const room = mkdtempSync(join(tmpdir(), 'countersign-policy-'))
  const seen = join(room, 'seen')
  cpSync(realpathSync(folder), seen, { recursive: true })
  const file = join(seen, pack.file)
  mkdirSync(dirname(file), { recursive: true })
  const setManaged = (next: Managed): void => writeFileSync(file, JSON.stringify(pack.policies(origin, next)))
  setManaged(managed)
  const start = join(room, browser)
  const inside = `mount --bind ${quoted(seen)} ${quoted(realpathSync(folder))} && exec ${quoted(executable)} "$@"`
  writeFileSync(
    start,
    `#!/bin/sh\nexec unshare -m --propagation private sh -c ${quoted(inside)} ${browser} "$@"\n`,
  )
  chmodSync(start, 0o700)

  try {
    const driven = await launch({ ...options, forced: { executable: start, id: pack.id } })
    return {
      ...driven,
      id: pack.id,
      asked,
      setManaged,
      stopServer,
      async close() {
        await driven.close()
        await stopServer()
        rmSync(room, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await stopServer()
    rmSync(room, { recursive: true, force: true })
    throw error
  }
}
