/** Small pages of the kinds of fault that pages showed on which one word settled everything: kind, what it is, page. */
export const WEIGHED: readonly (readonly [string, string, string])[] = [
  [
    'sign-up',
    '支付宝注册',
    '<title>支付宝注册</title><h2>支付宝注册</h2><input type=tel placeholder="手机号"><input placeholder="验证码"><button>获取验证码</button><button>同意并继续</button>',
  ],
  [
    'sign-up',
    '和包',
    '<title>和包支付</title><h2>和包支付用户注册</h2><form><input placeholder="手机号码"><input placeholder="短信验证码"><button type=button>获取验证码</button><input type=password placeholder="登录密码"><input type=password placeholder="支付密码"><button>注册</button></form>',
  ],
  [
    'sign-up',
    'search-company',
    '<title>Talent Search Partners</title><h1>Talent Search Partners</h1><form><h2>Register</h2><input type=email placeholder=Email><input placeholder="First name"><input type=tel placeholder=Mobile><button>Register</button></form>',
  ],
  [
    'sign-up',
    'search-company2',
    '<title>Join Research Search Ltd</title><form class=registration><label>Email <input type=email></label><label>Password <input type=password></label><label>Confirm password <input type=password></label><button>Submit</button></form>',
  ],
  [
    'sign-up',
    'field-help',
    '<title>注册</title><form><label>手机号 <input type=tel title="可用于找回密码"></label><h5>手机号可用于登录、找回密码</h5><input placeholder="验证码"><button type=button>获取验证码</button><button>提交</button></form>',
  ],
  [
    'sign-up',
    'field-help2',
    '<title>账号注册</title><h3>账号注册</h3><form><input placeholder="用户名"><input placeholder="安全邮箱"><span class="tip-title">找回密码使用</span><input type=password placeholder="密码"><button>确定</button></form>',
  ],
  [
    'sign-up',
    'logout',
    '<title>Join</title><header><a href="/logout">Log out</a></header><h2>Create your profile</h2><form class=signup><input type=email placeholder=Email><input type=password placeholder="Create a password"><button>Continue</button></form>',
  ],
  [
    'sign-up',
    'logout-zh',
    '<title>完善信息</title><a href="/logout">退出登录</a><h2>注册会员</h2><form><input type=tel placeholder="手机号"><input placeholder="验证码"><button type=button>获取验证码</button><input type=password placeholder="设置密码"><button>下一步</button></form>',
  ],
  [
    'sign-up',
    'form-login',
    '<title>Nordwind</title><form name=login id=login class=login><h2>Create your account</h2><input name=login placeholder="E-mail"><input type=password name=login_pass placeholder="Password"><input type=checkbox> I agree to the terms<button>Continue</button></form>',
  ],
  [
    'sign-up',
    'other-control',
    '<title>注册</title><h2>欢迎注册</h2><div><input placeholder="手机号"><input placeholder="验证码"><span>获取验证码</span><input type=password placeholder="密码"></div><div class="ok">注册</div><button>登录</button>',
  ],
  [
    'sign-up',
    'other-control-en',
    '<title>Sign up</title><div><button>Log in</button><button>Sign up</button></div><form><input type=email placeholder=Email><input type=password placeholder=Password><button>Continue</button></form>',
  ],
  [
    'sign-up',
    'pw-step-de',
    '<title>Passwort festlegen</title><h1>Passwort festlegen</h1><p>erika@beispiel.de</p><form><input type=password placeholder="Passwort"><p>mindestens 8 Zeichen</p><button>Weiter</button></form>',
  ],
  [
    'sign-up',
    'pw-step-es',
    '<title>Cuenta</title><h1>Crea tu contraseña</h1><form><input type=password placeholder="Contraseña"><button>Continuar</button></form>',
  ],
  [
    'sign-up',
    'pw-step-ja',
    '<title>パスワード設定</title><h1>パスワードを設定してください</h1><form><input type=password placeholder="8文字以上"><button>次へ</button></form>',
  ],
  [
    'sign-up',
    'card-2',
    '<title>会员卡</title><h2>开通会员卡</h2><input placeholder="手机号码"><input placeholder="验证码"><span>获取验证码</span><input placeholder="姓名"><button>立即开通</button>',
  ],
  [
    'sign-up',
    'card-3',
    '<title>注册有礼</title><h2>会员注册有礼</h2><input type=tel placeholder="手机号"><input placeholder="短信验证码"><button>获取验证码</button><input placeholder="生日"><button>领取会员卡</button>',
  ],
  [
    'code-log-in',
    'step-a',
    '<title>安全</title><h1>短信验证码</h1><p>验证码已发送至 138****8000</p><input type=tel placeholder="请输入验证码"><a href="javascript:">重发(60)</a><button>确定</button>',
  ],
  [
    'code-log-in',
    'step-b',
    '<title></title><p>请输入6位数字验证码</p><input type=number maxlength=6><button>下一步</button>',
  ],
  [
    'code-log-in',
    'step-en',
    '<title></title><h1>Enter code</h1><input type=text inputmode=numeric placeholder="Code"><button>Next</button>',
  ],
  [
    'code-log-in',
    'bind-a',
    '<title>绑定手机号</title><h2>绑定手机号</h2><input type=tel placeholder="请输入手机号"><input placeholder="请输入验证码"><button>获取验证码</button><button>绑定并登录</button><p>若手机号未注册，将为您自动注册</p>',
  ],
  [
    'code-log-in',
    'bind-b',
    '<title>快捷登录</title><h2>首次登录请绑定手机</h2><input placeholder="手机号"><input placeholder="验证码"><button>发送验证码</button><button>确认</button><p>绑定即注册账号</p>',
  ],
  [
    'other',
    'reset-a',
    '<title>商城</title><h3>忘记密码</h3><h2>验证身份</h2><input placeholder="手机号"><input placeholder="验证码"><button>获取验证码</button><button>下一步</button>',
  ],
  [
    'other',
    'reset-b',
    '<title>商城</title><div class=crumbs>首页 > 找回密码</div><input placeholder="手机号"><input placeholder="验证码"><button>获取验证码</button><button>下一步</button>',
  ],
  [
    'other',
    'change-fi',
    '<title>Asetukset</title><h2>Asetukset</h2><form><input name=email><label>Uusi salasana <input type=password name=new_password></label><label>Vahvista salasana <input type=password name=confirm_password></label><button>Vaihda salasana</button></form>',
  ],
  [
    'other',
    'change-nl',
    '<title>Instellingen</title><form><label>Nieuw wachtwoord <input type=password></label><label>Bevestig wachtwoord <input type=password></label><button>Wachtwoord wijzigen</button></form>',
  ],
  [
    'other',
    'change-sv',
    '<title>Inställningar</title><form><label>E-post <input name=mail></label><label>Nytt lösenord <input type=password></label><label>Bekräfta lösenord <input type=password></label><button>Byt lösenord</button></form>',
  ],
  [
    'other',
    'change-hu',
    '<title>Beállítások</title><form><label>E-mail <input name=mail></label><label>Új jelszó <input type=password name=new_password></label><label>Jelszó megerősítése <input type=password name=new_password2></label><button>Jelszó módosítása</button></form>',
  ],
  [
    'other',
    'change-tr',
    '<title>Ayarlar</title><form><label>Yeni şifre <input type=password></label><label>Yeni şifre (tekrar) <input type=password></label><button>Şifreyi değiştir</button></form>',
  ],
  [
    'other',
    'sim-a',
    '<title>写卡激活</title><h2>写卡激活</h2><input placeholder="手机号码"><input placeholder="ICCID"><input placeholder="验证码"><button>获取验证码</button><button>激活</button>',
  ],
  [
    'other',
    'sim-b',
    '<title>新装入网</title><h2>新装入网</h2><form><input placeholder="客户手机号"><input placeholder="短信验证码"><button type=button>发送验证码</button><select><option>套餐A</option></select><button>提交</button></form>',
  ],
  [
    'other',
    'sim-c',
    '<title>Activation</title><h2>Activation sheet</h2><form><label>Number <input type=tel></label><label>Customer <input></label><label>Code <input></label><button type=button>Send code</button><label><input type=checkbox>Data pack</label><label><input type=checkbox>Ring-back tone</label><button>Submit order</button></form>',
  ],
  [
    'other',
    'bind-c',
    '<title>绑定手机</title><h2>绑定手机号</h2><input type=tel placeholder="手机号"><input placeholder="验证码"><button>获取验证码</button><button>绑定</button>',
  ],
  [
    'other',
    'bind-d',
    '<title>账户安全</title><div>手机绑定</div><p>绑定后可用手机号登录</p><input type=tel placeholder="手机号"><input placeholder="验证码"><button>获取验证码</button><button>确定</button>',
  ],
  [
    'log-in',
    'idp',
    '<title>Login</title><form><button type=button>SPID</button><button type=button>Sign up with eIDAS</button><h2>Credentials</h2><input name=user placeholder=User><input type=password placeholder=Password><button>Login</button></form>',
  ],
  [
    'log-in',
    'help',
    '<title>登录</title><form><input placeholder="手机号"><input type=password placeholder="密码" title="忘记密码可通过手机找回"><button>登录</button><h4>扫码下载注册有礼</h4></form>',
  ],
  // Written in one go after the rules stood: 40 of 42 right at first sight (sign-up 11 of 12, other 17 of 18, the rest all).
  [
    'sign-up',
    '付款品牌 快付 注册',
    '<title>快付通 - 注册账户</title><div class=hd>快付通支付</div><h2>注册快付通支付账户</h2><form><input placeholder="邮箱"><input placeholder="手机"><input placeholder="校验码"><button type=button>获取校验码</button><button>下一步</button></form>',
  ],
  [
    'sign-up',
    '查查 企业查询 会员注册',
    '<title>企查库-企业信息查询系统</title><h2>会员注册</h2><input placeholder="手机号码"><input placeholder="短信验证码"><a>获取验证码</a><input type=password placeholder="密码"><div class="btn">注册</div>',
  ],
  [
    'sign-up',
    'Pinterest-like',
    '<title>Pinboardly</title><div role=dialog><h1>Welcome to Pinboardly</h1><p>Find new ideas to try</p><form><label>Email<input type=email></label><label>Password<input type=password placeholder="Create a password"></label><label>Birthdate<input type=date></label><button>Continue</button></form><p>Already a member? <a href=/login>Log in</a></p></div>',
  ],
  [
    'sign-up',
    'step with phone only, zh',
    '<title>新用户注册</title><div>第1步 验证手机号</div><input type=tel placeholder="手机号"><button>获取验证码</button>',
  ],
  [
    'sign-up',
    'ticket site',
    '<title>票务网会员注册</title><h3>会员注册</h3><form><p>登录帐号 <input name=account></p><p>登录密码 <input name=pwd type=password></p><p>手机号码 <input name=mobile></p><p>验证码 <input name=code><img></p><input type=submit value="完成注册"></form><h3>订阅演出资讯</h3>',
  ],
  [
    'sign-up',
    'landlord en',
    '<title>Rent & Reserve</title><h1>Register as a landlord</h1><form><input placeholder="Full name"><input placeholder="Mobile number"><input type=email placeholder=Email><input type=password placeholder=Password><button>Register</button></form>',
  ],
  [
    'sign-up',
    'newsletter ticked',
    '<title>Create account</title><form><h2>Create account</h2><input type=email placeholder=Email><input placeholder="First name"><label><input type=checkbox> Sign me up for the newsletter</label><button>Create account</button></form>',
  ],
  [
    'sign-up',
    'telegram-like',
    '<title>Messenger</title><h1>Your name</h1><p>Enter your name and add a profile picture to create your account</p><input placeholder="First name"><input placeholder="Last name"><input type=tel placeholder="Phone number"><button>Sign up</button>',
  ],
  [
    'sign-up',
    'ja tel',
    '<title>無料会員登録</title><h1>無料会員登録</h1><form><input placeholder="携帯電話番号"><input type=password placeholder="パスワード"><button>登録する</button></form>',
  ],
  [
    'sign-up',
    'de verein',
    '<title>Mitglied werden</title><h1>Jetzt Kundenkonto eröffnen</h1><form><input placeholder="E-Mail-Adresse"><input placeholder="Mobilnummer"><input type=password placeholder="Passwort"><button>Registrieren</button></form>',
  ],
  [
    'sign-up',
    'ar',
    '<title>إنشاء حساب</title><h2>إنشاء حساب جديد</h2><form><input placeholder="الاسم"><input type=tel placeholder="رقم الجوال"><input type=password placeholder="كلمة المرور"><button>تسجيل</button></form>',
  ],
  [
    'sign-up',
    'nl',
    '<title>Account aanmaken</title><h1>Account aanmaken</h1><form><input placeholder="Voornaam"><input placeholder="E-mailadres"><input type=password placeholder="Wachtwoord"><button>Account aanmaken</button></form>',
  ],
  [
    'code-log-in',
    'zh sms tab with forget',
    '<title>登录</title><div class=tab><span>密码登录</span><span class=on>短信登录</span></div><div><input placeholder="请输入手机号"><input placeholder="请输入短信验证码"><button>获取短信验证码</button></div><button>立即登录</button><span>忘记密码</span><span>免费注册</span>',
  ],
  [
    'code-log-in',
    'zh community',
    '<title>邻里社区</title><h2>手机号快捷登录</h2><input placeholder="手机号"><button>获取验证码</button><p>未注册手机号将自动注册</p>',
  ],
  [
    'code-log-in',
    'en passwordless shop',
    '<title>Account</title><h1>Sign in or create an account</h1><form><input type=email placeholder="Email address"><p>We\'ll email you a one-time code</p><button>Send code</button></form>',
  ],
  [
    'code-log-in',
    'en sms short',
    '<title>Log in</title><h2>Log in with your phone</h2><form><input type=tel placeholder="Phone"><button>Text me a code</button></form>',
  ],
  [
    'code-log-in',
    'ko',
    '<title>로그인</title><h2>로그인 / 회원가입</h2><form><input type=tel placeholder="휴대폰번호 입력"><button>인증번호 받기</button></form>',
  ],
  [
    'code-log-in',
    'es step',
    '<title>Código</title><h1>Introduce el código</h1><p>Te lo hemos enviado por SMS para iniciar sesión</p><input maxlength=6 inputmode=numeric autocomplete=one-time-code><button>Continuar</button>',
  ],
  [
    'code-log-in',
    'de step',
    '<title>Anmeldung</title><h1>Code eingeben</h1><p>Wir haben Ihnen einen Code per SMS geschickt.</p><form><input placeholder="Code" autocomplete="one-time-code"><button>Anmelden</button></form>',
  ],
  [
    'log-in',
    'zh oa',
    '<title>OA办公系统</title><input placeholder="用户名"><input type=password placeholder="密码"><div class=btn>登录</div><a>下载客户端</a>',
  ],
  [
    'log-in',
    'en newsletter below',
    '<title>Sign in</title><h1>Sign in</h1><form><input type=email placeholder=Email><input type=password placeholder=Password><button>Sign in</button></form><h2>Sign up for our newsletter</h2><form><input type=email placeholder=Email><button>Sign up</button></form>',
  ],
  [
    'log-in',
    'en username unknown',
    '<title>Members</title><form action=/auth><input name=u><input name=p type=password><button>Enter</button></form>',
  ],
  [
    'log-in',
    'fr',
    '<title>Connexion</title><h1>Déjà client ?</h1><form><input placeholder="E-mail"><input type=password placeholder="Mot de passe"><button>Me connecter</button></form><h2>Nouveau client ?</h2><a href=/creer class=btn>Créer un compte</a>',
  ],
  [
    'log-in',
    'vi',
    '<title>Đăng nhập</title><h2>Đăng nhập</h2><form><input placeholder="Số điện thoại"><input type=password placeholder="Mật khẩu"><button>Đăng nhập</button></form><a href=/dk>Đăng ký</a>',
  ],
  [
    'other',
    'zh bank card verify',
    '<title>添加银行卡</title><h2>添加银行卡</h2><input placeholder="持卡人"><input placeholder="卡号"><input placeholder="预留手机号"><input placeholder="验证码"><button>获取验证码</button><button>下一步</button>',
  ],
  [
    'other',
    'zh points',
    '<title>积分兑换</title><h2>积分兑换话费</h2><input placeholder="手机号码"><input placeholder="短信验证码"><button>获取验证码</button><button>立即兑换</button>',
  ],
  [
    'other',
    'zh questionnaire',
    '<title>满意度调查</title><h2>业务办理满意度调查</h2><form><input placeholder="您的手机号"><textarea></textarea><button>提交</button></form>',
  ],
  [
    'other',
    'zh find account',
    '<title>找回账号</title><h2>找回账号</h2><input placeholder="手机号"><input placeholder="验证码"><button>获取验证码</button><button>查找</button>',
  ],
  [
    'other',
    'zh sub card',
    '<title>副卡办理 - 营业前台</title><h2>副卡办理</h2><form><div>主卡号码 <input></div><div>副卡号码 <input></div><div>主卡验证码 <input><button type=button>发送验证码</button></div><button>提交受理</button></form>',
  ],
  [
    'other',
    'zh number port',
    '<title>携号转网</title><h2>携号转网资格查询</h2><input placeholder="手机号"><input placeholder="随机码"><button>获取随机码</button><button>查询资格</button>',
  ],
  [
    'other',
    'zh password of service',
    '<title>重置服务密码</title><h2>重置服务密码</h2><input placeholder="手机号"><input placeholder="短信验证码"><button>获取验证码</button><input type=password placeholder="新服务密码"><input type=password placeholder="确认新密码"><button>确认</button>',
  ],
  [
    'other',
    'en magic reset',
    '<title>Reset</title><h1>Can\'t sign in?</h1><form><input type=tel placeholder="Phone number"><button>Send code</button></form><p>We\'ll text you a code to reset your password.</p>',
  ],
  [
    'other',
    'en delivery code',
    '<title>Confirm delivery</title><h2>Enter the delivery code</h2><p>Ask the customer for the 4-digit code to complete the delivery.</p><input maxlength=4><button>Complete</button>',
  ],
  [
    'other',
    'en parking',
    '<title>Pay for parking</title><h1>Pay for parking</h1><form><input placeholder="Vehicle registration"><input type=tel placeholder="Mobile number"><button>Continue</button></form>',
  ],
  [
    'other',
    'en petition',
    '<title>Sign the petition</title><h1>Sign now</h1><form><input placeholder="First name"><input placeholder="Last name"><input type=email placeholder=Email><button>Sign</button></form>',
  ],
  [
    'other',
    'en unsubscribe',
    '<title>Email preferences</title><h1>Update your preferences</h1><form><input type=email placeholder=Email><label><input type=checkbox>Weekly news</label><button>Save preferences</button></form>',
  ],
  [
    'other',
    'en job alert',
    '<title>Job alerts</title><h2>Sign up for job alerts</h2><form><input type=email placeholder=Email><button>Create alert</button></form>',
  ],
  [
    'other',
    'de newsletter',
    '<title>Newsletter</title><h2>Newsletter-Anmeldung</h2><form><input type=email placeholder="E-Mail"><button>Anmelden</button></form>',
  ],
  [
    'other',
    'ja order',
    '<title>ご注文手続き</title><h1>お客様情報の入力</h1><form><input placeholder="氏名"><input placeholder="郵便番号"><input placeholder="住所"><input placeholder="電話番号"><button>注文を確認する</button></form>',
  ],
  [
    'other',
    'fr contact phone',
    '<title>Être rappelé</title><h1>Demander à être rappelé</h1><form><input type=tel placeholder="Téléphone"><button>Rappelez-moi</button></form>',
  ],
  [
    'other',
    'es reset',
    '<title>Restablecer contraseña</title><h1>Restablecer contraseña</h1><form><input type=password placeholder="Nueva contraseña"><input type=password placeholder="Repite la contraseña"><button>Guardar</button></form>',
  ],
  [
    'other',
    'ru zakaz',
    '<title>Оформление заказа</title><h1>Оформление заказа</h1><form><input placeholder="Имя"><input type=tel placeholder="Телефон"><input placeholder="Адрес доставки"><button>Оформить заказ</button></form>',
  ],
]
