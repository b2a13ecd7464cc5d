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
