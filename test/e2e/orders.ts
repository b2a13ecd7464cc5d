/** Orders that a page sends by its own script, past the portal's form: shared by the specs about what is held. */
import type { DrivenPage } from './driver/index.ts'
import type { Counter } from './flow.ts'

export const ORDER = '/tmf-api/productOrderingManagement/v4/productOrder'

/** An order as the portal makes it. `more`: further members, such as a photograph of a paper. */
export const orderBody = (number: string, codes: readonly string[], more: object = {}): string =>
  JSON.stringify({
    '@type': 'ProductOrder',
    externalId: 'QH-test',
    productOrderItem: codes.map((id, i) => ({
      id: String(i + 1),
      action: 'add',
      quantity: 1,
      productOffering: { id, name: id },
      product: { productCharacteristic: [{ name: 'MSISDN', valueType: 'string', value: `86${number}` }] },
    })),
    ...more,
  })

/** Sends it from the page, or from a worker that the page makes; gives the status, 0 where it was held. */
export const sendOrder = (
  c: Counter,
  page: DrivenPage,
  body: string,
  from: 'page' | 'worker' = 'page',
): Promise<number> =>
  page.evaluate(
    (way, url, text) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: text }
      if (way === 'page')
        return fetch(url, init).then(
          (r) => r.status,
          () => 0,
        )
      const code = `onmessage = ({ data }) => fetch(data[0], data[1]).then((r) => r.status, () => 0).then(postMessage)`
      const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
      return new Promise<number>((done) => {
        worker.onmessage = ({ data }) => done(Number(data))
        worker.postMessage([url, init])
      })
    },
    from,
    new URL(ORDER, c.world.url('carrier')).href,
    body,
  )

export interface Polled {
  /** Of the order that may go; 0 where it was held. */
  readonly status: number
  /** How many the worker sent until that was answered, and after. */
  readonly during: number
  readonly after: number
  /** Those of them that were answered. */
  readonly out: number
  readonly outAfter: number
}

/**
 * Sends an order that may go, and in the same moment a worker of the page begins to send another one, again and again, two at
 * a time, until some more have been sent after the answer.
 */
export const sendBesidePolling = (
  c: Counter,
  page: DrivenPage,
  honest: string,
  unsigned: string,
  /** Milliseconds by which the worker begins later than the order. */
  later = 0,
): Promise<Polled> =>
  page.evaluate(
    async (url, good, bad, wait) => {
      const init = (body: string) => ({
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      const code = `
        const sent = [0, 0], out = [0, 0]
        let at = 0, more = Infinity
        const poll = async (data) => {
          while (more-- > 0) {
            const when = at
            sent[when]++
            out[when] += await fetch(data[0], data[1]).then(() => 1, () => 0)
            await new Promise((next) => setTimeout(next))
          }
        }
        onmessage = async ({ data }) => {
          if (data === 'ready') postMessage('ready')
          else if (data === 'answered') { at = 1; more = 30 }
          else {
            await Promise.all([poll(data), poll(data)])
            postMessage({ during: sent[0], after: sent[1], out: out[0], outAfter: out[1] })
          }
        }`
      const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
      const said = () =>
        new Promise<unknown>((done) => {
          worker.onmessage = ({ data }) => done(data)
        })
      const ready = said()
      worker.postMessage('ready')
      await ready
      const answer = fetch(url, init(good)).then(
        (r) => r.status,
        () => 0,
      )
      if (wait > 0) await new Promise((next) => setTimeout(next, wait))
      worker.postMessage([url, init(bad)])
      const status = await answer
      const polled = said()
      worker.postMessage('answered')
      const counts = (await polled) as Omit<Polled, 'status'>
      worker.terminate()
      return { status, ...counts }
    },
    new URL(ORDER, c.world.url('carrier')).href,
    honest,
    unsigned,
    later,
  )
