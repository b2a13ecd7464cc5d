/** Twenty-three pages that are none of our business, and what can be seen of each: document, console, network, and the page's own view of its browser. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const page = (body: string, script = ''): string =>
  `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>Quiet</title><link rel="icon" href="data:,"><body>${body}<script>${script}</script></body></html>`

/** Names and bodies. Each says what it has seen in a `pre`, so that a difference is in the document. */
const PAGES: Readonly<Record<string, string>> = {
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
  /** What sites do as soon as they are there: a field filled from what they remember, a form sent on, a message handed over. */
  filled: page(
    '<input type=tel id=t>',
    't.value="13900000000";for(const e of ["input","change"])t.dispatchEvent(new Event(e,{bubbles:true}));seen(t.value);when(()=>t.value,()=>seen(t.value))',
  ),
  sentOn: page(
    '<iframe name=sink></iframe>',
    `const f=document.createElement('form');f.action='/took';f.method='post';f.target='sink';f.innerHTML='<input name=phone value=13900000000>';
      document.body.append(f);f.submit();f.remove();when(()=>frames[0].document.body?.textContent,()=>seen(frames[0].document.body.textContent))`,
  ),
  handedOver: page(
    '',
    `const got=[],w=new Worker(URL.createObjectURL(new Blob(['onmessage=e=>postMessage(e.data.phone)'])));w.onmessage=e=>got.push(e.data);w.postMessage({phone:'13900000000'});
      const c=new MessageChannel;c.port1.onmessage=e=>got.push(e.data);c.port2.postMessage('13900000000');document.cookie='p=13900000000';
      when(()=>got.length>1&&document.cookie,()=>{seen(got.sort()+document.cookie);document.cookie='p=;max-age=0'})`,
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
  mirror: page('', 'mirror(window)'),
  /** The same in the realms of frames: each has its own functions, and their errors are its own. What one realm's `toString` says of another's function is not promised. */
  realms: page(
    '<iframe></iframe><iframe srcdoc="<p>in"></iframe>',
    `onload=async()=>{for(const w of [frames[0],frames[1]])await mirror(w);
      const e=a=>{try{return String(a())}catch(x){return [x.name,x.message,x instanceof TypeError,x instanceof frames[0].TypeError].join()}};
      seen(JSON.stringify([e(()=>frames[0].XMLHttpRequest.prototype.send.call({})),e(()=>XMLHttpRequest.prototype.open.call(new frames[0].XMLHttpRequest,'GET','/took')),
        e(()=>frames[0].HTMLFormElement.prototype.submit.call({})),e(()=>{const i=document.createElement('input');Object.getOwnPropertyDescriptor(frames[0].HTMLInputElement.prototype,'value').set.call(i,'2026-11-23');return i.value}),
        e(()=>new frames[0].WebSocket('nonsense://') instanceof WebSocket)]))}`,
  ),
}
const SEEN = `/* Looks again until it is so, or for ten seconds: a slow machine is no difference. */
var waits=0;function when(test,then){waits++;let n=0;const look=()=>test()||++n>195?(then(),waits--):setTimeout(look,50);setTimeout(look,250)}
function seen(v){const p=document.createElement("pre");p.className="seen";p.textContent=v;document.body.append(p)}
/* What a page can read off the functions of a realm, and off the errors they throw; nothing of ours may be in it. */
async function mirror(w){
  const setter=(o,k)=>Object.getOwnPropertyDescriptor(o.prototype,k).set;
  const f=[w.fetch,w.fetchLater,w.prompt,w.WebSocket,w.Function.prototype.toString,w.navigator.sendBeacon,w.HTMLFormElement.prototype.submit];
  for(const [o,names] of [[w.XMLHttpRequest,'open send setRequestHeader'],[w.WebSocket,'send close'],[w.Worker,'postMessage'],[w.MessagePort,'postMessage'],
    [w.BroadcastChannel,'postMessage'],[w.ServiceWorker,'postMessage'],[w.RTCDataChannel,'send'],[w.FormData,'append set get'],[w.WritableStreamDefaultWriter,'write'],
    [w.Document,'open write writeln'],[w.HTMLInputElement,'setRangeText'],[w.HTMLTextAreaElement,'setRangeText'],[w.Clipboard,'readText writeText read write'],[w.CookieStore,'set'],[w.Element,'attachShadow'],[w.EventTarget,'addEventListener dispatchEvent']])
    for(const k of names.split(' '))if(o)f.push(o.prototype[k]);
  f.splice(0,f.length,...f.filter(Boolean));
  f.push(setter(w.HTMLInputElement,'value'),setter(w.HTMLTextAreaElement,'value'),setter(w.Document,'cookie'));
  const err=a=>{try{const r=a();if(r&&r.then){r.then(0,()=>0);return 'promise'}return String(r)}catch(e){return [e.name,e.message,e instanceof w.TypeError||e instanceof w.DOMException].join('|')}};
  const soon=async a=>{try{const r=a();try{await r;return 'fine'}catch(e){return ['later',e.name,e.message].join('|')}}catch(e){return ['now',e.name,e.message].join('|')}};
  const keys=o=>JSON.stringify(Object.getOwnPropertyNames(o).map(k=>{const d=Object.getOwnPropertyDescriptor(o,k);return [k,d.writable,d.enumerable,d.configurable]}));
  const bad={toString(){throw new RangeError('mine')}};
  const x=()=>new w.XMLHttpRequest;
  const wrong=[{},null,1,Symbol('s')].flatMap(t=>f.filter(g=>g!==w.WebSocket&&g!==w.prompt&&g!==w.fetch&&g!==w.fetchLater).map(g=>err(()=>g.call(t))));
  const out=[f.map(g=>[g.name,g.length,String(g),w.Function.prototype.toString.call(g),'prototype' in g,Object.getOwnPropertyNames(g).sort().join(),Object.prototype.toString.call(g)]),wrong,
    err(()=>w.WebSocket('ws://x')),err(()=>new w.WebSocket),err(()=>new w.WebSocket('nonsense://')),err(()=>new w.WebSocket(Symbol())),err(()=>new w.WebSocket(bad)),err(()=>new w.WebSocket('ws://x','a b')),err(()=>new w.WebSocket('ws://x',[1,1])),
    err(()=>new w.fetch),err(()=>x().open()),err(()=>x().open('GET')),err(()=>x().open(Symbol(),'/')),err(()=>x().open('GET',bad)),err(()=>x().open('A B','/')),err(()=>x().send()),err(()=>x().setRequestHeader('a','b')),
    err(()=>{const y=x();y.open('GET','/took');y.setRequestHeader('a b','c')}),err(()=>w.navigator.sendBeacon()),err(()=>w.navigator.sendBeacon(bad)),err(()=>w.navigator.sendBeacon('ftp://x/')),
    err(()=>new w.MessageChannel().port1.postMessage()),err(()=>new w.MessageChannel().port1.postMessage(Symbol())),err(()=>new w.MessageChannel().port1.postMessage(()=>0)),err(()=>new w.BroadcastChannel('a').postMessage(()=>0)),
    err(()=>w.document.createElement('input').setRangeText()),err(()=>new w.FormData().append('a')),err(()=>new w.FormData().append('a',Symbol())),err(()=>new w.FormData().set('a','b','c')),err(()=>w.document.createElement('input').setRangeText(bad)),err(()=>{const i=w.document.createElement('input');i.type='checkbox';i.setRangeText('x')}),
    err(()=>{w.document.createElement('input').value=bad}),err(()=>{w.document.createElement('input').value=Symbol()}),err(()=>{w.document.cookie=bad}),err(()=>w.document.write(bad)),
    await soon(()=>w.fetch()),await soon(()=>w.fetch('http://')),await soon(()=>w.fetch(Symbol())),await soon(()=>w.fetch(bad)),await soon(()=>w.fetch('/took',{method:'GET',body:'x'})),await soon(()=>w.fetch('/took',{headers:{'a b':'c'}})),
    await soon(()=>w.fetch('/took',{method:'A B'})),await soon(()=>w.fetch('/took',{method:'POST',body:bad})),await soon(()=>w.fetch.call({},'/took')),await soon(()=>w.fetch('/took',1)),await soon(()=>w.fetch('/took',{get referrer(){throw new RangeError('from')}})),await soon(()=>w.fetch('/took',{referrer:Symbol()})),await soon(()=>w.CookieStore&&w.cookieStore.set()),await soon(()=>w.CookieStore&&w.cookieStore.set(bad,'x')),await soon(()=>w.navigator.clipboard&&w.navigator.clipboard.write()),await soon(()=>w.fetch('/took',{get method(){throw new RangeError('got')}})),
    w.WebSocket.prototype.constructor===w.WebSocket,w.WebSocket.OPEN,keys(w.WebSocket),keys(w.WebSocket.prototype),keys(w.XMLHttpRequest.prototype),keys(w.HTMLFormElement.prototype),keys(w.Document.prototype),
    Object.getOwnPropertyNames(w).filter(k=>k!=='p').sort().join(),Object.getOwnPropertyNames(w.document).sort().join()];
  seen(JSON.stringify(out))}`

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
