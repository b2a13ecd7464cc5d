// A chat: Enter or the button sends. `/` has a textarea, `/rich` an element with contenteditable.
const en = new URLSearchParams(location.search).get('lang') === 'en'
const t = (zh, english) => (en ? english : zh)
const rich = location.pathname === '/rich'
document.documentElement.lang = en ? 'en' : 'zh-CN'
document.title = t('快聊', 'Kuailiao')
const other = new URL(location.href)
other.searchParams.set('lang', en ? 'zh' : 'en')
const ROOM = 'store-friends'
const hint = t('输入消息，回车发送', 'Write a message; Enter sends')
const rooms = [
  ['#8a5a2b', t('门店搭子群', 'Store friends'), t('老周：中午吃面？', 'Zhou: noodles at noon?'), '10:31'],
  ['#3d6aa8', t('家人', 'Family'), t('妈：晚上回来吃饭吗', 'Mum: home for dinner?'), '09:58'],
  ['#7a4a86', t('羽毛球周三局', 'Badminton'), t('场地订好了', 'The court is booked'), t('昨天', 'Mon')],
  [
    '#4b7a3a',
    t('小区通知', 'Neighbourhood'),
    t('明早停水两小时', 'No water tomorrow, 8 to 10'),
    t('周日', 'Sun'),
  ],
]
document.querySelector('#app').innerHTML = `<div class="app">
<nav class="rail" aria-label="${t('栏目', 'Sections')}"><img src="/icon.svg" alt="${t('快聊', 'Kuailiao')}"><span class="on">${t('聊天', 'Chats')}</span><span>${t('联系人', 'People')}</span><span>${t('收藏', 'Saved')}</span><a href="${other.pathname}${other.search}" lang="${en ? 'zh-CN' : 'en'}">${t('English', '中文')}</a></nav>
<aside class="list" aria-label="${t('会话', 'Conversations')}"><div class="find">${t('搜索', 'Search')}</div><ul>${rooms.map(([c, name, last, at], i) => `<li${i === 0 ? ' class="on"' : ''}><span class="face" style="background:${c}" aria-hidden="true">${[...name][0]}</span><b>${name}</b><span class="small muted">${at}</span><span class="small muted cut">${last}</span></li>`).join('')}</ul></aside>
<main class="room"><header><h1>${rooms[0][1]} <span class="muted small">(18)</span></h1></header><ul class="talk" aria-live="polite"></ul>
<div class="write">${rich ? `<div class="box" id="message" contenteditable="true" role="textbox" aria-multiline="true" aria-label="${hint}" data-hint="${hint}"></div>` : `<textarea class="box" id="message" rows="2" placeholder="${hint}" aria-label="${hint}"></textarea>`}<button type="button" class="btn" id="send">${t('发送', 'Send')}</button><p class="say" role="alert"></p></div></main></div>`

const talk = document.querySelector('.talk')
const box = document.querySelector('#message')
const say = document.querySelector('.say')
const add = (who, color, text, mine) => {
  const li = document.createElement('li')
  if (mine) li.className = 'mine'
  const face = document.createElement('span')
  face.className = 'face'
  face.style.background = color
  face.textContent = who
  face.setAttribute('aria-hidden', 'true')
  const bubble = document.createElement('div')
  bubble.className = 'bubble'
  bubble.textContent = text
  li.append(face, bubble)
  talk.append(li)
  talk.scrollTop = talk.scrollHeight
}
add(t('周', 'Z'), '#8a5a2b', t('今天人真多，嗓子都哑了', 'So many people today, my voice is gone'))
add(t('刘', 'L'), '#3d6aa8', t('我们店也是，上午开了六张卡', 'Same here, six SIMs this morning'))
add(t('周', 'Z'), '#8a5a2b', t('中午吃面？', 'Noodles at noon?'))

const read = () => (rich ? box.innerText : box.value).trim()
async function send() {
  const text = read()
  if (!text) return
  say.textContent = ''
  try {
    const res = await fetch('/api/messages', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ room: ROOM, text }),
    })
    if (!res.ok) throw new Error(String(res.status))
    add(t('我', 'I'), '#10756f', text, true)
    if (rich) box.textContent = ''
    else box.value = ''
  } catch {
    say.textContent = t('没有发出去，请重试', 'Not sent, please try again')
  }
}
box.addEventListener('keydown', (e) => {
  if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return
  e.preventDefault()
  send()
})
document.querySelector('#send').addEventListener('click', send)
const { messages } = await (await fetch('/api/messages')).json()
for (const m of messages) add(t('我', 'I'), '#10756f', m.text, true)
box.focus()
