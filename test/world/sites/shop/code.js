// The "get code" button with its countdown, on the sign-up and the code log-in.
import { t } from '/page.js'

/** Sends as a form, as older shops do. */
export const post = (path, fields) =>
  new Promise((resolve) => {
    const xhr = new XMLHttpRequest()
    xhr.open('POST', path)
    xhr.setRequestHeader('content-type', 'application/x-www-form-urlencoded; charset=UTF-8')
    xhr.onload = () => resolve({ status: xhr.status, body: JSON.parse(xhr.responseText || '{}') })
    xhr.onerror = () => resolve({ status: 0, body: {} })
    xhr.send(new URLSearchParams(fields).toString())
  })

export const problem = ({ status, body }) =>
  status === 0
    ? t('网络异常，请稍后再试', 'Network error, please try again')
    : ({
        phone: t('请填写正确的手机号', 'Enter a valid mobile number'),
        code: t('验证码不对', 'The code is not right'),
        agree: t('请先阅读并同意协议', 'Please agree to the terms first'),
        exists: t('这个手机号已经注册过了', 'This number has an account already'),
        password: t('手机号或密码不对', 'Wrong number or password'),
      }[body.error] ?? t('没有成功，请稍后再试', 'Not done, please try again'))

export function getCode(button, phone, scene, say) {
  button.addEventListener('click', async () => {
    say.className = 'say'
    say.textContent = ''
    button.disabled = true
    const answer = await post('/api/sms', { phone: phone.value, scene })
    if (answer.status !== 200) {
      button.disabled = false
      say.textContent = problem(answer)
      return
    }
    let left = 60
    const tick = () => {
      button.textContent = t(`${left} 秒后重发`, `${left} s`)
      if (left-- > 0) return
      clearInterval(timer)
      button.disabled = false
      button.textContent = t('获取验证码', 'Get code')
    }
    const timer = setInterval(tick, 1000)
    tick()
  })
}
