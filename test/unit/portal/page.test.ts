import { Window } from 'happy-dom'
import { describe, expect, it } from 'vitest'
import type { Adapter } from '../../../utils/policy/index.ts'
import { ageOf, findTick, readPage } from '../../../utils/portal/index.ts'
import vectors from '../../vectors/cn-id-numbers.json' with { type: 'json' }

const now = Date.UTC(2026, 10, 23, 3)

const adapter = {
  id: 'demo',
  name: { 'zh-CN': '演示', en: 'Demo' },
  matches: ['http://carrier.localhost/*'],
  activation: { css: '#activation' },
  fields: {
    clerk: { css: '#clerk', attr: 'data-id' },
    number: { css: '#number' },
    customer: { css: '#name' },
    identity: { css: '#identity' },
    order: { css: '#order' },
  },
  services: {
    row: 'li.service',
    code: { css: 'input', attr: 'data-code' },
    name: { css: '.name' },
    price: { css: '.price' },
    tick: 'input',
    included: '.plan',
    loading: '.spinner',
  },
  submit: { button: '#submit', form: 'form' },
  confirmed: { css: '#done', order: { css: '#done b' } },
  order: { method: 'POST', host: 'carrier.localhost', path: '/order', format: 'tmf622' },
} satisfies Adapter

const page = (html: string): Document => {
  const { document } = new Window()
  document.body.innerHTML = html
  return document as unknown as Document
}

const full = `<div id=activation><span id=clerk data-id=0417>王店员</span>
  <form><output id=number>138 0013 8000</output><input id=name value=" 王 秀芬 ">
  <input id=identity value="210203197503102721"><span id=order>20261123-0092</span>
  <ul><li class="service plan"><input type=checkbox data-code=P39 checked><span class=name>39 元套餐</span></li>
  <li class=service><input type=checkbox data-code=VRBT><span class=name>视频彩铃</span><i class=price>6 元/月</i></li></ul>
  <button id=submit>提交</button></form></div>`

describe('readPage', () => {
  it('reads a whole activation and leaves the identity number behind', () => {
    const reading = readPage(page(full), adapter, { now })
    expect(reading).toEqual({
      adapter: 'demo',
      number: '138 0013 8000',
      customer: '王 秀芬',
      age: 51,
      realName: true,
      clerk: '0417',
      order: '20261123-0092',
      services: [
        { code: 'P39', name: '39 元套餐', price: null, ticked: true, included: true },
        { code: 'VRBT', name: '视频彩铃', price: '6 元/月', ticked: false, included: false },
      ],
      loading: false,
      confirmed: null,
      missing: [],
    })
    expect(JSON.stringify(reading)).not.toContain('210203')
  })

  it('sees a tick that was set after the page was made', () => {
    const document = page(full)
    const tick = findTick(document, adapter, 'VRBT') as HTMLInputElement
    tick.checked = true
    expect(readPage(document, adapter, { now })?.services[1]?.ticked).toBe(true)
    expect(findTick(document, adapter, 'NONE')).toBeNull()
  })

  it('is silent where no activation is shown', () => {
    expect(readPage(page('<form id=login></form>'), adapter, { now })).toBeNull()
  })

  it('names what is missing once the page can be submitted, and not before', () => {
    const broken = full
      .replace('id=number', 'id=msisdn')
      .replace('id=name', 'id=other')
      .replace('data-code=VRBT', '')
    expect(readPage(page(broken), adapter, { now })?.missing).toEqual([
      'fields.number',
      'fields.customer',
      'services.code',
    ])
    const early = readPage(page('<div id=activation><span id=clerk data-id=0417></span></div>'), adapter, {
      now,
    })
    expect(early?.missing).toEqual([])
    const noRows = readPage(
      page(full.replaceAll('class=service', 'class=s').replace('class="service plan"', '')),
      adapter,
      {
        now,
      },
    )
    expect(noRows?.missing).toEqual(['services.row'])
  })

  it('misses the submit button where the form is there and the button is not', () => {
    expect(readPage(page(full.replace('id=submit', 'id=go')), adapter, { now })?.missing).toEqual([
      'submit.button',
    ])
  })

  it('treats a selector that does not parse as a missing field', () => {
    const odd = { ...adapter, fields: { ...adapter.fields, number: { css: ':::' } } }
    expect(readPage(page(full), odd, { now })?.missing).toEqual(['fields.number'])
  })

  it('counts a tick it cannot read, and a row without one, as ordered', () => {
    const odd = full.replace(
      '<input type=checkbox data-code=VRBT>',
      '<input type=hidden data-code=VRBT><b role=x></b>',
    )
    const services = (css: string) =>
      readPage(page(odd), { ...adapter, services: { ...adapter.services, tick: css } }, { now })?.services
    expect(services('b')?.[1]?.ticked).toBe(true)
    expect(services('.none')?.[1]?.ticked).toBe(true)
  })

  it('reads ARIA switches', () => {
    const aria = full.replace(
      '<input type=checkbox data-code=VRBT>',
      '<span class=t data-code=VRBT role=switch aria-checked=false></span>',
    )
    const shape = {
      ...adapter,
      services: { ...adapter.services, tick: '.t, input', code: { css: '[data-code]', attr: 'data-code' } },
    }
    expect(readPage(page(aria), shape, { now })?.services[1]?.ticked).toBe(false)
  })

  it('shows the confirmation, also after the form is gone', () => {
    const reading = readPage(page('<div id=done>好 <b>20261123-0092</b></div>'), adapter, { now })
    expect(reading?.confirmed).toEqual({ order: '20261123-0092' })
    expect(reading?.missing).toEqual([])
  })
})

describe('ageOf', () => {
  type Vector = {
    value: string
    valid?: boolean | null
    checksum_ok?: boolean | null
    date_exists?: boolean
    future_birth?: boolean
  }
  it.each(vectors.entries as Vector[])('$value', (vector) => {
    const age = ageOf(vector.value, now)
    if (
      vector.checksum_ok === false ||
      vector.valid === false ||
      vector.future_birth ||
      vector.date_exists === false
    ) {
      expect(age).toBeNull()
    } else if (vector.valid === true && vector.value.length === 18) expect(age).toBeTypeOf('number')
    else if (age !== null) expect(age).toBeGreaterThanOrEqual(0)
  })

  it('turns on the birthday, by the calendar in China', () => {
    const born = '210203197503102721'
    expect(ageOf(born, Date.UTC(2026, 2, 9, 15, 59))).toBe(50)
    expect(ageOf(born, Date.UTC(2026, 2, 9, 16, 0))).toBe(51)
    expect(ageOf(born, Date.UTC(1975, 2, 1))).toBeNull()
  })
})
