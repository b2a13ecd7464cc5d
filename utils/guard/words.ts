/** The words by which pages and fields say what they are: Chinese and English first, others where they are sure. */
/** A password, also where it is typed into a field of plain text. */
export const F_PASSWORD =
  /密[码碼]|口令|pass?wor[dt]|wachtwoord|mot de passe|contraseña|\bsenha\b|hasł[oa]|парол|パスワード|비밀번호|mật khẩu|kodeord|adgangskode|kennwort|palavra.passe|şifre|parol|jelszó|salasana|lösenord/i
/** A pattern made of others; a script without a classifier does not carry it. */
const made = (source: () => string): RegExp => new RegExp(source(), 'i')
/** Words before a password, near enough to be about it. */
const about = (verbs: string): string => `(?:${verbs}).{0,20}(?:${F_PASSWORD.source})`
/** A paper by mail. */
const NEWS =
  'newsletter|subscri|mailing.?list|bülten|boletín|nhận tư vấn|订阅|訂閱|電子報|电子报|メルマガ|ニュースレター|rundbrief|nieuwsbrief|рассылк|뉴스레터|hírlev|nyhe[td]sbrev'
export const SIGN_UP =
  /[注註]\s*[册冊]|(?:创建|建立|[开開][通设設]).{0,2}[账帐帳]|加入|成[为為][会會][员員]|(?:开通|办理|[领領]取?).{0,2}[会會][员員]卡|会员.{0,2}开卡|免费开卡|入[会會]|新用户|sign(?:ing)?[\s-]?up|regist(er|ration)\b|(?:create|set up)\b.{0,16}\baccount|^join\b|join (now|us|free)|get started|open an account|become a member|new customers?\b|claim your|creating (?:your|an) account|enroll? (?:now|online)\b|登録|作成|가입|registr(arse|ieren)|regístr|crear .{0,4}cuenta|inscri|cré(?:er|ez)\b|konto (?:er|anlegen|eröffnen)|neukund|criar conta|crie sua conta|cadastr|crea(?:r|te)?.{0,6}\b(?:account|cuenta)|registra(?:ti|zione)|iscriviti|account aanmaken|aanmelden|registreren|z[aá]rejestruj|rejestracj|załóż konto|üye ol|kayıt ol|registrera|skapa (?:ett )?konto|opret (?:en )?(?:konto|bruger)|регистр|regisztr|hesap|δημιουργία.{0,8}λογαριασμ|[إأ]نش(?:اء|ئ) حساب|สมัคร|ลงทะเบียน|đăng ký|tạo tài khoản|\bdaftar\b|(?:start|begin) (?:your |my |a )?(?:free )?trial/i
export const LOG_IN =
  /登\s*[录陆入錄]|进入系统|log[\s-]?(in|on)\b|sign[\s-]?(?:in|on)\b|welcome back|ログイン|로그인|inicia|ingres[aoáe]|acceder|connexion|connecte[rz]|identifie[rz]|anmelden|einloggen|entrar|accedi\b|entra\b|inloggen|zaloguj|logowanie|giriş|logga in|log ind|kirjaudu|belépés|войти|вход|вхід|σύνδεση|تسجيل الدخول|התחבר|เข้าสู่ระบบ|đăng nhập|\bmasuk\b/i
/** Both at once: such a form makes an account where none is. */
const BOTH =
  /登\s*[录陆入錄]\W{0,3}[即或]?\s*[注註]\s*[册冊]|[注註]\s*[册冊]\W{0,3}[并即或]?\s*登\s*[录陆入錄]/i
export const GET_CODE =
  /(?:[获獲索]取|[发發傳]送|[获取]得|重发|接收).{0,4}(?:[验驗校][证證验]|短信|动态|随机|code)|^(发送|获取)$|(get|send|resend|request|text|email|sms|kirim)\b.{0,14}\b(code|otp|pin|passcode)\b|^(send|get) sms|(?:magic|(?:sign|log)[- ]?in) link\b|e-?mail me an? link|(?:أرسل|إرسال).{0,6}رمز|コード.{0,4}(?:送信|受け取)|인증번호|enviar c[oó]digo|code senden|отправить код/i
export const AUTO =
  /未注册.{0,24}(注册|创建|开通|登录)|绑定[即后].{0,3}注册|(首次|新)(登[录入]|使用|用户|用戶|朋友|会员).{0,12}(自[动動]|[为為][您你妳])|自[动動].{0,4}(注册|註冊|创建|成为)|登录即.{0,9}注册|(create|register).{0,24}(automatically|for you)|(automatically|we.?ll|we will) (create|register)|don.?t have an account.{0,20}will|if you(?:.?re| are) new\b|\bnew to .{1,30}\? we|the first time you/i
export const NEXT =
  /下一步|[继繼][续續]|提交|[确確]定|完成|进入|验证|同意并|next|continue|submit|confirm|verify|done|finish|go\b|proceed/i
export const RESET = /* @__PURE__ */ made(
  () =>
    `忘[记記]|(?<![于可、或])找回|重[置設设]|reset|^forgot|forgot(?:ten)? (?:your|my|the|pass|pin|user|log)|recover|restablecer|olvid|zurücksetzen|vergessen|oublié|réinitialis|dimenticat|recuper|esquec|redefinir|vergeten|unuttum|sıfırla|glömt|glemt|забыл|восстанов|сброс|忘れ|再設定|비밀번호 (?:찾기|재설정)|quên mật khẩu|lupa (?:kata sandi|password)|trouble.{0,6}(?:logging|signing) in|back into your account|パスワード.{0,3}(?:変更|再発行)|비밀번호 변경|passwort ändern|${about('修改|[更變变]改|重新|\\bchange|new(?= pass)|skift|changer|cambia|alterar|сменить|đổi|değiştir')}`,
)
export const BIND =
  /(绑定|换绑|更换|修改|变更|解绑|验证原|验证旧|验证新).{0,4}(手机|号码|电话|邮箱)|(?:set up|turn on|enable|add).{0,20}(?:authenticator|two[- ]|2fa)|[开開][启啟].{0,6}(?:两步|兩步|二次|双重|雙重)|(change|update|verify|bind|link|confirm) (your )?(current |new )?(phone|mobile|number|e-?mail)|(?:番号|アドレス|メール)の?変更|번호 ?변경|(?:chang|cambi)\w* .{0,12}(?:num|núm|correo)/i
/** What somebody registers for that is no account. */
export const ELSE = /* @__PURE__ */ made(
  () =>
    `${NEWS}|(商标|公司|会议|产品|设备|域名|活动|课程|参会|车辆|实名)\\s*(注册|登记|认证)|实名|(event|webinar|conference|course|workshop|product|warranty|device|vehicle|domain|voter)s?[\\s-]?registration|regist(er|ration) (for|your|a|the)\\s+(the |our |this )?(event|webinar|conference|course|workshop|class|product|warranty|device|vehicle|domain|session)|checkout|donat|注销.{0,2}[账帐]|(?:delete|close|deactivate) (?:your|my|this|an|the) (?:\\w+ )?account|(?:supprimer|fermer) (?:mon|votre|le) compte|konto löschen|(?:eliminar|cerrar|excluir) (?:tu |mi |su |sua |minha )?(?:cuenta|conta)|退会|탈퇴|\\badd (?:an? |new )*(?:user|member|customer)\\b|(?:添加|新增|编辑).{0,2}(?:用户|会员|成员|员工)`,
)
/** What a form is for that is no account; in a name of a site or of a system they say little. */
export const STOP =
  /[報报]名|[掛挂][號号]|[預预][約约]|收[貨货]|[發发]票|查[詢询]|[問问]卷|捐款|入网|开户|受理|联系我们|留言|反馈|投诉|支付(?!宝)|付款|充值|转账|缴费|投递|应聘|投票|\border\b|appointment|reserve|payment|contact us|feedback|[ei]nquir|\bquote\b|survey|\bsearch\b|\btrack\b|apply for|kontakt|contacto|contatt|nous contacter|お問い?合わせ|문의|bewerb|candidature|kasse\b|bestell|reserv|\btisch\b|\btermin\b/i
/** Something that is joined to an account that is there. */
export const BINDS = /绑定|綁定|^(?:bind|link) /i
/** The name of a whole site or system: what it is about is not what its form is for. */
export const SITE = /(?:系[统統]|管理|平台|[网網]站?|中心|portal|system|manager)$/i
/** A sheet on which a SIM is activated. */
export const SIM = /iccid|\bimsi\b|写卡|白卡|号卡激活|主套餐|\bmsisdn\b|activate .{0,6}\bsim\b/i
/** Who has an account already is sent to another form. */
export const HAS =
  /已有.{0,4}[账帐]|已.{0,2}注册|already (?:have|a member|registered|on |signed)|déjà (?:un|cl|ins)|bereits .{0,8}ko?n|ya tienes|すでに|이미/i
/** A password is chosen. */
export const CHOOSES = /* @__PURE__ */ made(
  () =>
    `${about('create|choose|\\bset|add|pick|créer|choisi|crea|elige|criar|crie|escolha|utwórz|erstelle|wähle|придума|созда|[设設][置定]')}|passwort (?:festl|erst|w[aä]hl)|パスワード.?[設作]|(?:create|choose|pick) (?:a |your )?(?:user.?name|handle)`,
)
/** Ways in by an account at somebody else. */
export const SOCIAL =
  /(?:continue|(?:log|sign)[ -]?(?:in|up)) with (?:google|apple|facebook|microsoft)|(?:微信|QQ|微博|支付宝).{0,2}登[录錄]/i
/** Going on agrees to something. */
export const CONSENTS =
  /by (?:continu|proceed|click|tapp)|agree to .{0,24}(?:terms|conditions)|同意.{0,20}(?:协议|条款|政策)|继续即|登录即/i
/** A code that a device makes, or that confirms something. */
export const SECOND_FACTOR =
  /authenticat|two.?(?:step|factor)|2fa|totp|身份验证|安全验证|签|verify (?:it.?s you|your identity)|[两兩二]步|[$€£¥]|\bcard\b|转账|device|设备/i
/** What agreeing means, said under the button: the form makes an account. */
// Without a word boundary: the texts of neighbouring elements run into each other.
export const CLAUSE =
  /by (?:signing up|registering|creating an account|joining)|注册即(?:代表|表示|视为|同意)|点击注册|to create your (?:membership|profile)\b|let.?s create your\b|use (?:it|this) to create\b|creating an? (?:\w+ )?account/i
/** Something is handed out against a number. */
export const HANDED_OUT =
  /[领領]取.{0,6}[券票]|[抢折]|兑换|[中抽]奖|[优優]惠|promo|discount|coupon|cup[oó][nm]|\d ?%/i
/** Consent to advertising is no account, however its button calls it. */
export const ADVERTS = /marketing (?:texts?|messages?|e-?mails?|sms)|reply stop\b|退订回/i
/** A code will come, though nothing on the page asks for one yet. */
export const CODE_COMES =
  /\b(?:send|text|sms|call|e-?mail)\b.{0,12}\b(?:you|it|a|the)\b.{0,40}\b(?:code|confirm|verify)|(?:magic|sign-?in|log-?in|one.time|secure) link|验证码(?:将|会).{0,6}发/i
/** A button that keeps what is already there: settings of something, not a way in. */
export const KEEP =
  /^(?:[保儲]存|更新|应用)|^(?:저장|save|update|apply|speichern|enregistrer|guardar|salva|сохранить|lưu|spara|gem)(?![\p{L}])/iu
/** Between *log in* and *sign up* where a page offers both in one. */
const OR =
  /[/／|&、・]|或|即|または|또는|หรือ|أو|או|\b(?:or|and|oder|und|ou|o|y|e|lub|atau|veya|of|eller)\b|hoặc|или/i
/** The same for any language whose two words are known: they stand close together, and an *or* between. */
export function offersBoth(text: string): boolean {
  const one = LOG_IN.exec(text)
  const other = one && SIGN_UP.exec(text)
  if (!one || !other) return false
  const [first, second] = one.index < other.index ? [one, other] : [other, one]
  const between = text.slice(first.index + first[0].length, second.index)
  return between.length <= 16 && OR.test(between)
}
export const isBoth = (words: string): boolean => BOTH.test(words) || (words.length < 60 && offersBoth(words))
/** A button that ends what one is logged in to. */
export const LOG_OUT =
  /^(?:(?:log|sign)[ -]?(?:out|off)|退出(?:登[录錄入])?|登出|abmelden|(?:se )?déconne\w+|cerrar sesión|выйти|ログアウト|로그아웃)$/i
/** What a code that is typed here leads to. */
export const LEADS_IN = /(?:以|即可?|后|完成)登[录入錄]|登[录入錄]方式|\bto (?:sign|log) ?in\b|signing in\b/i
/** A phone's own number, told by its carrier. */
export const ONE_TAP = /本[机機].{0,6}登[录錄入]|手[机機][号號]?[码碼]?一[键鍵]登/
/** What developers call a form, in whatever language it speaks. */
export const NAMED_SIGN_UP =
  /regist(?:er|ration|ro|ar|rier|raz|rac)|cadastr|inscri(?:p|re)|dang-?ky|daftar|sign[-_]?up|create[-_]?(?:account|user|customer)|new[-_]?(?:user|customer|account|member)|zhuce|(?:^|[\W_])(?:reg|join)(?:$|[\W_])/i
export const NAMED_LOG_IN = /log[-_]?(?:in|on)|sign[-_]?in|denglu|(?:^|[\W_])(?:auth|sessions?)(?:$|[\W_])/i
/** A way in without a password. */
export const NAMED_CODE = /\botp\b|\bsms|send[-_]?code|verif\w*[-_]?code|magic|passwordless/i
export const NAMED_RESET =
  /forg[eo]t|reset|recover|retrieve|lost[-_]?p|find[-_]?p(?:wd|ass)|(?:change|update|edit)[-_]?p(?:wd|ass)/i
/** Words about a password beside a field that holds none. */
export const NO_PASSWORD =
  /[动動][态態]|随机|短信|一次性|提示|问题|找回|查询|验证码|forg|hint|question|one.time/i
/** The password that is there already, asked for beside a new one. */
export const F_OLD =
  /\bold\b|\bcurrent\b|原|旧|舊|[当當]前|目前|現在|현재|aktuell|actuel|actual|attual|nuværende|текущ|стар|hiện tại|mật khẩu cũ/i
/** A new one in place of another: no sign-up calls its password so. */
export const F_RENEWED = /* @__PURE__ */ made(
  () =>
    `(?:新|\\bnew |새 |neues |nouveau |nuev[ao] |nov[ao] |nuova |nieuw |nowe |нов(?:ый|ий) |yeni |nytt? |\\bny |uusi |nové |új ).{0,4}(?:${F_PASSWORD.source})|mật khẩu mới`,
)
/** What somebody gives an address for who wants no account: a paper, an event, a download, a place in a queue. */
export const LEAD = /* @__PURE__ */ made(
  () =>
    `${NEWS}|webinar|unsubscribe|white ?paper|\\be-?book\\b|download the|conference|workshop|wait ?list|attendee|early access|(?:book|request|get) a demo|退订|研讨会|抽奖`,
)
/** What a password has to be like is said to who chooses one. */
export const PASSWORD_RULES =
  /at least one|(?:at least|min(?:imum)?\.?|mín\.?|mindestens|au moins|almeno|не менее)(?: of| de)? ?\d|\d+ ?(?:(?:to|-|–|or more) ?\d* ?)?(?:char|carac|zeichen|caratt|文字以上)|upper.?case|大小[写寫]|\d.{0,3}[位个個].{0,6}(?:字母|[数數]字|字[符元])/i
/** A code is what the page is about. */
export const CODE_WORD =
  /[验驗校][证證验][码碼]|コード|인증 ?번호|\b(?:code|kode|código|codigo|codice|kod|kód|koodi)\b|код|mã xác|رمز|קוד/i
/** What a sign-up makes. */
export const ACCOUNT = /account|[账帐帳][号户號戶]|konto|cuenta|\bconta\b|compte|アカウント|계정|аккаунт/i

export const AGREE =
  /同意|协议|[條条]款|隐私|agree|terms|privacy|accept|\bAGB\b|datenschutz|akzept|condi[ct]i|términos|termini|voorwaarden|соглас|規約|약관|동의|điều khoản|termos/i

export const F_CODE =
  /one-time-code|[验驗校][证證验][码碼]|(?:动态|短信|随机)密?码|コード|인증번호|(sms|verif\w*|security|auth\w*|confirm\w*|phone|mobile|msg|check|dynamic).?code|\botp\b|(?:^|\n)\W*code\W*$|passcode|6-digit|[4-8]\s*位(?:数字|驗證|验证)|código|doğrulama kodu|код (?:из|подтв)|mã (?:xác|otp)|kode (?:verif|otp)/i
export const F_CAPTCHA = /[图圖][形片像]|captcha|img.?code|image.?code|picture|看不清/i
export const F_PHONE =
  /手[机機]|电话|電話|携帯|휴대|전화|mobile|phone|cell|\btel\b|msisdn|shouji|celular|tel[eé]fon|handy|mobil\b|komórk|телефон|điện thoại|\bno\.? hp\b|cep\b/i
export const F_MAIL =
  /[邮郵]箱|[电電]子?[邮郵]|邮件地址|信箱|e-?mail|e-?post\b|e-?posta|courriel|correo|メール|이메일|почт/i
export const F_ACCOUNT =
  /用[户戶]名|使用者|[账帐帳][号户號戶]|会员名|登录名|user.?(name|id)?\b|\bhandle\b|customer.?(?:no\b|num|id\b)|\blog-?in|account|\bid\b|usuario|identifiant|benutzer|아이디|логин/i
export const F_NEW =
  /new-password|确认|再次|再输|再.{0,3}输入|重复|[設设][置定]|创建|confirm|\bset\b|repeat|again|retype|re-?enter|create|choose|[68]-|至少|位|crie\b|mín\.|crea(?:te)?\b|créez|créer|erstell|wähle|придум|созда|utwórz|oluştur/i
export const F_PAY =
  /支付密|交易密|取款密|cc-|card.?(no|num)|cvv|cvc|iban|银行卡|卡号|有效期|expir|金额|amount|routing|sort.?code/i
/** A bank's log-in takes a card's number in place of a name. */
export const EITHER_CARD =
  /[/／或、]\s*(?:银行)?卡号|卡号\s*[/／或、]|library card|member(?:ship)?.?(?:no\b|num|id\b)/i
export const F_ADDRESS =
  /收货|收件|(?<![邮件郵电電网網子])地址|省份|城市|区县|邮编|街道|address|street|postal|postcode|\bzip\b|\bcity\b|province|\bstate\b|stra(?:ß|ss)e|code postal|direcci[oó]n|c[oó]digo postal|cidade|indirizzo|住所|郵便番号|주소|우편|адрес(?! эл)/i
export const F_IDENTITY = /身份证|证件|idcard|id.?(card|number)|passport|护照|identity|ssn/i
/** A thing or a matter that has a number of its own: the form is about that. */
export const F_THING =
  /serial|iccid|imsi|序列?[号號]|(?:order|invoice|tracking|ticket|booking|case).?(?:no\b|num|id\b|ref)|订单号|訂單編|单号|运单|车牌|pedido/i
export const F_SEARCH =
  /搜索|搜一搜|搜[尋寻]|search|\bq\b|keyword|关键|busca|recherch|\bsuch(?:e|en|begriff)|cerca\b|поиск|検索|검색/i
/** A paper by mail: one field that stands beside the real form of half of all pages. */
export const F_NEWS = /* @__PURE__ */ made(() => `${NEWS}`)
export const F_PERSON =
  /[昵暱][称稱]|性[别別]|生日|nick|birth|gender|first.?name|last.?name|full.?name|(?:your|^)\s*name\b|surname|姓名|display.?name|顯示名稱|apelido|vorname|nachname|prénom|\bnom\b|pseudo|nombre|apellid|\bnome\b|cognome|voornaam|imię|ad[ıi]? soyad|имя|фамили|氏名|お名前|이름|họ (?:và )?tên|f[oö]rna[vm]n|efterna[vm]n/i
