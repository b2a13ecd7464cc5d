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
]
