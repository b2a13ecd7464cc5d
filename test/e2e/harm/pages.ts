/** Twenty pages that are none of our business, and what can be seen of each: document, console, network, and the page's own view of its browser. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const page = (body: string, script = ''): string =>
  `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>Quiet</title><link rel="icon" href="data:,"><body>${body}<script>${script}</script></body></html>`

/** Names and bodies. Each says what it has seen in `#seen`, so that a difference is in the document. */
const PAGES: Readonly<Record<string, string>> = {
  plain: page('<h1>Opening hours</h1><p>Monday to Friday, 9 to 18.</p>'),
  contact: page(
    '<form><label>姓名<input name=n></label><label>电话<input type=tel name=p value="0532-1234567"></label><textarea></textarea><button>发送</button></form>',
  ),
  order: page(
    '<form action=/took method=post target=sink><input name=a value=13900000000><button id=b>Buy</button></form><iframe name=sink></iframe>',
    'document.getElementById("b").click()',
  ),
  search: page(
    '<input id=q><ul id=l></ul>',
    'fetch("/find?q=20261123").then(r=>r.text()).then(t=>{l.textContent=t;seen(t)})',
  ),
  post: page(
    '',
    'fetch("/took",{method:"POST",body:JSON.stringify({phone:"13900000000",n:12345678})}).then(r=>seen(r.status))',
  ),
  xhr: page(
    '',
    'const x=new XMLHttpRequest();x.open("POST","/took");x.onload=()=>seen(x.status+x.responseText);x.send("code=123456")',
  ),
  beacon: page('', 'seen(navigator.sendBeacon("/took","13900000000"))'),
  blob: page('', 'fetch("/took",{method:"POST",body:new Blob(["13900000000"])}).then(r=>seen(r.status))'),
  multipart: page(
    '',
    'const f=new FormData;f.append("a",new File(["x1"],"a.txt"));fetch("/took",{method:"POST",body:f}).then(r=>seen(r.status))',
  ),
  worker: page(
    '',
    'const w=new Worker(URL.createObjectURL(new Blob(["onmessage=e=>postMessage(e.data*2)"])));w.onmessage=e=>seen(e.data);w.postMessage(21)',
  ),
  channel: page(
    '',
    'const c=new MessageChannel;c.port1.onmessage=e=>seen(JSON.stringify(e.data));c.port2.postMessage({a:[1,2],d:new Date(0)})',
  ),
  frames: page(
    '<iframe srcdoc="<p>in"></iframe><iframe></iframe><iframe src=/inner></iframe>',
    'onload=()=>seen(frames.length)',
  ),
  shadow: page(
    '<div id=h></div>',
    'const r=h.attachShadow({mode:"open"});r.innerHTML="<input value=1><slot></slot>";seen(h.shadowRoot.innerHTML)',
  ),
  element: page(
    '<x-clock></x-clock>',
    'customElements.define("x-clock",class extends HTMLElement{connectedCallback(){this.textContent="12:00"}});seen(1)',
  ),
  editor: page(
    '<div id=e contenteditable>x</div>',
    'e.focus();document.execCommand("insertText",false,"2026-11-23");seen(e.textContent.length)',
  ),
  written: page(
    '',
    'document.write("<p id=w>written</p>");onload=()=>seen(document.querySelectorAll("#w").length)',
  ),
  history: page('', 'history.pushState({a:1},"","/history?id=20261123001");seen(location.search)'),
  storage: page(
    '',
    'localStorage.a="1";document.cookie="b=2";seen(localStorage.a+document.cookie);localStorage.clear();document.cookie="b=;max-age=0"',
  ),
  large: page(
    '<div id=big></div>',
    `big.innerHTML=Array.from({length:3000},(_,i)=>'<p class=c'+i+'>'+i+' <b>row</b></p>').join('');seen(big.children.length)`,
  ),
  mirror: page(
    '',
    `const f=[fetch,XMLHttpRequest.prototype.open,XMLHttpRequest.prototype.send,navigator.sendBeacon,HTMLFormElement.prototype.submit,
      WebSocket,WebSocket.prototype.send,Worker.prototype.postMessage,MessagePort.prototype.postMessage,Document.prototype.open,
      Document.prototype.write,prompt,Function.prototype.toString,
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype,'value').set,Object.getOwnPropertyDescriptor(Document.prototype,'cookie').set];
    const err=a=>{try{return String(a())}catch(e){return e.name+': '+e.message}};
    const keys=o=>JSON.stringify(Object.getOwnPropertyNames(o).map(k=>{const d=Object.getOwnPropertyDescriptor(o,k);return [k,d.writable,d.enumerable,d.configurable]}));
    (async()=>{const bad=await fetch('http://').catch(e=>e.name+': '+e.message);const nobody=await fetch('/took',{method:'GET',body:'x'}).catch(e=>e.name+': '+e.message);
    seen(JSON.stringify([f.map(x=>[x.name,x.length,String(x),'prototype' in x,Object.getOwnPropertyNames(x).sort().join()]),bad,nobody,
      err(()=>WebSocket('ws://x')),err(()=>new WebSocket()),err(()=>new WebSocket('nonsense://')),err(()=>XMLHttpRequest.prototype.send.call({})),
      err(()=>fetch.call(null).catch(()=>0)),err(()=>HTMLFormElement.prototype.submit.call({})),err(()=>document.createElement('form').submit.call(1)),
      err(()=>Object.getOwnPropertyDescriptor(HTMLInputElement.prototype,'value').set.call({},'1')),err(()=>new fetch()),
      err(()=>navigator.sendBeacon()),err(()=>new Worker('').postMessage()),WebSocket.prototype.constructor===WebSocket,WebSocket.OPEN,
      keys(WebSocket),keys(WebSocket.prototype),keys(XMLHttpRequest.prototype),keys(HTMLFormElement.prototype),keys(Document.prototype),
      Object.getOwnPropertyNames(window).sort().join(),Object.getOwnPropertyNames(document).sort().join()]))})()`,
  ),
}
const SEEN =
  'function seen(v){const p=document.createElement("pre");p.id="seen";p.textContent=v;document.body.append(p)}'

export interface Quiet {
  readonly origin: string
  readonly names: readonly string[]
  /** Requests since the last call: method, path, body, and the headers a site can tell browsers apart by. */
  took(): readonly string[]
  close(): Promise<void>
}

export async function startQuiet(): Promise<Quiet> {
  let requests: string[] = []
  const server = createServer(async (req, res) => {
    const path = (req.url ?? '/').slice(1)
    let body = ''
    for await (const part of req) body += part
    const { accept, origin, cookie } = req.headers
    const kept = body.replace(/(?:-{4,}|WebKitFormBoundary)\w+-*/g, '--')
    requests.push(
      JSON.stringify([
        req.method,
        path,
        kept,
        accept,
        origin,
        cookie,
        req.headers['content-type']?.split(';')[0],
      ]),
    )
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    const html = PAGES[path]
    res.end(html ? html.replace('<body>', `<body><script>${SEEN}</script>`) : `took ${path}`)
  })
  await new Promise<void>((done) => server.listen(0, () => done()))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://quiet.localhost:${port}`,
    names: Object.keys(PAGES),
    took() {
      const out = requests.sort()
      requests = []
      return out
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
