// What the portals of several shapes share: their offers, and an order in the form of TM Forum.
export const OFFERS = [
  { code: 'RBT06', name: '视频彩铃' },
  { code: 'INS03', name: '账户安全险' },
  { code: 'DATA10', name: '10 元流量包' },
  { code: 'CLD08', name: '云盘会员' },
]
export const ORDER_URL = '/tmf-api/productOrderingManagement/v4/productOrder'
const query = new URLSearchParams(location.search)
export const number = query.get('number') ?? '13800138000'
export const name = query.get('name') ?? '王秀芬'
export const given = `?${new URLSearchParams({ number, name })}`

export const productOrder = (codes) => ({
  '@type': 'ProductOrder',
  productOrderItem: ['PLAN39', ...codes].map((id, i) => ({
    id: String(i + 1),
    action: 'add',
    quantity: 1,
    productOffering: { id, name: id },
    product: { productCharacteristic: [{ name: 'MSISDN', valueType: 'string', value: `86${number}` }] },
  })),
})

/** Sends it; gives the order's number, or null where it did not arrive. */
export async function sendOrder(codes) {
  try {
    const res = await fetch(ORDER_URL, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(productOrder(codes)),
    })
    return res.ok ? (await res.json()).id : null
  } catch {
    return null
  }
}
