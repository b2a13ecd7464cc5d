import { getCode, post, problem } from '/code.js'
import { t, to } from '/page.js'

const byCode = new URLSearchParams(location.search).get('by') === 'code'
document.title = t('登录 - 集喜商城', 'Log in: Jixi Mall')
document.querySelector('#main').innerHTML =
  `<div class="sign"><section class="pitch"><h1>${t('欢迎回来', 'Welcome back')}</h1><ul><li>${t('订单、物流一处看', 'Orders and deliveries in one place')}</li><li>${t('购物券别忘了用', 'Do not forget your vouchers')}</li></ul></section>
<form class="card" id="${byCode ? 'code-login' : 'login'}" novalidate><h2>${byCode ? t('验证码登录', 'Log in by SMS code') : t('密码登录', 'Log in')}</h2>
<div class="field"><label for="phone">${t('手机号', 'Mobile number')}</label><input id="phone" name="phone" type="tel" inputmode="numeric" autocomplete="tel" maxlength="16"></div>
${
  byCode
    ? `<div class="field"><label for="code">${t('短信验证码', 'SMS code')}</label><span class="code"><input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="6"><button type="button" class="btn" id="get-code">${t('获取验证码', 'Get code')}</button></span></div><p class="small muted">${t('未注册的手机号验证后将自动创建账号', 'A number without an account gets one by itself')}</p>`
    : `<div class="field"><label for="password">${t('密码', 'Password')}</label><input id="password" name="password" type="password" autocomplete="current-password"></div>`
}
<p class="say" id="say" role="alert"></p><button class="btn main" id="submit">${t('登录', 'Log in')}</button>
<p class="alt"><a href="${to(byCode ? '/login' : '/login?by=code')}">${byCode ? t('用密码登录', 'Use a password') : t('用短信验证码登录', 'Use an SMS code')}</a><a href="${to('/register')}">${t('免费注册', 'Sign up')}</a></p></form></div>`
const form = document.querySelector('form.card')
const say = document.querySelector('#say')
if (byCode) getCode(document.querySelector('#get-code'), form.elements.phone, 'login', say)
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const { phone, code, password } = form.elements
  const answer = byCode
    ? await post('/api/code-login', { phone: phone.value, code: code.value })
    : await post('/api/login', { phone: phone.value, password: password.value })
  const isIn = answer.status === 200 || answer.status === 201
  say.className = isIn ? 'say good' : 'say'
  say.textContent = isIn ? t('登录成功', 'You are logged in') : problem(answer)
  if (answer.body.created) document.documentElement.dataset.created = 'yes'
})
