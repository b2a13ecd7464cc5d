import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, resolve, sep } from 'node:path'
import { build } from 'vite'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

export interface PreviewServer {
  readonly url: string
  close(): Promise<void>
}

/** Builds the preview pages into a directory of the system's and serves them on loopback until closed. */
export async function servePreviews(): Promise<PreviewServer> {
  const out = await mkdtemp(join(tmpdir(), 'countersign-preview-'))
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    base: './',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { outDir: out, emptyOutDir: true, target: 'es2023', modulePreload: false },
  })
  const server = createServer(async (req, res) => {
    const path = resolve(out, `.${new URL(req.url ?? '/', 'http://localhost').pathname}`)
    const file = path === out ? join(out, 'index.html') : path
    try {
      if (!file.startsWith(out + sep)) throw new Error('outside')
      const body = await readFile(file)
      res
        .writeHead(200, {
          'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
          // Built once, served from a port of its own: nothing changes while it runs.
          'cache-control': 'max-age=3600',
        })
        .end(body)
    } catch {
      res.writeHead(404).end()
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await rm(out, { recursive: true, force: true })
    },
  }
}
