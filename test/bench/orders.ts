/**
 * Reading an order, accounting for all of it: in Node, since the room is pure and runs in the background on the same engine.
 * Each line is ours, in processor time, beside the budget in milliseconds, and only tells.
 */
import { readRequest } from '../../utils/portal/index.ts'
import type { Line } from './log.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const KNOWN = ['RBT06', ...Array.from({ length: 500 }, (_, i) => `SVC${i}`)]

/** Rows as a portal's order carries them beside its items, until they are about as many bytes. */
function rows(bytes: number, row: (i: number) => string, between = ''): string {
  const out: string[] = []
  for (let i = 0, size = 0; size < bytes; i++) {
    const one = row(i)
    out.push(one)
    size += one.length + (/[^ -~]/.test(one) ? 12 : 0) + between.length
  }
  return out.join(between)
}

const dense = (bytes: number): string =>
  `{"items":[{"code":"RBT06"}],"msisdn":"13800138000","log":[${rows(
    bytes,
    (i) =>
      `{"id":"${i}","attr":"value ${i}","note":"套餐说明 ${i}","num":${i * 7},"flag":true,"when":"2026-12-01T08:00:00Z","nested":{"a":"x","b":["y","z",${i}],"orderNo":"SO${1e8 + i}"}}`,
    ',',
  )}]}`
const picture = (bytes: number): string =>
  dense(5_000).replace(/\}$/, `,"paper":"${'QUJD'.repeat(bytes / 4)}"}`)
const xml = (bytes: number): string =>
  `<r><items code="RBT06"/>${rows(bytes, (i) => `<row id="${i}"><attr>value ${i}</attr><n x="${i * 7}">SO${1e8 + i}</n></row>`)}</r>`
const xmlPicture = (bytes: number): string => `<r><items code="RBT06"/><p>${'QUJD'.repeat(bytes / 4)}</p></r>`
const form = (bytes: number): string =>
  `svc=RBT06&${rows(bytes, (i) => `row${i}.attr=value+${i}&row${i}.note=%E5%A5%97${i}`, '&')}`

const KB100 = 100_000
const MB8 = 8_000_000
const BODIES = [
  ['json.100KB', 'json', 'application/json', dense(KB100), 5],
  ['xml.100KB', 'xml', 'text/xml', xml(KB100), 5],
  ['form.100KB', 'form', 'application/x-www-form-urlencoded', form(KB100), 5],
  ['json.8MB', 'json', 'application/json', dense(MB8), 300],
  ['json.picture.8MB', 'json', 'application/json', picture(MB8), 300],
  ['xml.picture.8MB', 'xml', 'text/xml', xmlPicture(MB8), 300],
] as const

export function benchOrders({ only, say }: { only: RegExp; say: (line: Line) => void }): void {
  for (const [name, format, contentType, body, budget] of BODIES) {
    if (!only.test(`order.${name}`)) continue
    const bytes = utf8(body)
    const order = { format, items: format === 'xml' ? 'r.items' : 'items', code: 'code' }
    const adapter = { order: format === 'form' ? { format, field: 'svc' } : order }
    const times: number[] = []
    for (let i = 0; i < (budget < 100 ? 60 : 7); i++) {
      const from = process.threadCpuUsage()
      const read = readRequest({ contentType, bytes }, adapter, KNOWN)
      const { user, system } = process.threadCpuUsage(from)
      times.push((user + system) / 1000)
      if (!read.ok || read.value.items[0]?.code !== 'RBT06') throw new Error(`${name} was not read`)
    }
    const ours = times.sort((a, b) => a - b)[times.length >> 1] as number
    const round = (n: number): number => Number(n.toPrecision(4))
    say({
      name: `order.${name}`,
      ours: round(ours),
      peer: budget,
      unit: 'ms',
      ratio: round(ours / budget),
      limit: null,
      note: `${bytes.length} bytes, processor time over the budget`,
    })
  }
}
