import type { Lang } from '../../utils/base/index.ts'
import type { ReceiptLine, ReceiptView } from '../../utils/wire/index.ts'
import en from '../text/en/receipt.json' with { type: 'json' }
import { priceText, translator } from '../text/index.ts'
import zh from '../text/zh-CN/receipt.json' with { type: 'json' }

const receiptText = translator({ 'zh-CN': zh, en })

const two = (n: number): string => String(n).padStart(2, '0')
/** Local time as the counter's clock shows it; what binds is UTC in the log. */
const when = (at: string, day: boolean): string => {
  const d = new Date(at)
  if (Number.isNaN(d.getTime())) return at
  const time = `${two(d.getHours())}:${two(d.getMinutes())}`
  return day ? `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${time}` : time
}

/** In groups, so that a line can break and an eye can compare. */
const inFours = (hex: string): string => hex.replace(/(.{4})(?=.)/g, '$1 ')

/** What the customer takes home, in words: also when nothing was agreed. Black on white, 80 mm or A4. */
export function Receipt({ receipt: r, lang }: { receipt: ReceiptView; lang: Lang }) {
  const t = receiptText(lang)
  const line = (l: ReceiptLine, signed: boolean) => (
    <li key={l.service}>
      <p class="service">
        <b>{l.name[lang]}</b> <span>{priceText(l.price, lang)}</span>
        {signed && <span class="when">{t('signedAt', { time: when(l.at, false) })}</span>}
      </p>
      {signed && <p>{t('withdraw', { how: l.withdraw[lang] })}</p>}
    </li>
  )
  return (
    <section class="receipt" aria-labelledby="receipt-title">
      <h2 id="receipt-title">{t('title')}</h2>
      <dl>
        <div>
          <dt>{t('store')}</dt>
          <dd>
            {r.store.name[lang]}
            <br />
            {r.store.address[lang]}
            <br />
            {r.store.phone}
          </dd>
        </div>
        <div>
          <dt>{t('number')}</dt>
          <dd class="cs-num">{r.number}</dd>
        </div>
        <div>
          <dt>{t('time')}</dt>
          <dd class="cs-num">{when(r.at, true)}</dd>
        </div>
        <div>
          <dt>{t('clerk')}</dt>
          <dd class="cs-num">{r.clerk}</dd>
        </div>
        {r.order !== null && (
          <div>
            <dt>{t('order')}</dt>
            <dd class="cs-num">{r.order}</dd>
          </div>
        )}
      </dl>
      <h3>{t('agreed')}</h3>
      {r.agreed.length > 0 ? <ul>{r.agreed.map((l) => line(l, true))}</ul> : <p>{t('nothingAgreed')}</p>}
      {r.refused.length > 0 && (
        <>
          <h3>{t('refused')}</h3>
          <ul>{r.refused.map((l) => line(l, false))}</ul>
        </>
      )}
      {r.accounts.length > 0 ? (
        <>
          <h3>{t('accounts')}</h3>
          <ul>
            {r.accounts.map((a) => (
              <li key={a.en}>{a[lang]}</li>
            ))}
          </ul>
        </>
      ) : (
        <p class="strong">{t('noAccounts')}</p>
      )}
      <hr />
      <p class="strong">{t('codes')}</p>
      <ul class="report">
        {r.report.map((n) => (
          <li key={n.number}>
            {n.name[lang]} <b class="cs-num">{n.number}</b>
          </li>
        ))}
        <li>
          {t('carrier')} {r.carrier.name[lang]} <b class="cs-num">{r.carrier.contact}</b>
        </li>
      </ul>
      <hr />
      <p>{t('keep')}</p>
      <dl class="proof">
        <div>
          <dt>{t('id')}</dt>
          <dd>{r.id}</dd>
        </div>
        <div>
          <dt>{t('hash')}</dt>
          <dd>{inFours(r.hash)}</dd>
        </div>
        <div>
          <dt>{t('checkpoint')}</dt>
          <dd>{r.checkpoint}</dd>
        </div>
      </dl>
    </section>
  )
}
