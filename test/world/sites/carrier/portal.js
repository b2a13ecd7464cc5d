// The activation portal of an invented carrier: one page, whole steps drawn anew on every change, state kept over a
// reload. What it does for tests is asked for by the address: see test/world/README.md.
import { texts } from '/texts.js'

const query = new URLSearchParams(location.search)
const via = query.get('via') ?? 'fetch'
const broken = new Set((query.get('broken') ?? '').split(','))
const plain = query.has('plain')
const ORDER_URL = '/tmf-api/productOrderingManagement/v4/productOrder'
const STEPS = ['number', 'identity', 'plan', 'services', 'confirm']
const root = document.getElementById('app')

let lang = query.get('lang') === 'en' ? 'en' : 'zh-CN'
const t = (key) => texts[lang][key] ?? key
const words = (both) => both[lang]

const blank = () => ({
  step: 'home',
  number: '',
  name: '',
  id: '',
  order: '',
  plan: 'PLAN39',
  ticks: {},
  ever: {},
  asked: null,
  confirmList: null,
  done: null,
  deep: '',
})
let state = { staff: '', ...blank() }
// Answers of the server, not state: fetched anew after a reload.
const data = { numbers: [], persons: [], offers: [], late: null, lateStarted: false, found: null }
let error = ''
let busy = false
let person = 0

try {
  state = { ...state, ...JSON.parse(sessionStorage.getItem('qinghe') ?? '{}') }
} catch {}
const save = () => sessionStorage.setItem('qinghe', JSON.stringify(state))

const esc = (text) =>
  String(text).replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c],
  )
const spaced = (n) => n.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3')
const yuan = (fen) => (fen / 100).toFixed(2)
const perMonth = (fen) => (fen === 0 ? t('free') : t('perMonth').replace('{yuan}', yuan(fen)))
const api = async (path, body) => {
  const res = await fetch(
    path,
    body
      ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      : {},
  )
  if (!res.ok) throw new Error(String(res.status))
  return res.json()
}

// ---------------------------------------------------------------- services

const listed = () => [...data.offers.filter((o) => o.group === 'main'), ...(data.late ?? [])]
const planOffers = () => data.offers.filter((o) => o.group === 'plan')
const included = () => data.offers.filter((o) => o.code === state.plan || o.group === 'included')
const ticked = () => listed().filter((o) => state.ticks[o.code])

function arrive(offers) {
  for (const o of offers) {
    if (state.ticks[o.code] === undefined)
      state.ticks[o.code] = state.asked ? state.asked.includes(o.code) : Boolean(o.pre) && !plain
    if (state.ticks[o.code]) state.ever[o.code] = true
  }
}

/** What some portals do whenever a step is drawn: what was their default is the default again. */
function retick() {
  for (const o of listed()) if (o.retick && state.ever[o.code]) state.ticks[o.code] = true
}

async function loadOffers() {
  if (data.offers.length === 0) {
    data.offers = (await api('/api/offers?group=main')).offers
  }
  arrive(data.offers.filter((o) => o.group === 'main'))
}
async function loadLate() {
  if (data.lateStarted) return
  data.lateStarted = true
  try {
    const { offers } = await api('/api/offers?group=late')
    data.late = offers
    arrive(offers)
    if (state.step === 'confirm' && state.confirmList)
      state.confirmList.push(...offers.filter((o) => state.ticks[o.code]).map((o) => o.code))
    if (state.step === 'services' || state.step === 'confirm') render()
  } catch {
    data.lateStarted = false
  }
}

// ---------------------------------------------------------------- the order

function productOrder() {
  const item = (o, id) => ({
    id: String(id),
    '@type': 'ProductOrderItem',
    action: 'add',
    quantity: 1,
    productOffering: { id: o.code, name: o.name['zh-CN'], '@referredType': 'ProductOffering' },
    itemPrice: [
      {
        priceType: 'recurring',
        recurringChargePeriod: 'month',
        price: { taxIncludedAmount: { unit: 'CNY', value: o.fen / 100 } },
      },
    ],
  })
  const [plan, ...parts] = included().sort((a, b) =>
    a.code === state.plan ? -1 : b.code === state.plan ? 1 : 0,
  )
  const nested = parts.map((o, i) => item(o, `1.${i + 1}`))
  for (const code of query.getAll('hidden'))
    nested.push(item({ code, name: { 'zh-CN': code }, fen: 0 }, `1.${nested.length + 1}`))
  return {
    '@type': 'ProductOrder',
    externalId: state.order,
    category: 'new activation',
    requestedStartDate: new Date().toISOString(),
    channel: [{ id: 'store', name: '平度人民路示范店', role: 'point of sale' }],
    relatedParty: [
      { id: state.staff, role: 'sales agent', '@referredType': 'Individual' },
      { name: state.name, role: 'customer', '@referredType': 'Individual' },
    ],
    productOrderItem: [
      {
        ...item(plan, 1),
        product: {
          '@type': 'Product',
          isBundle: true,
          productCharacteristic: [{ name: 'MSISDN', valueType: 'string', value: `86${state.number}` }],
        },
        productOrderItem: nested,
      },
      ...ticked().map((o, i) => ({
        ...item(o, i + 2),
        productOrderItemRelationship: [{ id: '1', relationshipType: 'reliesOn' }],
      })),
    ],
  }
}

const routes = {
  async fetch(body) {
    const res = await fetch(ORDER_URL, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    return { status: res.status, order: await res.json() }
  },
  xhr: (body) =>
    new Promise((resolve) => {
      const xhr = new XMLHttpRequest()
      xhr.open('POST', ORDER_URL)
      xhr.setRequestHeader('content-type', 'application/json')
      xhr.onload = () => resolve({ status: xhr.status, order: JSON.parse(xhr.responseText) })
      xhr.onerror = () => resolve({ status: 0, order: null })
      xhr.send(body)
    }),
  async beacon(body) {
    if (!navigator.sendBeacon(ORDER_URL, new Blob([body], { type: 'application/json' })))
      return { status: 0, order: null }
    // A beacon has no answer: the portal looks whether its order is there.
    for (let i = 0; i < 6; i++) {
      await new Promise((r) => setTimeout(r, 250))
      const [order] = await api(`${ORDER_URL}?externalId=${encodeURIComponent(state.order)}`)
      if (order) return { status: 201, order }
    }
    return { status: 0, order: null }
  },
  worker: (body) =>
    new Promise((resolve) => {
      const worker = new Worker('/order-worker.js')
      worker.onmessage = ({ data: answer }) => {
        worker.terminate()
        resolve(answer)
      }
      worker.onerror = () => resolve({ status: 0, order: null })
      worker.postMessage({ url: new URL(ORDER_URL, location.href).href, body })
    }),
}

/** Fills the visible form so that its own submission carries the order. */
function fillForm(form) {
  const body = JSON.stringify(productOrder())
  form.method = 'post'
  form.action = ORDER_URL
  form.querySelector('.payload').replaceChildren()
  const field = document.createElement('input')
  field.type = 'hidden'
  if (via === 'form-urlencoded') {
    form.enctype = 'application/x-www-form-urlencoded'
    field.name = 'order'
    field.value = body
  } else {
    // text/plain writes `name=value`: cut so that the whole is JSON.
    form.enctype = 'text/plain'
    field.name = `${body.slice(0, -1)},"note":"`
    field.value = '"}'
  }
  form.querySelector('.payload').append(field)
}

async function submitOrder(event, form) {
  if (via === 'form' || via === 'form-urlencoded') {
    fillForm(form)
    save()
    return // goes out by itself
  }
  event.preventDefault()
  if (busy) return
  if (via === 'form-submit') {
    fillForm(form)
    save()
    HTMLFormElement.prototype.submit.call(form)
    return
  }
  busy = true
  error = ''
  const button = form.querySelector('button[type=submit]')
  button.disabled = true
  let answer = { status: 0, order: null }
  try {
    answer = await (routes[via] ?? routes.fetch)(JSON.stringify(productOrder()))
  } catch {}
  busy = false
  if (answer.status === 201 && answer.order?.id) {
    state.done = { id: answer.order.id, at: answer.order.orderDate }
    go('done')
    return
  }
  // Not drawn anew: what the clerk unticked stays as it is.
  button.disabled = false
  const box = form.querySelector('.notice-error')
  box.hidden = false
  box.textContent = t('submitFailed')
}

// ---------------------------------------------------------------- drawing

const frame = (inner, at) => `
  <header class="top">
    <img src="/icon.svg" alt=""><b>${t('carrier')}</b><i></i><span>${t('system')}</span><span class="sp"></span>
    ${state.staff ? `<span class="who"><span class="small">${t('store')}</span><span class="small">${t('staff')}</span><span class="num" data-field="staff-id">${esc(state.staff)}</span></span><button type="button" class="link" data-act="logout">${t('logout')}</button>` : ''}
    <button type="button" class="link" data-act="lang" lang="${lang === 'en' ? 'zh-CN' : 'en'}">${lang === 'en' ? '中文' : 'English'}</button>
  </header>${
    at === 'login'
      ? inner
      : `<div class="shell">
  <nav class="side" aria-label="${t('menuWork')}"><small>${t('menuWork')}</small><span class="on">${t('menuNew')}</span><span>${t('menuChange')}</span><span>${t('menuCard')}</span><span>${t('menuPay')}</span><small>${t('menuQuery')}</small><span>${t('menuOrders')}</span><span>${t('menuDay')}</span></nav>
  <div class="work"><main class="col">${inner}</main><aside class="aside" aria-label="${t('board')}">${aside()}</aside></div></div>`
  }`

const aside = () => `
  <section class="card"><h2>${t('board')}</h2><ul>
    <li><span>${t('board1')}</span><span class="muted small num">11-20</span></li>
    <li><span>${t('board2')}</span><span class="muted small num">11-16</span></li>
    <li><span>${t('board3')}</span><span class="muted small num">11-09</span></li></ul></section>
  <section class="card"><h2>${t('today')}</h2><ul>
    <li><span>${t('todayNew')}</span><b class="num">6</b></li><li><span>${t('todayChange')}</span><b class="num">11</b></li><li><span>${t('todayPay')}</span><b class="num">23</b></li></ul></section>`

const steps = () => {
  const now = STEPS.indexOf(state.step)
  return `<ol class="steps">${STEPS.map((s, i) => `<li class="${i < now || state.step === 'done' ? 'past' : i === now ? 'now' : ''}"${i === now ? ' aria-current="step"' : ''}>${t(`step-${s}`)}</li>`).join('')}</ol>`
}

const maskedId = (id) => `${id.slice(0, 4)}**********${id.slice(-4)}`
const sheet = () => `<dl class="sheet" data-activation>
  <div><dt>${t('order')}</dt><dd class="num"${broken.has('order') ? '' : ' data-field="order"'}>${esc(state.order)}</dd></div>
  <div><dt>${t('number')}</dt>${broken.has('number') ? '<dd>—</dd>' : `<dd class="num" data-field="number">${spaced(state.number)}</dd>`}</div>
  <div><dt>${t('name')}</dt><dd${broken.has('customer') ? '' : ' data-field="customer"'}>${esc(state.name)}</dd></div>
  <div><dt>${t('idNumber')}</dt><dd class="num">${maskedId(state.id)}${broken.has('identity') ? '' : `<input type="hidden" name="certNo" value="${esc(state.id)}">`}</dd></div>
</dl>`

const row = (
  o,
  fixed,
) => `<tr class="svc-row${fixed ? ' is-included' : ''}"${broken.has('services') ? '' : ` data-offering="${o.code}"`}>
  <td><input type="checkbox" id="svc-${o.code}" value="${o.code}"${fixed ? ' checked disabled' : state.ticks[o.code] ? ' checked' : ''}></td>
  <td><label class="svc-name" for="svc-${o.code}">${esc(words(o.name))}</label> <span class="muted small">${esc(words(o.hint))}</span></td>
  <td class="${broken.has('code') ? '' : 'svc-code'}">${broken.has('code') ? '' : o.code}</td><td class="svc-price">${perMonth(o.fen)}</td></tr>`
const table = (caption, rows) =>
  rows.length ? `<table class="svc"><caption>${caption}</caption><tbody>${rows.join('')}</tbody></table>` : ''
const total = () =>
  included()
    .concat(ticked())
    .reduce((sum, o) => sum + o.fen, 0)
const totalBox = () =>
  `<span class="total"><span class="small muted">${t('monthly')}</span><br><b id="total">${yuan(total())}</b> ${t('yuan')}</span>`
const loading = () => (data.late ? '' : `<div class="svc-loading" role="status">${t('loading')}</div>`)

const views = {
  login: () => `<main class="login"><div class="art"><h1>${t('loginTitle')}</h1><p>${t('loginLead')}</p>
    <svg viewBox="0 0 400 300" aria-hidden="true"><g fill="none" stroke="#8fe0b0" stroke-width="7" stroke-linecap="round" opacity=".75"><path d="M120 300V150m0 40c-50 0-66-34-66-76 50 0 66 34 66 76Zm0-30c0-44 26-68 70-68 0 44-20 68-70 68Z"/><path d="M260 300V190m0 26c-36 0-48-24-48-54 36 0 48 24 48 54Zm0-22c0-32 18-50 50-50 0 32-14 50-50 50Z" opacity=".7"/></g></svg></div>
    <form data-step="login"><h2 tabindex="-1" data-head>${t('loginHead')}</h2>
    <div class="field"><label for="staff">${t('staff')}</label><input id="staff" type="text" name="staff" autocomplete="username" inputmode="numeric" placeholder="0417"></div>
    <div class="field"><label for="password">${t('password')}</label><input id="password" type="password" name="password" autocomplete="current-password"></div>
    <p class="err" role="alert">${esc(error)}</p><button class="btn main">${t('login')}</button><p class="small muted">${t('loginHint')}</p></form></main>`,

  home: () => `<div class="home">
    <section class="card"><h1 tabindex="-1" data-head>${t('newTitle')}</h1><p class="lead">${t('newLead')}</p><div class="actions"><button type="button" class="btn main" data-act="new">${t('newButton')}</button></div></section>
    <section class="card"><h1>${t('searchTitle')}</h1><form data-step="search"><div class="field"><label for="q">${t('searchLabel')}</label><input id="q" type="search" name="q" inputmode="tel" autocomplete="off"></div><div class="actions"><button class="btn">${t('search')}</button><span role="status" class="muted">${data.found ?? ''}</span></div></form></section></div>
    <section class="card"><h2>${t('recent')}</h2><p class="muted">${t('recentNone')}</p></section>`,

  number:
    () => `${steps()}<form class="card" data-step="number"><h1 tabindex="-1" data-head>${t('numberTitle')}</h1><p class="lead">${t('numberLead')}</p>
    <fieldset class="pick" aria-label="${t('numberTitle')}">${data.numbers.map((n) => `<label><input type="radio" name="number" value="${n}"${n === state.number ? ' checked' : ''}><b class="num">${spaced(n)}</b><span class="small muted">${t('numberFree')}</span></label>`).join('')}</fieldset>
    <p class="err" role="alert">${esc(error)}</p><div class="actions"><button type="button" class="btn" data-act="home">${t('cancel')}</button><button class="btn main">${t('next')}</button></div></form>`,

  identity:
    () => `${steps()}<form class="card" data-step="identity"><h1 tabindex="-1" data-head>${t('idTitle')}</h1><p class="lead">${t('idLead')} <b class="num">${spaced(state.number)}</b></p>
    <div class="fields"><div class="field"><label for="name">${t('name')}</label><input id="name" type="text" name="name" autocomplete="off" value="${esc(state.name)}"></div>
    <div class="field"><label for="idNumber">${t('idNumber')}</label><input id="idNumber" type="text" name="id" autocomplete="off" maxlength="18" value="${esc(state.id)}"></div></div>
    <p class="err" role="alert">${esc(error)}</p><div class="actions"><button type="button" class="btn" data-act="back">${t('back')}</button><button type="button" class="btn" data-act="card">${t('readCard')}</button><button class="btn main">${t('next')}</button></div></form>`,

  plan: () => `${steps()}${sheet()}<form class="card" data-step="plan"><h1 tabindex="-1" data-head>${t('planTitle')}</h1>
    <fieldset class="pick" aria-label="${t('planTitle')}">${planOffers()
      .map(
        (o) =>
          `<label><input type="radio" name="plan" value="${o.code}"${o.code === state.plan ? ' checked' : ''}><b class="big num">${o.fen / 100} ${t('yuan')}</b><span>${esc(words(o.name))}</span><span class="small muted">${esc(words(o.hint))}</span></label>`,
      )
      .join('')}</fieldset>
    <div class="actions"><button type="button" class="btn" data-act="back">${t('back')}</button><button class="btn main">${t('next')}</button></div></form>`,

  services:
    () => `${steps()}${sheet()}<form class="card" data-step="services" id="services-form"><h1 tabindex="-1" data-head>${t('servicesTitle')}</h1>
    ${table(
      t('groupPlan'),
      included().map((o) => row(o, true)),
    )}
    ${table(
      t('groupMain'),
      data.offers.filter((o) => o.group === 'main').map((o) => row(o, false)),
    )}
    ${loading()}${table(
      t('groupLate'),
      (data.late ?? []).map((o) => row(o, false)),
    )}
    <div class="actions"><button type="button" class="btn" data-act="back">${t('back')}</button><button class="btn main" id="to-confirm">${t('toConfirm')}</button>${totalBox()}</div></form>`,

  confirm: () => {
    const shown = listed().filter((o) => state.confirmList?.includes(o.code))
    return `${steps()}${sheet()}<form class="card" data-step="confirm" id="order-form"><h1 tabindex="-1" data-head>${t('confirmTitle')}</h1><p class="lead">${t('confirmLead')}</p>
    ${table(
      t('groupPlan'),
      included().map((o) => row(o, true)),
    )}
    ${table(
      t('groupChosen'),
      shown.map((o) => row(o, false)),
    )}${loading()}
    <span class="payload" hidden></span><p class="notice-error" role="alert" hidden></p>
    <div class="actions"><button type="button" class="btn" data-act="back">${t('back')}</button><button type="submit" class="btn main"${broken.has('button') ? '' : ' id="submit-order"'}>${t('submit')}</button>${totalBox()}</div></form>`
  },

  done: () => `${state.number ? sheet() : ''}<section class="card result-ok" data-order="${esc(state.done?.id ?? '')}"><div class="tick" aria-hidden="true">✓</div><h1 tabindex="-1" data-head>${t('doneTitle')}</h1><p class="lead">${t('doneLead')}</p>
    <dl><dt>${t('orderId')}</dt><dd class="num" data-field="order-id">${esc(state.done?.id ?? '')}</dd><dt>${t('order')}</dt><dd class="num">${esc(state.order)}</dd><dt>${t('number')}</dt><dd class="num">${spaced(state.number)}</dd><dt>${t('monthly')}</dt><dd class="num">${yuan(total())} ${t('yuan')}</dd></dl>
    <div class="actions"><button type="button" class="btn" data-act="home">${t('toHome')}</button><button type="button" class="btn main" data-act="new">${t('newAgain')}</button></div></section>`,
}

function render(focus = false) {
  const at = state.staff ? state.step : 'login'
  if (at === 'services' || at === 'confirm') retick()
  document.documentElement.lang = lang
  document.title = `${t('carrier')} · ${t('system')}`
  root.innerHTML = frame(views[at](), at)
  if (focus) root.querySelector('[data-head]')?.focus({ preventScroll: true })
  save()
}

// ---------------------------------------------------------------- moving

async function go(step) {
  error = ''
  if (step === 'number') data.numbers = (await api('/api/numbers')).numbers
  if (['plan', 'services', 'confirm', 'done'].includes(step)) await loadOffers()
  if (step === 'confirm') {
    retick()
    state.confirmList = ticked().map((o) => o.code)
  }
  state.step = step
  render(true)
  scrollTo(0, 0)
  if (step === 'services' || step === 'confirm') loadLate()
  const hash = `#/${state.staff ? step : 'login'}`
  if (!location.hash.startsWith(hash)) history.pushState(null, '', location.pathname + location.search + hash)
}

const validId = (id) => {
  if (!/^\d{17}[\dX]$/.test(id)) return false
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return '10X98765432'[weights.reduce((sum, w, i) => sum + w * Number(id[i]), 0) % 11] === id[17]
}

const submits = {
  async login(form) {
    try {
      state.staff = (
        await api('/api/session', { staff: form.get('staff').trim(), password: form.get('password') })
      ).staff
      await go('home')
    } catch {
      error = t('loginWrong')
      render()
    }
  },
  async search(form) {
    const { customers } = await api(`/api/customers?number=${encodeURIComponent(form.get('q'))}`)
    data.found = customers.length ? `${t('found')} ${esc(customers[0].order)}` : t('foundNone')
    render()
  },
  async number(form) {
    if (!form.get('number')) {
      error = t('numberMissing')
      return render()
    }
    state.number = form.get('number')
    await go('identity')
  },
  async identity(form) {
    state.name = form.get('name').trim()
    state.id = form.get('id').trim().toUpperCase()
    if (!state.name) error = t('nameMissing')
    else if (!validId(state.id)) error = t('idWrong')
    else {
      if (!state.order) state.order = (await api('/api/cases', {})).order
      return go('plan')
    }
    render()
  },
  async plan(form) {
    state.plan = form.get('plan') ?? state.plan
    await go('services')
  },
  services: () => go('confirm'),
}

const acts = {
  lang() {
    lang = lang === 'en' ? 'zh-CN' : 'en'
    query.set('lang', lang)
    history.replaceState(null, '', `?${query}${location.hash}`)
    render()
  },
  logout() {
    state = { staff: '', ...blank() }
    go('home')
  },
  home() {
    state = { staff: state.staff, ...blank() }
    restart()
    go('home')
  },
  new() {
    state = { staff: state.staff, ...blank() }
    restart()
    go('number')
  },
  back: () => go(STEPS[Math.max(0, STEPS.indexOf(state.step) - 1)]),
  async card() {
    if (data.persons.length === 0) data.persons = (await api('/api/persons')).persons
    const next = data.persons[person++ % data.persons.length]
    state.name = next.name
    state.id = next.id
    error = ''
    render()
    root.querySelector('[data-step] .main')?.focus()
  },
}
function restart() {
  data.late = null
  data.lateStarted = false
  data.found = null
}

root.addEventListener('submit', (event) => {
  const form = event.target
  const step = form.dataset.step
  if (step === 'confirm') {
    submitOrder(event, form)
    return
  }
  event.preventDefault()
  submits[step]?.(new FormData(form))
})
root.addEventListener('click', (event) => {
  const act = event.target.closest('[data-act]')?.dataset.act
  if (act) acts[act]()
})
root.addEventListener('change', (event) => {
  const box = event.target
  if (!box.closest('.svc-row')) return
  state.ticks[box.value] = box.checked
  if (box.checked) state.ever[box.value] = true
  const sum = root.querySelector('#total')
  if (sum) sum.textContent = yuan(total())
  save()
})

/** `#/services?number=…&name=…&id=…&ticks=A,B`: straight to a step, without the clicks before it. */
async function enter() {
  const [path = '', tail = ''] = location.hash.replace(/^#\//, '').split('?')
  const p = new URLSearchParams(tail)
  if (path === 'done' && p.get('order')) {
    state.done = { id: p.get('order') }
    return go('done')
  }
  if (STEPS.includes(path) && (tail || (!state.number && path !== 'number'))) {
    if (state.deep !== location.hash || state.step === 'done' || p.has('fresh')) {
      state = { staff: p.get('staff') ?? (state.staff || '0417'), ...blank(), deep: location.hash }
      restart()
      data.persons = (await api('/api/persons')).persons
      state.number = p.get('number') ?? '13800138000'
      state.name = p.get('name') ?? data.persons[0].name
      state.id = p.get('id') ?? (data.persons.find((q) => q.name === state.name) ?? data.persons[0]).id
      state.plan = p.get('plan') ?? state.plan
      state.asked = p.has('ticks') ? p.get('ticks').split(',').filter(Boolean) : null
      state.order = p.get('order') ?? (await api('/api/cases', {})).order
      return go(path)
    }
    return go(state.step)
  }
  if (!state.staff) return render()
  return go(
    views[path] && path !== 'login' && (path === 'home' || state.number || path === 'number')
      ? path
      : state.step,
  )
}
addEventListener('hashchange', enter)
addEventListener('popstate', () => {
  const path = location.hash.replace(/^#\//, '').split('?')[0]
  if (views[path] && path !== state.step && !location.hash.includes('?')) enter()
})
enter()
