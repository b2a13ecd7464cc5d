// Head and foot of every page of the shop, and its language.
const en = new URLSearchParams(location.search).get('lang') === 'en'
export const t = (zh, english) => (en ? english : zh)
export const to = (path) => (en ? `${path}${path.includes('?') ? '&' : '?'}lang=en` : path)
document.documentElement.lang = en ? 'en' : 'zh-CN'
const other = new URL(location.href)
other.searchParams.set('lang', en ? 'zh' : 'en')

document.querySelector('#head').innerHTML = `
<div class="strip"><div class="wrap"><span>${t('送至 青岛平度', 'Deliver to Pingdu, Qingdao')}</span><span class="sp"></span>
<a href="${to('/login')}">${t('登录', 'Log in')}</a><a class="hot" href="${to('/register')}">${t('免费注册', 'Sign up free')}</a><span>${t('我的订单', 'My orders')}</span><span>${t('客服', 'Help')}</span><a href="${other.pathname}${other.search}" lang="${en ? 'zh-CN' : 'en'}">${t('English', '中文')}</a></div></div>
<div class="head"><div class="wrap"><a class="logo" href="${to('/')}"><img src="/icon.svg" alt="" width="42" height="42">${t('集喜商城', 'Jixi Mall')}</a>
<form class="search" action="/" role="search"><input name="q" aria-label="${t('搜索商品', 'Search goods')}" placeholder="${t('保温杯 · 加绒鞋 · 老花镜', 'Flask, warm shoes, reading glasses')}"><button>${t('搜索', 'Search')}</button></form>
<span class="sp"></span><span class="basket">${t('购物车 0', 'Basket 0')}</span></div></div>`
document.querySelector('#foot').innerHTML =
  `<div class="wrap">${t('集喜网络科技有限公司（虚构，演示用） · 本站没有真实商品', 'Jixi Network Technology Co., Ltd. Invented, for demonstration: nothing is sold here')}</div>`
