import { getCode, post, problem } from '/code.js'
import { t } from '/page.js'

for (const el of document.querySelectorAll('[data-zh]')) el.innerHTML = t(el.dataset.zh, el.dataset.en)
document.title = t('注册 - 集喜商城', 'Sign up: Jixi Mall')
const form = document.querySelector('#register')
const say = document.querySelector('#say')
getCode(document.querySelector('#get-code'), form.elements.phone, 'register', say)
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const { phone, code, agree } = form.elements
  const answer = await post('/api/register', { phone: phone.value, code: code.value, agree: agree.checked })
  say.className = answer.status === 201 ? 'say good' : 'say'
  say.textContent =
    answer.status === 201 ? t('注册成功，购物券已到账', 'You are in. The voucher is yours.') : problem(answer)
  if (answer.status === 201) document.documentElement.dataset.created = 'yes'
})
