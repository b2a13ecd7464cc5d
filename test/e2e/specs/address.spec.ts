/** Addresses in every spelling that a server may read: an order, and a page that leaves the free part of its host. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { spellings } from '../../unit/guard/address-cases.ts'
import { browserUnderTest, type DrivenPage } from '../driver/index.ts'
import * as F from '../flow.ts'

const ORDER = '/tmf-api/productOrderingManagement/v4/productOrder'
const FREE = '/search'
let c: F.Counter
let page: DrivenPage
beforeAll(async () => {
  c = await F.openCounter({
    browser: browserUnderTest(),
    policy: (policy) => ({ ...policy, free: [...policy.free, 'http://plain.localhost/search*'] }),
  })
  page = await F.activate(c, { ...F.YOUNGER, number: '13800138199', step: 'confirm', ticks: ['RBT06'] })
  await F.allDrawn(page)
})
afterAll(() => c?.close())
beforeEach(() => c.world.reset())

const body = JSON.stringify({
  '@type': 'ProductOrder',
  externalId: 'QH-test',
  productOrderItem: ['PLAN39', 'RBT06'].map((id, i) => ({
    id: String(i + 1),
    action: 'add',
    quantity: 1,
    productOffering: { id, name: id },
    product: {
      productCharacteristic: [{ name: 'MSISDN', valueType: 'string', value: '8613800138199' }],
    },
  })),
})
const stops = async () => (await F.logOf(c)).filter((e) => e['kind'] === 'submit.stopped').length

describe('an unsigned order, spelled in another way', () => {
  const all = (): [string, string][] => {
    const { origin, port: own } = new URL(c.world.url('carrier'))
    return [
      ...spellings(ORDER).map(([what, path]): [string, string] => [what, origin + path]),
      ['a dot behind the host', `http://carrier.localhost.:${own}${ORDER}`],
      ['a host in capitals', `HTTP://CARRIER.LOCALHOST:${own}${ORDER}`],
      ['a full-width letter in the host', `http://ｃarrier.localhost:${own}${ORDER}`],
      ['a sub-domain', `http://www.carrier.localhost:${own}${ORDER}`],
      ['back-slashes', `http:\\\\carrier.localhost:${own}${ORDER.replaceAll('/', '\\')}`],
    ]
  }
  /** Sends them one after the other, from the page or from a worker of its own; gives what was answered. */
  const send = (how: 'page' | 'worker', urls: string[]): Promise<string[]> =>
    page.evaluate(
      async (way, list, order) => {
        const each = async (addresses: string[], text: string): Promise<string[]> => {
          const out: string[] = []
          for (const url of addresses) {
            const init = {
              method: 'POST',
              mode: 'no-cors',
              headers: { 'content-type': 'text/plain' },
              body: text,
            }
            out.push(
              await fetch(url, init as RequestInit).then(
                () => 'sent',
                () => 'held',
              ),
            )
          }
          return out
        }
        if (way === 'page') return each(list, order)
        const code = `const each = ${each}; onmessage = async ({ data }) => postMessage(await each(data[0], data[1]))`
        const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
        return new Promise<string[]>((done) => {
          worker.onmessage = ({ data }) => done(data as string[])
          worker.postMessage([list, order])
        })
      },
      how,
      urls,
      body,
    )

  it.each(['page', 'worker'] as const)(
    'sent by a %s does not reach the server, and is an entry',
    async (how) => {
      const before = await stops()
      const said = await send(
        how,
        all().map(([, url]) => url),
      )
      const gone = all().filter((_, i) => said[i] !== 'held')
      expect(
        gone.map(([what]) => what),
        F.LEAK,
      ).toEqual([])
      expect(c.world.orders(), F.LEAK).toEqual([])
      await F.wait('the stop in the log', async () => (await stops()) > before)
    },
  )

  it('leaves other requests to the same host alone', async () => {
    const { origin } = new URL(c.world.url('carrier'))
    const said = await send('page', [`${origin}/tmf-api/%E5%AE%A2/x`, `${origin}/api/a%20b;c=1?x=%2F`])
    expect(said).toEqual(['sent', 'sent'])
  })
})

describe('a page that leaves the free part of its host', () => {
  it.each(['pushState', 'replaceState'] as const)(
    'by %s is free no more, in the same moment',
    async (how) => {
      const free = await c.d.newPage(c.world.url('plain', FREE))
      // What it is free to do.
      const before = await free.evaluate(async () => {
        await fetch('/search?q=tel', { method: 'POST', body: 'tel 13800138199' })
        return location.pathname
      })
      expect(before).toBe(FREE)
      await F.wait('what is free', async () => c.world.requests().some((r) => r.body.includes('13800138199')))
      c.world.reset()
      const said = await free.evaluate(async (way) => {
        history[way](null, '', '/contact')
        return fetch('/contact', { method: 'POST', body: 'tel 13800138199' }).then(
          () => 'sent',
          () => 'held',
        )
      }, how)
      expect(said).toBe('held')
      expect(
        c.world.requests().filter((r) => r.body.includes('13800138199')),
        F.LEAK,
      ).toEqual([])
      await free.close()
    },
  )
})
