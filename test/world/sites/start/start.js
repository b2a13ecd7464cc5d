// The page that `npm start` opens: what to try, in three steps. `?policy=` comes from the command: which file to import.
const query = new URLSearchParams(location.search)
const asked = query.get('lang')
const en = asked ? asked === 'en' : !navigator.language.toLowerCase().startsWith('zh')
const t = (zh, english) => (en ? english : zh)
const at = (host, path = '/') => `http://${host}.localhost:${location.port}${path}`
const lang = en ? '?lang=en' : ''
const esc = (s) => s.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
const policy = esc(query.get('policy') ?? 'test/world/policy.json')
document.documentElement.lang = en ? 'en' : 'zh-CN'
document.title = t('当面签 · 试一试', 'Countersign: try it')
const other = new URL(location.href)
other.searchParams.set('lang', en ? 'zh' : 'en')

document.querySelector('#page').innerHTML = `
<header class="top"><span class="mark" aria-hidden="true">签</span><b>${t('当面签', 'Countersign')}</b><span class="sp"></span><a href="${esc(other.pathname + other.search)}" lang="${en ? 'zh-CN' : 'en'}">${t('English', '中文')}</a></header>
<main><div class="lead"><h1>${t('没有签名，就没有账号', 'No signature, no account')}</h1><p>${t('这里是一间虚构的手机店：一套运营商系统，一个商城，一个社交应用，一个聊天网站。都在这台电脑上，什么也不会发到外面。', 'This is an invented phone store: a carrier’s portal, a shop, a social app and a chat. All of it runs on this computer and nothing leaves it.')}</p></div>
<ol class="steps">
<li><span class="n">1</span><h2>${t('店长：导入本店设置', 'Manager: import the policy')}</h2><ol>
<li><span>${t('换到旁边的“当面签”标签页，那是店长控制台', 'Go to the Countersign tab beside this one: the manager’s console')}</span></li>
<li><span>${t('设一个店长口令，记住它', 'Choose a manager’s passphrase and remember it')}</span></li>
<li><span>${t('导入', 'Import')} <code>${policy}</code></span></li></ol><div class="go"></div></li>
<li><span class="n">2</span><h2>${t('店员：给 68 岁的顾客开户', 'Clerk: activate a SIM for a customer aged 68')}</h2><ol>
<li><span>${t('登录运营商系统：工号', 'Log in to the portal: staff ID')} <kbd>0417</kbd>${t('，密码任意；当面签要口令时填', ', any password; where Countersign asks for a PIN:')} <kbd>2468</kbd></span></li>
<li><span>${t('选号，读取身份证，选 39 元套餐', 'Choose a number, read the ID card, take the 39 yuan plan')}</span></li>
<li><span>${t('运营商已经替顾客勾了几项。把屏幕交给顾客，一项一项问', 'The portal has ticked extras already. Hand the screen over: the customer is asked one by one')}</span></li>
<li><span>${t('没签的业务，提交不了', 'What is not signed for cannot be submitted')}</span></li></ol>
<div class="go"><a class="act" href="${at('carrier', `/${lang}`)}">${t('打开运营商系统', 'Open the portal')}</a></div></li>
<li><span class="n">3</span><h2>${t('试着作弊', 'Try to cheat')}</h2><ol>
<li><span>${t('趁开户没办完，用顾客的号码去商城注册', 'While the activation is open, sign up at the shop with the customer’s number')}</span></li>
<li><span>${t('用验证码登录，它会悄悄建一个账号', 'Log in by SMS code, which quietly makes an account')}</span></li>
<li><span>${t('把号码粘贴到聊天窗口', 'Paste the number into the chat')}</span></li>
<li><span>${t('然后看日志：每一次都在', 'Then look at the log: each attempt is there')}</span></li></ol>
<div class="go"><a href="${at('shop', `/${lang}`)}">${t('商城', 'Shop')}</a><a href="${at('social', `/${lang}`)}">${t('社交', 'Social')}</a><a href="${at('chat', `/${lang}`)}">${t('聊天', 'Chat')}</a><a href="${at('plain')}">${t('一张普通网页', 'An ordinary page')}</a></div></li></ol>
<div class="know"><p>${t('<b>验证码在哪里？</b>它发到顾客自己的手机上，店里看不到。这台电脑上，它印在运行 npm start 的窗口里。', '<b>Where is the SMS code?</b> On the customer’s own handset, out of the store’s sight. Here it is printed in the window that runs npm start.')}</p><p>${t('<b>这些人是谁？</b>都是虚构的。号码是公开的示例号码，身份证号的地区码不属于任何地方。', '<b>Who are these people?</b> Nobody. The numbers are public examples; the area code in the identity numbers is no real place.')}</p></div></main>`
