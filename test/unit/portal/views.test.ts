import { Window } from 'happy-dom'
import { describe, expect, it } from 'vitest'
import type { Adapter, Pick, View } from '../../../utils/policy/index.ts'
import { findRow, findSubmit, findTick, readPage, readSeen } from '../../../utils/portal/index.ts'

const now = Date.UTC(2026, 10, 23, 3)
const NUMBER = '138 0013 8000'

const adapterOf = (...views: View[]): Adapter => ({
  id: 'demo',
  name: { 'zh-CN': '演示', en: 'Demo' },
  matches: ['http://carrier.localhost/*'],
  views,
  order: { method: 'POST', host: 'carrier.localhost', path: '/order', format: 'tmf622' },
})

const page = (html: string, url = 'http://carrier.localhost/open?step=2#/services/7'): Document => {
  const { document } = new Window({ url })
  document.body.innerHTML = html
  return document as unknown as Document
}

const numberBy = (html: string, number: Pick): string | null | undefined =>
  readPage(page(html), adapterOf({ id: 'sheet', on: 'body', fields: { number } }), { now })?.number

describe('a value by the label beside it', () => {
  const label = { label: '手机号码' }
  it.each([
    ['label for', '<label for=n>手机号码：</label><input id=n value="138 0013 8000">'],
    ['label around', '<label>手机号码 <input value="138 0013 8000"></label>'],
    ['the cell before', '<table><tr><td>手机号码</td><td>138 0013 8000</td></tr></table>'],
    ['a heading of a row', '<table><tr><th>手机号码<i>*</i></th><td><b>138 0013 8000</b></td></tr></table>'],
    ['a list of terms', '<dl><dt>手机号码</dt><dd>138 0013 8000</dd></dl>'],
    [
      'a form item',
      '<div class=el-form-item><label class=el-form-item__label>手机号码</label><div><div><input value="138 0013 8000"></div></div></div>',
    ],
    [
      'a form item in columns',
      '<div><div class=col><label title=手机号码>手 机 号 码</label></div><div class=col><span>138 0013 8000</span></div></div>',
    ],
    ['aria-label', '<input aria-label=手机号码 value="138 0013 8000">'],
    ['aria-labelledby', '<span id=l>手机号码</span></p><hr><output aria-labelledby=l>138 0013 8000</output>'],
    ['a text behind it', '<p><b>手机号码：</b> 138 0013 8000</p>'],
    ['one text', '<p>手机号码：138 0013 8000</p>'],
    [
      'a list that draws its choice beside an empty field',
      '<div><label>手机号码</label><div><span>138 0013 8000</span><input value=""></div></div>',
    ],
    ['a native list', '<label>手机号码</label><select><option>-<option selected>138 0013 8000</select>'],
    [
      'radio buttons',
      '<div><span>手机号码</span><div><label><input type=radio name=n>139 0000 0000</label><label><input type=radio name=n checked>138 0013 8000</label></div></div>',
    ],
    [
      'radio buttons made of ARIA',
      '<div><span>手机号码</span><div role=radiogroup><i role=radio aria-checked=false>139 0000 0000</i><i role=radio aria-checked=true>138 0013 8000</i></div></div>',
    ],
  ])('%s', (_, html) => expect(numberBy(html, label)).toBe(NUMBER))

  it('is not the next heading of a table', () => {
    const html =
      '<table><tr><th>手机号码</th><th>姓名</th></tr><tr><td>138 0013 8000</td><td>王示例</td></tr></table>'
    expect(numberBy(html, label)).toBeNull()
  })

  it('tries one after the other', () => {
    const html = '<table><tr><td>新号码</td><td>138 0013 8000</td></tr></table>'
    expect(numberBy(html, [label, { css: '#none' }, { label: '新号码' }])).toBe(NUMBER)
  })
})

describe('a value in other ways', () => {
  it('by role and name', () => {
    const html = '<label>新号码 <input value="1"></label><input placeholder=号码 value="138 0013 8000">'
    expect(numberBy(html, { role: 'textbox', name: '号码' })).toBe(NUMBER)
  })

  it('cut out by a pattern', () => {
    const html = '<p id=t>订单 7，号码：13800138000，套餐 39</p>'
    expect(numberBy(html, { css: '#t', pattern: '号码：(\\d{11})' })).toBe('13800138000')
    expect(numberBy(html, { css: '#t', pattern: '无：(\\d{11})' })).toBeNull()
  })

  it('a property', () => {
    expect(numberBy('<input id=i value="138 0013 8000">', { css: '#i', prop: 'value' })).toBe(NUMBER)
  })

  it('every number of a family sheet', () => {
    const html = `<ul><li>主卡 13800138000<li>副卡 13800138001<li>副卡 13800138002</ul>`
    const reading = readPage(
      page(html),
      adapterOf({
        id: 'family',
        on: 'ul',
        fields: {
          number: { css: 'li', pattern: '主卡 (\\d{11})' },
          numbers: { css: 'li', pattern: '副卡 (\\d{11})' },
        },
      }),
      { now },
    )
    expect(reading).toMatchObject({ number: '13800138000', numbers: ['13800138001', '13800138002'] })
  })
})

const services = (more: Partial<NonNullable<View['services']>> = {}) =>
  ({
    row: 'tbody tr',
    code: { column: '产品编码' },
    name: { column: '产品名称' },
    tick: 'input[type=checkbox]',
    ...more,
  }) as NonNullable<View['services']>
const listOf = (html: string, more: Partial<NonNullable<View['services']>> = {}) =>
  readPage(page(html), adapterOf({ id: 'list', on: 'body', services: services(more) }), {
    now,
  })?.services.map((s) => `${s.code} ${s.name} ${s.ticked}`)

const BOTH = ['VRBT 视频彩铃 true', 'DATA 流量包 false']

describe('a service by the heading of its column', () => {
  it('in one table', () => {
    expect(
      listOf(`<table><thead><tr><th></th><th>产品编码</th><th>产品名称</th></tr></thead><tbody>
        <tr><td><input type=checkbox checked></td><td>VRBT</td><td>视频彩铃</td></tr>
        <tr><td><input type=checkbox></td><td>DATA</td><td>流量包</td></tr></tbody></table>`),
    ).toEqual(BOTH)
  })

  it.each(['th', 'td'])('in a plain table that begins with its head, of %s', (cell) => {
    const head = ['选', '产品编码', '产品名称'].map((words) => `<${cell}>${words}</${cell}>`).join('')
    expect(
      listOf(
        `<table><tbody><tr>${head}</tr>
        <tr class=svc><td><input type=checkbox checked></td><td>VRBT</td><td>视频彩铃</td></tr>
        <tr class=svc><td><input type=checkbox></td><td>DATA</td><td>流量包</td></tr></tbody></table>`,
        { row: '.svc' },
      ),
    ).toEqual(BOTH)
  })

  it('with the head in a table of its own, by place and by class', () => {
    const split = (a: string, b: string, c: string) => `<div class=grid>
      <div class=head><table><thead><tr><th class="${a}">选</th><th class="${b}">产品名称</th><th class="${c}">产品编码</th></tr></thead></table></div>
      <div class=body><table><tbody>
        <tr><td class="${a}"><input type=checkbox checked></td><td class="${b}">视频彩铃</td><td class="${c}">VRBT</td></tr>
        <tr><td class="${a}"><input type=checkbox></td><td class="${b}">流量包</td><td class="${c}">DATA</td></tr></tbody></table></div></div>`
    expect(listOf(split('cell', 'cell', 'cell'))).toEqual(BOTH)
    expect(listOf(split('cell c1', 'cell c2', 'cell c3'))).toEqual(BOTH)
  })

  it('with frozen columns in tables of their own', () => {
    const row = (at: number, on: string) =>
      `<tr datagrid-row-index=${at}><td field=ck><input type=checkbox ${on}></td><td field=code>${at === 0 ? 'VRBT' : 'DATA'}</td></tr>`
    const more = (at: number) =>
      `<tr datagrid-row-index=${at}><td field=name>${at === 0 ? '视频彩铃' : '流量包'}</td><td field=fee>6</td></tr>`
    expect(
      listOf(
        `<div class=datagrid><div class=view1><div class=datagrid-header><table><tbody><tr><td field=ck></td><td field=code><div class=datagrid-cell><span>产品编码</span></div></td></tr></tbody></table></div>
        <div class=datagrid-body><table class=rows><tbody>${row(0, 'checked')}${row(1, '')}</tbody></table></div></div>
        <div class=view2><div class=datagrid-header><table><tbody><tr><td field=name><div class=datagrid-cell><span>产品名称</span></div></td><td field=fee>月费</td></tr></tbody></table></div>
        <div class=datagrid-body><table class=rows><tbody>${more(0)}${more(1)}</tbody></table></div></div></div>`,
        { row: '.rows tr' },
      ),
    ).toEqual(BOTH)
  })

  it('in a grid without tables', () => {
    const row = (code: string, name: string, on: boolean) =>
      `<div role=row><span role=gridcell><i role=checkbox aria-checked=${on}></i></span><span role=gridcell>${code}</span><span role=gridcell>${name}</span></div>`
    expect(
      listOf(
        `<div role=grid><div><div role=row><b role=columnheader></b><b role=columnheader>产品编码</b><b role=columnheader>产品名称</b></div></div>
        <div class=rows>${row('VRBT', '视频彩铃', true)}${row('DATA', '流量包', false)}</div></div>`,
        { row: '.rows > [role=row]', tick: { role: 'checkbox' } },
      ),
    ).toEqual(BOTH)
  })
})

describe('ticks', () => {
  const row = (tick: string) =>
    `<table><thead><tr><th>选</th><th>产品编码</th><th>产品名称</th></tr></thead><tbody><tr><td>${tick}</td><td>VRBT</td><td>视频彩铃</td></tr></tbody></table>`
  it.each([
    ['a label around a box', '<label class=t><input type=checkbox></label>', {}, false],
    ['a label around a ticked box', '<label class=t><input type=checkbox checked></label>', {}, true],
    ['half ticked', '<i class=t role=checkbox aria-checked=mixed></i>', {}, true],
    ['only drawn, off', '<i class=t></i>', { ticked: '.on' }, false],
    ['only drawn, on', '<i class="t on"></i>', { ticked: '.on' }, true],
    ['nothing says so', '<i class=t></i>', {}, true],
  ])('%s', (_, tick, more, on) =>
    expect(listOf(row(tick), { tick: '.t', ...more })).toEqual([`VRBT 视频彩铃 ${on}`]),
  )

  it('a code that stands there twice is ordered where one of them is ticked', () => {
    const twice = row('<input type=checkbox checked>').replace(
      '<tbody>',
      '<tbody><tr><td><input type=checkbox></td><td>VRBT</td><td>视频彩铃</td></tr>',
    )
    expect(listOf(twice)).toEqual(['VRBT 视频彩铃 true'])
  })
})

describe('views', () => {
  const html = `<div id=sheet><span id=n>${NUMBER}</span></div>
    <div class=dialog><h3>选择业务</h3><table><thead><tr><th>产品编码</th><th>产品名称</th></tr></thead>
    <tbody><tr><td>VRBT</td><td>视频彩铃</td></tr></tbody></table><button>确 定</button></div>`
  const adapter = adapterOf(
    { id: 'sheet', on: '#sheet', fields: { number: { css: '#n' } } },
    {
      id: 'dialog',
      within: '.dialog',
      services: services(),
      submit: { button: { role: 'button', name: '确定' } },
    },
    { id: 'done', at: { path: '/done' }, confirmed: {} },
    { id: 'search', at: { path: '/search*', query: { step: '*' } }, seen: { css: '#n' } },
  )

  it('are read together as far as they are in sight', () => {
    const reading = readPage(page(html), adapter, { now })
    expect(reading).toMatchObject({ number: NUMBER, views: ['sheet', 'dialog'], submit: true, missing: [] })
    expect(reading?.services).toEqual([
      { code: 'VRBT', name: '视频彩铃', price: null, ticked: true, included: false, view: 'dialog' },
    ])
    const document = page(html)
    document.querySelector('.dialog')?.remove()
    expect(readPage(document, adapter, { now })).toMatchObject({
      views: ['sheet'],
      services: [],
      submit: false,
    })
    expect(readPage(page('<p>'), adapter, { now })).toBeNull()
  })

  it('count only where they are drawn', () => {
    const isVisible = (element: Element) => element.closest('.dialog') === null
    expect(readPage(page(html), adapter, { now, isVisible })).toMatchObject({
      views: ['sheet'],
      services: [],
    })
  })

  it.each([
    [{ path: '/open' }, true],
    [{ path: '/ope' }, false],
    [{ path: '/o*n' }, true],
    [{ path: '*/open', query: { step: '2' } }, true],
    [{ query: { step: '3' } }, false],
    [{ query: { other: '*' } }, false],
    [{ hash: '/services/*' }, true],
    [{ hash: '/services' }, false],
  ])('by address %j: %s', (at, is) => {
    const found = readPage(page(html), adapterOf({ id: 'v', at, fields: { number: { css: '#n' } } }), { now })
    expect(found !== null).toBe(is)
  })

  it('say that the confirmation is there', () => {
    expect(readPage(page('<p>', 'http://carrier.localhost/done'), adapter, { now })?.confirmed).toEqual({
      order: null,
    })
  })

  it('that show two numbers at once show none that counts', () => {
    const two = adapterOf(
      { id: 'a', on: '#a', fields: { number: { css: '#a' } } },
      { id: 'b', on: '#b', fields: { number: { css: '#b' } } },
    )
    const at = (b: string) => readPage(page(`<i id=a>${NUMBER}</i><i id=b>${b}</i>`), two, { now })?.missing
    expect(at('139 0000 0000')).toEqual(['number.two'])
    expect(at('+86 138-0013-8000')).toEqual([])
  })

  it.each([
    ['换 卡', 'replace'],
    ['携号转网', 'unknown'],
  ])('tell the kind of business: %s', (words, kind) => {
    const adapter = {
      ...adapterOf({ id: 'v', on: '#k', fields: { kind: { css: '#k' } } }),
      kinds: [{ id: 'replace', words: ['补卡', '换卡'] }],
    }
    expect(readPage(page(`<b id=k>${words}</b>`), adapter, { now })?.kind).toBe(kind)
  })

  it('show seen numbers apart', () => {
    const document = page(html, 'http://carrier.localhost/search/all?step=1')
    expect(readSeen(document, adapter, {})).toEqual([NUMBER])
    expect(readSeen(page(html), adapter, {})).toEqual([])
    expect(readPage(page('<p id=n>1', 'http://carrier.localhost/search?step=1'), adapter, { now })).toBeNull()
  })

  it('have their submit and their rows', () => {
    const document = page(`<form>${html}</form>`)
    const { buttons, forms } = findSubmit(document, adapter)
    expect([buttons[0]?.textContent, forms[0]?.localName]).toEqual(['确 定', 'form'])
    expect(findRow(document, adapter, 'VRBT')?.localName).toBe('tr')
    expect(findTick(document, adapter, 'VRBT')).toBeNull()
  })
})

describe('shadow roots', () => {
  it('are read, closed ones too, where the reader is given a way in', () => {
    const document = page('<x-sheet></x-sheet><div id=mount></div>')
    const inner = document.querySelector('x-sheet')?.attachShadow({ mode: 'open' })
    if (inner) inner.innerHTML = `<dl><dt>手机号码</dt><dd>${NUMBER}</dd></dl>`
    const closed = new Map<Element, ShadowRoot>()
    const mount = document.querySelector('#mount') as Element
    const root = mount.attachShadow({ mode: 'closed' })
    root.innerHTML = `<x-row><b>VRBT</b><i>视频彩铃</i></x-row><button id=go></button>`
    closed.set(mount, root)
    const tick = root.querySelector('x-row')?.attachShadow({ mode: 'open' })
    if (tick) tick.innerHTML = '<input type=checkbox>'
    const adapter = adapterOf({
      id: 'all',
      on: 'x-sheet',
      fields: { number: { label: '手机号码' } },
      services: { row: 'x-row', code: { css: 'b' }, name: { css: 'i' }, tick: 'input' },
      submit: { button: '#go' },
    })
    const eyes = { now, shadowRootOf: (host: Element) => closed.get(host) ?? null }
    const reading = readPage(document, adapter, eyes)
    expect(reading).toMatchObject({ number: NUMBER, missing: [], submit: true })
    expect(reading?.services).toMatchObject([{ code: 'VRBT', ticked: false }])
    const box = findTick(document, adapter, 'VRBT', eyes) as HTMLInputElement
    box.checked = true
    expect(readPage(document, adapter, eyes)?.services[0]?.ticked).toBe(true)
    // Without a way in the closed one is a wall, and what stands behind it is not there.
    expect(readPage(document, adapter, { now })).toMatchObject({ services: [], submit: false })
  })

  it('hold what stands beside a label', () => {
    const document = page('<dl><dt>手机号码</dt><dd><x-text></x-text></dd></dl>')
    const root = document.querySelector('x-text')?.attachShadow({ mode: 'open' })
    if (root) root.innerHTML = `<input value="${NUMBER}">`
    const adapter = adapterOf({ id: 'v', on: 'dl', fields: { number: { label: '手机号码' } } })
    expect(readPage(document, adapter, { now })?.number).toBe(NUMBER)
  })

  it('give the value of an element of the page’s own making', () => {
    const document = page('<sl-input id=i></sl-input>')
    const root = document.querySelector('#i')?.attachShadow({ mode: 'open' })
    if (root) root.innerHTML = `<input value="${NUMBER}">`
    const adapter = adapterOf({ id: 'v', on: '#i', fields: { number: { css: '#i' } } })
    expect(readPage(document, adapter, { now })?.number).toBe(NUMBER)
  })
})
