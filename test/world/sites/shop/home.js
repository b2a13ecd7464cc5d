import { t, to } from '/page.js'

document.title = t('集喜商城 - 好物天天集', 'Jixi Mall: good things every day')
const draw = {
  cup: '<path d="M30 24h34l-4 56H34Z"/><path d="M64 36h10a8 8 0 0 1 0 22H62" fill="none" stroke-width="7"/>',
  shoe: '<path d="M14 66V40c10 6 22 2 26-8l16 20c10 6 24 4 26 16v8H14Z"/>',
  glasses:
    '<circle cx="30" cy="50" r="15" fill="none" stroke-width="7"/><circle cx="68" cy="50" r="15" fill="none" stroke-width="7"/><path d="M45 48h8" fill="none" stroke-width="7"/>',
  lamp: '<path d="M36 16h24l14 34H22Z"/><path d="M48 50v28m-16 4h32" fill="none" stroke-width="7"/>',
  pot: '<path d="M20 44h56v22a14 14 0 0 1-14 14H34a14 14 0 0 1-14-14Z"/><path d="M14 36h68M48 36v-9" fill="none" stroke-width="7"/>',
  radio:
    '<rect x="14" y="34" width="68" height="44" rx="8"/><path d="m28 34 34-18" fill="none" stroke-width="6"/>',
  umbrella:
    '<path d="M12 52a36 36 0 0 1 72 0Z"/><path d="M48 52v24a8 8 0 0 0 14 2" fill="none" stroke-width="6"/>',
  towel: '<path d="M26 18h44v58H26Z"/><path d="M26 62h44" fill="none" stroke="#fff" stroke-width="5"/>',
  tea: '<path d="M32 30h32v8l6 8v34H26V46l6-8Z"/>',
  blanket: '<path d="M14 40q34-22 68 0v32q-34-18-68 0Z"/>',
}
const goods = [
  ['cup', '#fdebd8', '#c8752b', '陶瓷保温杯 500 毫升', 'Ceramic flask, 500 ml', '39.90'],
  ['shoe', '#e6eefb', '#4a6fb5', '加绒防滑老人鞋', 'Warm non-slip shoes', '89.00'],
  ['glasses', '#e9f5ec', '#3e8a5e', '高清老花镜 两副', 'Reading glasses, two pairs', '29.90'],
  ['lamp', '#fdf3cf', '#b98b12', '护眼小台灯', 'Desk lamp', '69.00'],
  ['pot', '#fbe6e4', '#bd4f45', '家用炖锅 4 升', 'Stew pot, 4 litres', '159.00'],
  ['radio', '#ebe7f7', '#6b57ad', '大音量收音机', 'Loud pocket radio', '79.00'],
  ['umbrella', '#e2f2f4', '#2f8390', '加大双人雨伞', 'Large umbrella', '45.00'],
  ['towel', '#fceaf1', '#b84f7d', '纯棉毛巾 四条', 'Cotton towels, four', '32.80'],
  ['tea', '#eef3df', '#6f8a2e', '崂山绿茶 250 克', 'Green tea, 250 g', '58.00'],
  ['blanket', '#f3ebe2', '#93694a', '法兰绒盖毯', 'Flannel blanket', '66.00'],
]
const cats = t(
  '手机数码,家用电器,厨房用品,服饰鞋帽,食品生鲜,母婴玩具,医药健康,图书文具,运动户外',
  'Phones,Appliances,Kitchen,Clothes & shoes,Food,Children,Health,Books,Outdoors',
).split(',')
document.querySelector('#main').innerHTML = `
<div class="hero"><nav class="cats" aria-label="${t('分类', 'Categories')}">${cats.map((c) => `<a href="${to('/')}">${c}</a>`).join('')}</nav>
<section class="ban"><svg viewBox="0 0 420 320" aria-hidden="true"><circle cx="300" cy="210" r="150" fill="#fff" opacity=".32"/><path d="M210 150h190l-20 150H230Z" fill="#d8410f"/><path d="M262 176v-46a43 43 0 0 1 86 0v46" fill="none" stroke="#5a1c04" stroke-width="13" stroke-linecap="round"/><path d="M250 220h110" stroke="#ffb88f" stroke-width="12" stroke-linecap="round"/></svg><h1>${t('新人有礼<br>入冬暖一暖', 'Something warm<br>for newcomers')}</h1><p>${t('注册就送 18 元购物券', 'An 18 yuan voucher when you join')}</p><a href="${to('/register')}">${t('立即注册', 'Sign up')}</a></section>
<aside class="me" aria-label="${t('我的', 'Me')}"><span class="face"><svg width="34" height="34" viewBox="0 0 34 34" aria-hidden="true"><circle cx="17" cy="12" r="7" fill="#d8410f"/><path d="M4 32a13 13 0 0 1 26 0Z" fill="#d8410f"/></svg></span><b>${t('您好，欢迎来集喜', 'Hello, welcome')}</b><a class="btn main" href="${to('/register')}">${t('注册', 'Sign up')}</a><a class="btn" href="${to('/login')}">${t('登录', 'Log in')}</a><a class="small muted" href="${to('/login?by=code')}">${t('短信验证码登录', 'Log in by SMS code')}</a></aside></div>
<div class="row"><h2>${t('今日好价', 'Today’s prices')}</h2><span class="muted">${t('满 59 元包邮', 'Free delivery from 59 yuan')}</span></div>
<ul class="goods">${goods.map(([pic, bg, ink, zh, en, price]) => `<li><div class="pic" style="background:${bg}"><svg viewBox="0 0 96 96" fill="${ink}" stroke="${ink}" stroke-linecap="round" stroke-linejoin="round" stroke-width="0" aria-hidden="true">${draw[pic]}</svg></div><p>${t(zh, en)}</p><div class="price"><small>¥</small>${price}</div></li>`).join('')}</ul>`
