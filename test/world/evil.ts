/**
 * The attacker's sites of the world: any host at or under `*-evil.localhost`. They take whatever they are sent and keep it as bytes, so
 * that the bypass suite (test/e2e/bypass) can ask what got out, whatever the page says. Each way has a site of its own, with
 * all hosts under it: a quarantined site is shut for all of its tabs.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** One thing that reached the attacker: a request, or a frame of a socket. */
export interface Leak {
  /** Label before `-evil.localhost`, without sub-domains. */
  readonly way: string
  readonly host: string
  readonly method: string
  readonly url: string
  readonly headers: string
  readonly bytes: Buffer
}

const FOLDER = fileURLToPath(new URL('./sites/evil/', import.meta.url))
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
}
const FILES = ['attack.html', 'attack.js', 'frame.html', 'relay.js', 'sw.js']

export const isEvil = (name: string): boolean => name.endsWith('-evil.localhost')
const wayOf = (name: string): string => /([^.]+)-evil\.localhost$/.exec(name)?.[1] ?? ''

/** Names too: a name leaves as well as a value. */
const headersOf = (req: IncomingMessage): string => Object.entries(req.headers).flat().map(String).join('\n')

export function createEvil() {
  const leaks: Leak[] = []
  const nameOf = (req: IncomingMessage): string => (req.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const host = nameOf(req)
    const url = req.url ?? '/'
    const parts: Buffer[] = []
    const entry = {
      way: wayOf(host),
      host,
      method: req.method ?? 'GET',
      url,
      headers: headersOf(req),
      bytes: Buffer.alloc(0),
    }
    leaks.push(entry)
    for await (const part of req) parts.push(part as Buffer)
    entry.bytes = Buffer.concat(parts)

    const open = {
      'access-control-allow-origin': req.headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'content-type, x-note',
      'access-control-allow-methods': 'GET, POST, PUT',
      'cache-control': 'no-store',
    }
    const path = new URL(url, 'http://evil.invalid').pathname
    const file = path === '/' || path === '/back' ? 'attack.html' : path.slice(1)
    if (FILES.includes(file)) {
      const type = TYPES[file.split('.').at(-1) ?? ''] ?? 'text/plain'
      // A page that may come back from the back-forward cache must not forbid to be stored.
      const cache = path === '/back' ? { 'cache-control': 'max-age=60' } : open
      res.writeHead(200, { ...open, ...cache, 'content-type': type, 'service-worker-allowed': '/' })
      res.end(await readFile(join(FOLDER, file)))
      return
    }
    if (req.headers.accept?.includes('text/event-stream')) {
      res.writeHead(200, { ...open, 'content-type': 'text/event-stream' }).end(': here\n\n')
      return
    }
    const lead = path === '/x/lead' ? new URL(url, 'http://evil.invalid').searchParams.get('to') : null
    if (lead) {
      res.writeHead(302, { location: lead }).end()
      return
    }
    res.writeHead(path === '/nothing' ? 204 : 200, { ...open, 'content-type': 'text/html; charset=utf-8' })
    res.end(path === '/nothing' ? undefined : '<!doctype html><title>taken</title>ok')
  }

  /** A socket as RFC 6455 has it, as much as a listener needs: text and binary frames of the client, unmasked and kept. */
  function upgrade(req: IncomingMessage, socket: Duplex): void {
    const host = nameOf(req)
    const key = String(req.headers['sec-websocket-key'] ?? '')
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    socket.on('error', () => undefined)
    // A browser that ends says no word of farewell; a server waits for such a socket for ever.
    socket.on('end', () => socket.destroy())
    if (!isEvil(host)) {
      socket.destroy()
      return
    }
    leaks.push({
      way: wayOf(host),
      host,
      method: 'SOCKET',
      url: req.url ?? '/',
      headers: headersOf(req),
      bytes: Buffer.alloc(0),
    })
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
    let rest: Buffer = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= 6) {
        let length = (rest[1] as number) & 127
        let at = 2
        if (length === 126) {
          length = rest.readUInt16BE(2)
          at = 4
        }
        if (rest.length < at + 4 + length) return
        const mask = rest.subarray(at, at + 4)
        const bytes = Buffer.from(
          rest.subarray(at + 4, at + 4 + length).map((b, i) => b ^ (mask[i % 4] as number)),
        )
        const code = (rest[0] as number) & 15
        rest = rest.subarray(at + 4 + length)
        if (code === 8) socket.end()
        else leaks.push({ way: wayOf(host), host, method: 'FRAME', url: '/ws', headers: '', bytes })
      }
    })
  }

  return { leaks, handle, upgrade }
}
