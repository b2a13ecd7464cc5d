/**
 * Chromium with the extension as a company has it: installed by the machine's policy, with the store's settings as
 * managed storage. The policy lies in a folder of its own, bound over the browser's one in a mount namespace that only
 * this browser sees; nothing on the machine changes.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { findBrowser } from '../../run/browsers.mjs'
import { builtExtension, type Driven, type LaunchOptions, launch } from '../driver/index.ts'
import { makeKey, packCrx } from './crx.ts'

/** Where Chromium reads the policies of the machine; the branded builds read elsewhere and are not driven here. */
const FOLDER = '/etc/chromium'

/** Why nothing can be installed by policy here; null where it can. */
export function whyNotForced(): string | null {
  const browser = findBrowser('chromium')
  if (!browser) return 'no Chromium on this machine'
  if (!/chromium/.test(browser)) return `policies of ${browser} lie elsewhere; only Chromium itself is tried`
  if (process.platform !== 'linux') return 'the policy folder is a Linux matter'
  if (process.getuid?.() !== 0) return 'it needs root, for the machine-wide policy folder'
  if (!existsSync(FOLDER)) return `no ${FOLDER} to bind over`
  const tried = spawnSync('unshare', ['-m', 'sh', '-c', `mount --bind ${tmpdir()} ${FOLDER}`])
  return tried.status === 0 ? null : 'this machine lets nobody bind a folder in a mount namespace'
}

/** What an administrator gives beside the forced install itself. */
export interface Managed {
  /** `3rdparty.extensions.<id>`; null for none. */
  readonly storage: Readonly<Record<string, unknown>> | null
  /** Further policies of the browser. */
  readonly more?: Readonly<Record<string, unknown>>
}

export interface Forced extends Driven {
  readonly id: string
  /** Writes another policy; the browser takes it up by itself, as from a company's server. */
  setManaged(managed: Managed): void
  /** The server that the extension comes from goes away. */
  stopServer(): Promise<void>
  /** What was asked of the update server, in order, without queries. */
  readonly asked: readonly string[]
}

export interface ForcedOptions extends Omit<LaunchOptions, 'browser' | 'forced'> {
  readonly managed: Managed
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** Launches Chromium and waits until it has installed the extension by itself. */
export async function launchForced({ managed, ...options }: ForcedOptions): Promise<Forced> {
  const executable = findBrowser('chromium')
  if (!executable) throw new Error('no Chromium')
  const { id, version, bytes } = await packCrx(
    resolve(options.extensionPath ?? builtExtension('chromium')),
    makeKey(),
  )

  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    asked.push(pathname)
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    if (pathname === '/update.xml') {
      response.setHeader('content-type', 'text/xml')
      response.end(
        `<?xml version="1.0" encoding="UTF-8"?><gupdate xmlns="http://www.google.com/update2/response" protocol="2.0"><app appid="${id}"><updatecheck codebase="${base}/countersign.crx" version="${version}"/></app></gupdate>`,
      )
    } else if (pathname === '/countersign.crx') {
      response.setHeader('content-type', 'application/x-chrome-extension')
      response.end(bytes)
    } else response.writeHead(404).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const stopServer = () =>
    new Promise<void>((done) => {
      server.closeAllConnections()
      server.close(() => done())
    })

  const room = mkdtempSync(join(tmpdir(), 'countersign-policy-'))
  const etc = join(room, 'etc')
  cpSync(FOLDER, etc, { recursive: true })
  mkdirSync(join(etc, 'policies', 'managed'), { recursive: true })
  const setManaged = ({ storage, more }: Managed): void =>
    writeFileSync(
      join(etc, 'policies', 'managed', 'countersign.json'),
      JSON.stringify({
        ExtensionInstallForcelist: [`${id};http://127.0.0.1:${port}/update.xml`],
        // Else DevTools, and with it every driver, is kept out of what a policy has installed. For tests alone.
        DeveloperToolsAvailability: 1,
        ...(storage ? { '3rdparty': { extensions: { [id]: storage } } } : {}),
        ...more,
      }),
    )
  setManaged(managed)
  const start = join(room, 'chromium')
  const inside = `mount --bind ${quoted(etc)} ${FOLDER} && exec ${quoted(executable)} "$@"`
  writeFileSync(
    start,
    `#!/bin/sh\nexec unshare -m --propagation private sh -c ${quoted(inside)} chromium "$@"\n`,
  )
  chmodSync(start, 0o700)

  try {
    const driven = await launch({ ...options, browser: 'chromium', forced: { executable: start, id } })
    return {
      ...driven,
      id,
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
