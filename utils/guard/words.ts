/** The words by which pages and fields say what they are: Chinese and English first, others where they are sure. */
export const SIGN_UP =
  /注\s*册|註\s*冊|创建.{0,2}[账帐]|建立.{0,2}[帳账]|[开開][通设設].{0,2}[账帐帳]|加入|成[为為][会會][员員]|入[会會]|新用户|sign(?:ing)?[\s-]?up|regist(er|ration)\b|(?:create|set up)\b.{0,16}\baccount|^join$|join (now|us|free)|get started|open an account|become a member|new customers?\b|claim your|enroll? (?:now|online)\b|登録|作成|가입|registr(arse|ieren)|regístr|crear .{0,4}cuenta|inscri|cré(?:er|ez)\b|konto (?:er|anlegen|eröffnen)|neukund|criar conta|crie sua conta|cadastr|crea(?:r|te)?.{0,6}\b(?:account|cuenta)|registra(?:ti|zione)|iscriviti|account aanmaken|aanmelden|registreren|z[aá]rejestruj|rejestracj|załóż konto|utwórz konto|üye ol|kayıt ol|kaydol|hesap oluştur|registrera|skapa (?:ett )?konto|opret (?:en )?(?:konto|bruger)|opprett (?:en )?(?:konto|bruker)|bli medlem|rekisterö|luo tili|înregistr|creează cont|регистр|реєстр|registrovat|registrace|zaregistr|vytvořit účet|regisztr|fiók létre|εγγραφή|δημιουργία.{0,8}λογαριασμ|[إأ]نش(?:اء|ئ) حساب|साइन ?अप|खाता बना|रजिस्टर|התח?רש|הרשמה|สมัคร|ลงทะเบียน|đăng ký|tạo tài khoản|\bdaftar\b|buat akun|(?:start|begin) (?:your |my |a )?(?:free )?trial/i
export const LOG_IN =
  /登\s*[录陆入錄]|进入系统|log[\s-]?(in|on)\b|sign[\s-]?(?:in|on)\b|welcome back|ログイン|로그인|iniciar|iniciá|ingres[aoáe]|acceder|connexion|connecte[rz]|identifie[rz]|anmelden|einloggen|entrar|acessar|accedi\b|entra\b|inloggen|zaloguj|logowanie|giriş|logga in|log ind|logg inn|kirjaudu|autentific|conectare|bejelentkez|belépés|लॉग ?इन|přihlásit|войти|вход|увійти|вхід|σύνδεση|تسجيل الدخول|כניסה|התחבר|เข้าสู่ระบบ|đăng nhập|\bmasuk\b/i
/** Both at once: such a form makes an account where none is. */
export const BOTH =
  /登\s*[录陆入錄]\W{0,3}[即或]?\s*[注註]\s*[册冊]|[注註]\s*[册冊]\W{0,3}[并即或]?\s*登\s*[录陆入錄]|(log|sign) ?in ?(\/|or|\||&) ?(sign ?up|register|create)|(sign ?up|register) ?(\/|or|\||&) ?(log|sign) ?in|ログイン[／/・]\s*(?:新規)?(?:会員)?登録|(?:anmelden|einloggen) (?:oder|\/) registrieren|(?:connexion|connectez-vous|se connecter) ?(?:\/|ou) ?(?:inscri|créer)|(?:inicia(?:r)? sesión|acceder?|entra(?:r)?) ?(?:\/|o|ou) (?:regístr|registr|crea|cadastr|cri[ae])|accedi ?(?:\/|o) registrati|inloggen ?(?:\/|of) registreren|zaloguj się ?(?:\/|lub) zarejestruj|giriş yap ?(?:\/|veya) (?:üye|kay)|(?:войти|вход) ?(?:\/|или) (?:за)?регистр|đăng nhập ?(?:\/|hoặc) đăng ký|로그인 ?[/·|] ?회원 ?가입|\bmasuk (?:atau|\/) daftar/i
export const GET_CODE =
  /(获取|发送|获得|重发|索取|取得|發送|傳送|獲取|接收).{0,4}(验证码|校验码|短信|动态码|动态密码|随机码|随机密码|驗證碼|code)|^(发送|获取)$|(get|send|resend|request|text|email|sms|kirim)\b.{0,14}\b(code|otp|pin|passcode)\b|^(send|get) sms|(?:magic|(?:sign|log)[- ]?in) link\b|e-?mail me an? link|(?:أرسل|إرسال).{0,6}رمز|コード.{0,4}(?:送信|受け取)|인증번호|enviar c[oó]digo|code senden|отправить код/i
export const AUTO =
  /未注册.{0,24}(注册|创建|开通|登录)|(首次|新)(登[录入]|使用|用户|用戶|朋友|会员).{0,12}(自[动動]|[为為]您|为你|[为為]妳)|自[动動].{0,4}(注册|註冊|创建|成为)|登录即.{0,9}注册|(create|register).{0,24}(automatically|for you)|(automatically|we.?ll|we will) (create|register)|don.?t have an account.{0,20}will|if you.?re (?:new|not)\b|if you are new\b|\bnew to .{1,30}\? we.?ll|the first time you (?:come|sign|log)/i
export const NEXT =
  /下一步|继续|繼續|提交|确定|確定|完成|进入|验证|同意并|next|continue|submit|confirm|verify|done|finish|go\b|proceed/i
export const RESET =
  /忘[记記]|找回|重[置設设]|修改.{0,2}密[码碼]|[更變变]改密[码碼]|reset|^forgot|forgot(?:ten)? (?:your|my|the|pass|pin|user|log)|recover|change (your )?pass|restablecer|olvid|zurücksetzen|vergessen|oublié|réinitialis|dimenticat|recuper|esquec|redefinir|vergeten|zapomnia|zresetuj|unuttum|sıfırla|glömt|glemt|забыл|восстанов|сброс|忘れ|再設定|비밀번호 (?:찾기|재설정)|quên mật khẩu|lupa (?:kata sandi|password)/i
export const BIND =
  /(绑定|换绑|更换|修改|变更|解绑|验证原|验证旧|验证新).{0,4}(手机|号码|电话|邮箱)|(?:set up|turn on|enable|add).{0,20}(?:authenticator|two[- ]|2fa)|[开開][启啟].{0,6}(?:两步|兩步|二次|双重|雙重)|(change|update|verify|bind|link|confirm) (your )?(current |new )?(phone|mobile|number|e-?mail)/i
export const NOT_ACCOUNT =
  /(商标|公司|企业|会议|产品|设备|域名|活动|课程|参会|车辆|实名)\s*(注册|登记|认证)|实名|報名|报名|掛號|挂号|預約|预约|收貨|發票|查詢|問卷|捐款|入网|开户|受理|收货|发票|联系我们|留言|反馈|投诉|问卷|支付|付款|充值|转账|缴费|查询|投递|应聘|newsletter|subscri|订阅|mailing list|(event|webinar|conference|course|workshop|product|warranty|device|vehicle|domain|voter)s?[\s-]?registration|regist(er|ration) (for|your|a|the)\s+(the |our |this )?(event|webinar|conference|course|workshop|class|product|warranty|device|vehicle|domain|session)|appointment|reserve|checkout|payment|donat|contact us|feedback|[ei]nquir|quote|survey|search|track|apply for|kontakt|contacto|contatt|nous contacter|お問い?合わせ|メルマガ|ニュースレター|boletín|rundbrief|nieuwsbrief|biuletyn|рассылк|розсилк|bülten|뉴스레터|hírlevél|nyhe[td]sbrev|uutiskirje|電子報|电子报|문의|bewerb|candidature|kasse\b|bestell|reserv|\btisch\b|\btermin\b/i
/** What agreeing means, said under the button: the form makes an account. */
// Without a word boundary: the texts of neighbouring elements run into each other.
export const CLAUSE =
  /by (?:signing up|registering|creating an account|joining)|注册即(?:代表|表示|视为|同意)|点击注册/i
/** Said in so many words. */
export const CREATES =
  /(?:let.?s|use (?:it|this) to) create your\b|to create your (?:membership|profile)\b|you(?:.re| are) creating an? (?:\w+ )?account/i
/** Something is handed out against a number. */
export const HANDED_OUT = /[领領]取.{0,6}[券票]|抢券|中奖|抽奖|优惠券|優惠券/
/** Agreeing said in words, with nothing to tick. */
export const TERMS = /agree to .{0,24}(?:terms|conditions)|同意.{0,12}(?:协议|条款)/i
/** Consent to advertising is no account, however its button calls it. */
export const ADVERTS = /marketing (?:texts?|messages?|e-?mails?|sms)|reply stop\b|退订回/i
/** A code will come, though nothing on the page asks for one yet. */
export const CODE_COMES =
  /\b(?:send|text|sms|call|e-?mail)\b.{0,12}\b(?:you|it|a|the)\b.{0,40}\b(?:code|confirm|verify)|(?:magic|sign-?in|log-?in|one.time|secure) link|验证码(?:将|会).{0,6}发/i
/** A button that keeps what is already there: settings of something, not a way in. */
export const KEEP =
  /^(?:保存|儲存|更新|应用|저장|บันทึก|حفظ|שמור)|^(?:save|update|apply|speichern|enregistrer|guardar|salv(?:a|ar|ează|e)|opslaan|zapisz|сохранить|зберегти|kaydet|lưu|simpan|spara|gem|lagre|tallenna|uložit|αποθήκευση|mentés)(?![\p{L}])/iu
/** Between *log in* and *sign up* where a page offers both in one. */
const OR =
  /[/／|&、]|或|即|または|또는|หรือ|أو|או|\b(?:or|and|oder|und|ou|o|y|e|lub|atau|veya|of|eller|nebo|sau|vagy|tai)\b|hoặc|или|або|ή /i
/** The same for any language whose two words are known: they stand close together, and an *or* between. */
export function offersBoth(text: string): boolean {
  const one = LOG_IN.exec(text)
  const other = one && SIGN_UP.exec(text)
  if (!one || !other) return false
  const [first, second] = one.index < other.index ? [one, other] : [other, one]
  const between = text.slice(first.index + first[0].length, second.index)
  return between.length <= 16 && OR.test(between)
}
/** A button that ends what one is logged in to. */
export const LOG_OUT =
  /^(?:(?:log|sign)[ -]?(?:out|off)|退出(?:登[录錄入])?|登出|注销登录|abmelden|(?:se )?déconne\w+|cerrar sesión|sair|esci|uitloggen|wyloguj.*|выйти|вийти|çıkış.*|ログアウト|로그아웃|đăng xuất|keluar)$/i
/** What a code that is typed here leads to. */
export const LEADS_IN = /(?:以|即可?|后|完成)登[录入錄]|登[录入錄]方式|\bto (?:sign|log) ?in\b|signing in\b/i
/** A phone's own number, told by its carrier. */
export const ONE_TAP = /本[机機].{0,6}登[录錄入]|手[机機][号號]?[码碼]?一[键鍵]登/
/** What developers call a form, in whatever language it speaks. */
export const NAMED_SIGN_UP =
  /regist(?:er|ration|ro|ar|rier|raz|rac)|cadastr|inscri(?:p|re)|dang-?ky|touroku|uye-?(?:ol|lik)|daftar|sign[-_]?up|create[-_]?(?:account|user|customer)|new[-_]?(?:user|customer|account|member)|zhuce|(?:^|[\W_])(?:reg|join)(?:$|[\W_])/i
export const NAMED_LOG_IN = /log[-_]?(?:in|on)|sign[-_]?in|denglu|(?:^|[\W_])(?:auth|sessions?)(?:$|[\W_])/i
/** A way in without a password. */
export const NAMED_CODE = /\botp\b|\bsms|send[-_]?code|verif\w*[-_]?code|magic|passwordless/i
export const NAMED_RESET =
  /forg[eo]t|reset|recover|retrieve|lost[-_]?p|find[-_]?p(?:wd|ass)|(?:change|update|edit)[-_]?p(?:wd|ass)/i
/** The password that is there already, asked for beside a new one. */
export const F_OLD =
  /\bold\b|\bcurrent\b|原|旧|舊|[当當]前|目前|現在|현재|aktuell|derzeitig|actuel|actual|attual|vech[ie]|obecne|huidig|nuvarande|nåværende|nuværende|nykyi|mevcut|текущ|стар|поточн|lama\b|hiện tại|mật khẩu cũ|současn|jelenlegi|τρέχ/i
/** A new one in place of another: no sign-up calls its password so. */
export const F_RENEWED =
  /新.{0,4}(?:密[码碼]|パスワード)|\bnew password\b|새 비밀번호|neues (?:passwort|kennwort)|nouveau mot de passe|(?:nueva|nova) (?:contraseña|clave|senha|palavra)|nuova password|nieuw wachtwoord|nowe hasło|нов(?:ый|ий) пароль|yeni (?:şifre|parola)|parol[aă] nouă|mật khẩu mới|nytt lösenord|ny adgangskode|nytt passord|uusi salasana|nové heslo|új jelszó|νέος κωδικός/i
/** What somebody gives an address for who wants no account: a paper, an event, a download, a place in a queue. */
export const LEAD =
  /newsletter|webinar|recording|unsubscribe|edition\b|subscri|white ?paper|e-?book\b|download the|conference|workshop|wait ?list|early access|(?:book|request|get) a demo|speakers?\b|attendee|\bbadge\b|dietary|early.?bird|giveaway|sweepstake|raffle|petition|退订|白皮书|研讨会|抽奖|メルマガ|ウェビナー|rundbrief|gewinnspiel|boletín|sorteo|infolettre|nieuwsbrief|рассылк/i
/** What a password has to be like is said to who chooses one. */
export const PASSWORD_RULES =
  /at least (?:\d|one)|\d+ ?(?:to|-|–|or more) ?\d* ?char|min(?:imum|\.)? ?(?:of )?\d|mín(?:imo|\.) ?(?:de )?\d|mindestens \d|au moins \d|almeno \d|upper.?case|大小写|大小寫|\d.{0,3}[位个個].{0,6}(?:字母|数字|數字|字符|字元)|co najmniej \d|не менее \d|не менше \d|en az \d|minst \d|mindst \d|vähintään \d|minimaal \d|ten minste \d|legalább \d|ít nhất \d|minimal \d|\d+ ?文字以上|\d+자 이상/i
/** A code is what the page is about. */
export const CODE_WORD =
  /验证码|驗證碼|校验码|コード|인증 ?번호|\b(?:code|kode|código|codigo|codice|kod|kód|koodi)\b|код|mã xác|رمز|קוד/i
/** A link will come by mail that logs in. */
export const LINK_COMES = /\b(?:send|e-?mail) (?:you|me) an? (?:\w+ )?link\b/i
/** A password for money, not for an account. */
export const F_MONEY = /支付密[码碼]|交易密[码碼]|取款密[码碼]/
/** What a sign-up makes. */
export const ACCOUNT = /account|[账帐帳][号户號戶]|konto|cuenta|\bconta\b|compte|アカウント|계정|аккаунт/i
/** A code that takes something off a price. */
export const OFF_CODE =
  /promo|discount|coupon|voucher|gutschein|rabatt|cupón|cupom|descuento|desconto|sconto|优惠|優惠|折|\d ?%/i

export const AGREE =
  /同意|协议|條款|条款|隐私|agree|terms|privacy|accept|\bAGB\b|datenschutz|akzeptier|conditions|condiciones|términos|termini|accetto|voorwaarden|akkoord|regulamin|akceptuj|соглас|利用規約|規約に同意|약관|동의|koşul|điều khoản|aceito|termos/i

export const F_CODE =
  /one-time-code|验证码|校验码|动态码|动态密码|短信码|随机码|随机密码|驗證碼|コード|인증번호|(sms|verif\w*|security|auth\w*|confirm\w*|phone|mobile|msg|check|dynamic).?code|\botp\b|^code$|passcode|6-digit|[4-8]\s*位(?:数字|驗證|验证)|短信密码|código|doğrulama kodu|код (?:из|подтв)|mã (?:xác|otp)|kode (?:verif|otp)/i
export const F_CAPTCHA = /图形|图片|图像|圖形|captcha|img.?code|image.?code|picture|看不清/i
export const F_PHONE =
  /手[机機]|电话|電話|携帯|휴대|전화|mobile|phone|cell|\btel\b|msisdn|shouji|celular|tel[eé]fon|handy|mobil\b|komórk|телефон|điện thoại|\bno\.? hp\b|cep\b/i
export const F_MAIL =
  /邮箱|郵箱|电子邮件|電子郵件|電郵|邮件地址|邮箱地址|信箱|e-?mail|e-?post\b|e-?posta|courriel|correo|メール|이메일|почт/i
export const F_ACCOUNT =
  /用户名|用[户戶]名|使用者|[账帐帳][号户號戶]|会员名|登录名|user.?(name|id)?\b|\bhandle\b|customer.?(?:no\b|num|id\b)|\blog-?in|account|\bid\b|usuario|identifiant|benutzer|아이디|логин/i
export const F_NEW =
  /new-password|确认|再次|重复|设置|设定|创建|confirm|repeat|again|retype|re-?enter|create|choose|[68]-|至少|位|crie\b|mín\.|crea(?:te)?\b|créez|erstell|wähle|придум|созда|utwórz|oluştur/i
export const F_PAY =
  /cc-|card.?(no|num)|cvv|cvc|iban|银行卡|卡号|有效期|expir|金额|amount|routing|sort.?code/i
/** A bank's log-in takes a card's number in place of a name. */
export const EITHER_CARD =
  /[/／或、]\s*(?:银行)?卡号|卡号\s*[/／或、]|library card|member(?:ship)?.?(?:no\b|num|id\b)|loyalty|frequent.?fl|patron|barcode/i
export const F_ADDRESS =
  /收货|收件|(?<![邮件郵电電网網子])地址|省份|城市|区县|邮编|街道|address|street|postal|postcode|\bzip\b|\bcity\b|province|\bstate\b|stra(?:ß|ss)e|\bplz\b|postleitzahl|code postal|direcci[oó]n|c[oó]digo postal|ciudad|endereço|cidade|\bcep:|indirizzo(?! (?:e-?)?mail)|città|ulica|kod pocztowy|住所|郵便番号|주소|우편|адрес(?! эл)|город/i
export const F_IDENTITY = /身份证|证件|idcard|id.?(card|number)|passport|护照|identity|ssn/i
/** A thing or a matter that has a number of its own: the form is about that. */
export const F_THING =
  /serial|序列号|序號|serien-?n|num(?:é|e)ro de s(?:é|e)rie|\bimei\b|\bvin\b|(?:order|invoice|tracking|ticket|booking|case).?(?:no\b|num|id\b|ref)|订单号|訂單編|单号|运单|车牌|bestellnummer|commande n|pedido/i
export const F_SEARCH =
  /搜索|搜一搜|搜[尋寻]|search|\bq\b|keyword|关键|busca|recherch|\bsuch(?:e|en|begriff)|cerca\b|zoek|szuka|поиск|пошук|検索|검색|tìm |\bcari\b|hled|caută|αναζήτ|keres|\bsøg|\bsök|\bhaku/i
/** A paper by mail: one field that stands beside the real form of half of all pages. */
export const F_NEWS =
  /newsletter|subscri|mailing.?list|mailchimp|bulten|bülten|boletin|boletín|订阅|訂閱|電子報|メルマガ/i
export const F_PERSON =
  /昵称|暱稱|性别|性別|生日|nick|birth|gender|first.?name|last.?name|full.?name|(?:your|^)\s*name\b|surname|姓名|display.?name|顯示名稱|apelido|vorname|nachname|prénom|\bnom\b|pseudo|nombre|apellid|\bnome\b|cognome|voornaam|achternaam|\bnaam\b|imię|nazwisko|ad[ıi]? soyad|имя|фамили|氏名|お名前|이름|họ (?:và )?tên|förnamn|efternamn|fornavn/i
