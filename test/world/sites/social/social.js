// A social app: its sign-up is built late by script, without a <form>, in a dialog over the home page or as a page.
const query = new URLSearchParams(location.search)
const en = query.get('lang') === 'en'
const t = (zh, english) => (en ? english : zh)
document.documentElement.lang = en ? 'en' : 'zh-CN'
document.title = t('拾光', 'Shiguang')
const to = (path) => (en ? `${path}${path.includes('?') ? '&' : '?'}lang=en` : path)

/** A small maker of elements, as frameworks have one. */
function h(tag, props = {}, ...children) {
  const el = document.createElement(tag)
  for (const [k, v] of Object.entries(props)) {
    if (k.startsWith('on')) el.addEventListener(k.slice(2), v)
    else if (v !== false) el.setAttribute(k, v === true ? '' : v)
  }
  el.append(...children.flat().filter((c) => c !== null))
  return el
}

const post = async (path, body) => {
  try {
    const res = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: res.status, body: await res.json() }
  } catch {
    return { status: 0, body: {} }
  }
}
const problem = ({ status, body }) =>
  status === 0
    ? t('网络异常，请稍后再试', 'Network error, please try again')
    : ({
        phone: t('请填写正确的手机号', 'Enter a valid mobile number'),
        code: t('验证码不对', 'The code is not right'),
        agree: t('请先勾选同意', 'Please agree first'),
        exists: t('这个手机号已有账号', 'This number has an account already'),
        password: t('手机号或密码不对', 'Wrong number or password'),
      }[body.error] ?? t('没有成功，请稍后再试', 'Not done, please try again'))

function entry(kind, shell) {
  const phone = h('input', {
    type: 'tel',
    inputmode: 'numeric',
    name: 'mobile',
    autocomplete: 'tel',
    maxlength: '16',
    placeholder: t('请输入手机号', 'Mobile number'),
  })
  const code = h('input', {
    type: 'text',
    inputmode: 'numeric',
    name: 'captcha',
    autocomplete: 'one-time-code',
    maxlength: '6',
    placeholder: t('6 位验证码', '6 digits'),
  })
  const password = h('input', { type: 'password', name: 'password', autocomplete: 'current-password' })
  const agree = h('input', { type: 'checkbox', name: 'agree' })
  const say = h('p', { class: 'say', role: 'alert' })
  const scene = kind === 'join' ? 'register' : 'login'
  let left = 0
  const get = h(
    'button',
    {
      type: 'button',
      class: 'btn get-code',
      onclick: async () => {
        if (left > 0) return
        say.textContent = ''
        const answer = await post('/api/sms', { phone: phone.value, scene })
        if (answer.status !== 200) {
          say.textContent = problem(answer)
          return
        }
        left = 60
        get.classList.add('off')
        const timer = setInterval(() => {
          get.textContent = left > 0 ? t(`${left} 秒`, `${left} s`) : t('获取验证码', 'Get code')
          if (left-- > 0) return
          left = 0
          get.classList.remove('off')
          clearInterval(timer)
        }, 1000)
      },
    },
    t('获取验证码', 'Get code'),
  )
  const send = async () => {
    const answer =
      kind === 'join'
        ? await post('/api/register', { phone: phone.value, code: code.value, agree: agree.checked })
        : kind === 'code'
          ? await post('/api/code-login', { phone: phone.value, code: code.value })
          : await post('/api/login', { phone: phone.value, password: password.value })
    const good = answer.status === 200 || answer.status === 201
    say.className = good ? 'say good' : 'say'
    say.textContent = !good
      ? problem(answer)
      : kind === 'join'
        ? t('欢迎来到拾光', 'Welcome to Shiguang')
        : t('登录成功', 'You are logged in')
    if (answer.body.created) document.documentElement.dataset.created = 'yes'
  }
  const onkeydown = (e) => {
    if (e.key === 'Enter') send()
  }
  for (const field of [phone, code, password]) field.addEventListener('keydown', onkeydown)
  const title = {
    join: t('加入拾光', 'Join Shiguang'),
    code: t('验证码登录', 'Log in by code'),
    password: t('登录拾光', 'Log in'),
  }[kind]
  const action = kind === 'join' ? t('注册', 'Sign up') : t('登录', 'Log in')
  return h(
    'div',
    shell,
    h(shell.role ? 'h2' : 'h1', { id: 'entry-title' }, title),
    h('p', { class: 'muted' }, t('把平常日子，存成一束光', 'Keep everyday days as light')),
    h('label', { class: 'in' }, h('span', {}, t('手机号', 'Mobile number')), phone),
    kind === 'password'
      ? h('label', { class: 'in' }, h('span', {}, t('密码', 'Password')), password)
      : h('div', { class: 'in' }, h('span', {}, t('验证码', 'Code')), h('div', { class: 'two' }, code, get)),
    kind === 'join'
      ? h(
          'label',
          { class: 'agree' },
          agree,
          h(
            'span',
            {},
            t('已阅读并同意《拾光用户协议》《隐私政策》', 'I agree to the terms and the privacy policy'),
          ),
        )
      : null,
    kind === 'code'
      ? h(
          'p',
          { class: 'small muted' },
          t('未注册的手机号将自动注册', 'A number without an account gets one by itself'),
        )
      : null,
    say,
    h('div', { class: 'btn main', role: 'button', tabindex: '0', onclick: send, onkeydown }, action),
    h(
      'div',
      {},
      kind === 'password'
        ? h('a', { class: 'lnk', href: to('/login?by=code') }, t('用验证码登录', 'Log in by SMS code'))
        : kind === 'code'
          ? h('a', { class: 'lnk', href: to('/login') }, t('用密码登录', 'Use a password'))
          : h('a', { class: 'lnk', href: to('/login') }, t('已有账号，登录', 'I have an account')),
    ),
  )
}

const other = new URL(location.href)
other.searchParams.set('lang', en ? 'zh' : 'en')
const bar = h(
  'header',
  { class: 'bar' },
  h(
    'div',
    {},
    h('a', { class: 'logo', href: to('/') }, h('img', { src: '/icon.svg', alt: '' }), t('拾光', 'Shiguang')),
    h('span', { class: 'sp' }),
    h(
      'a',
      { class: 'small muted', href: other.pathname + other.search, lang: en ? 'zh-CN' : 'en' },
      t('English', '中文'),
    ),
    h('a', { class: 'btn', href: to('/login') }, t('登录', 'Log in')),
    h(
      'button',
      { type: 'button', class: 'btn main', id: 'join', onclick: () => openDialog() },
      t('注册', 'Sign up'),
    ),
  ),
)

const scene = (sky, hill, sun) =>
  `<svg class="pic" viewBox="0 0 640 240" preserveAspectRatio="xMidYMid slice" role="img" aria-label="${t('风景照片', 'A landscape')}"><rect width="640" height="240" fill="${sky}"/><circle cx="470" cy="92" r="44" fill="${sun}"/><path d="M0 190q120-90 250-30t390-40v120H0Z" fill="${hill}"/><path d="M0 220q170-60 330-16t310-14v50H0Z" fill="${hill}" opacity=".6"/></svg>`
const posts = [
  [
    '#c2577a',
    t('阿', 'A'),
    t('阿槐', 'Ahuai'),
    t('昨天 · 大泽山', 'Yesterday, Daze Hill'),
    t('山里的葡萄收完了，给邻居留了一篮。', 'The grapes are in. One basket for the neighbours.'),
    ['#fbe3c8', '#5d7f52', '#f4a259'],
  ],
  [
    '#2f7f86',
    t('小', 'X'),
    t('小满妈妈', 'Xiaoman’s mother'),
    t('周六 · 海边', 'Saturday, the beach'),
    t('风大，孩子们追着浪跑了一下午。', 'A windy afternoon; the children chased the waves.'),
    ['#cfe6f2', '#3f6f8f', '#fff4d6'],
  ],
]
const feed = h('main', { class: 'feed' })
feed.innerHTML =
  `<h1 class="sr">${t('首页', 'Home')}</h1>` +
  posts
    .map(
      ([c, face, name, when, text, [sky, hill, sun]]) =>
        `<article class="post"><header><span class="face" style="background:${c}" aria-hidden="true">${face}</span><div><b>${name}</b><br><span class="small muted">${when}</span></div></header><p>${text}</p>${scene(sky, hill, sun)}<footer><span>${t('喜欢', 'Like')} 24</span><span>${t('评论', 'Comment')} 6</span><span>${t('分享', 'Share')}</span></footer></article>`,
    )
    .join('')

const nav = h(
  'nav',
  { class: 'nav', 'aria-label': t('栏目', 'Sections') },
  [
    t('首页', 'Home'),
    t('附近', 'Nearby'),
    t('话题', 'Topics'),
    t('相册', 'Albums'),
    t('消息', 'Messages'),
  ].map((x, i) => h('a', { href: to('/'), class: i === 0 ? 'on' : '' }, x)),
)
const side = h('aside', { 'aria-label': t('推荐', 'More') })
side.innerHTML = `<section class="box"><h2>${t('大家在聊', 'People talk about')}</h2><ul>${[t('立冬第一顿饺子', 'First winter dumplings'), t('给爸妈拍张照', 'A photo of your parents'), t('老街的早点铺', 'Breakfast on the old street')].map((x, i) => `<li><span>${x}</span><span class="muted small">${[812, 466, 203][i]}</span></li>`).join('')}</ul></section><section class="box small muted">${t('拾光文化有限公司（虚构，演示用）', 'Shiguang Culture Co., Ltd. Invented, for demonstration')}</section>`

function openDialog() {
  // Built when asked for, and a little late, as lazy bundles are.
  setTimeout(() => {
    const dialog = entry('join', {
      class: 'dialog',
      role: 'dialog',
      'aria-modal': 'true',
      'aria-labelledby': 'entry-title',
    })
    const veil = h('div', { class: 'veil' }, dialog)
    const close = () => veil.remove()
    dialog.append(
      h('button', { type: 'button', class: 'x', 'aria-label': t('关闭', 'Close'), onclick: close }, '×'),
    )
    veil.addEventListener('keydown', (e) => {
      if (e.key === 'Escape') close()
    })
    document.body.append(veil)
    dialog.querySelector('input').focus()
  }, 120)
}

const app = document.querySelector('#app')
app.append(bar)
if (location.pathname === '/signup' || location.pathname === '/login') {
  const kind = location.pathname === '/signup' ? 'join' : query.get('by') === 'code' ? 'code' : 'password'
  setTimeout(() => app.append(h('main', {}, entry(kind, { class: 'panel' }))), 150)
} else {
  app.append(h('div', { class: 'cols' }, nav, feed, side))
  if (query.get('join') === '1') openDialog()
}
