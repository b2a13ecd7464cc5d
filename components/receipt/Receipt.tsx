import { useId } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'
import type { ReceiptLine, ReceiptView } from '../../utils/wire/index.ts'
import { priceText } from '../text/index.ts'
import { ReceiptCodes } from './Codes.tsx'
import { receiptText } from './text.ts'

const two = (n: number): string => String(n).padStart(2, '0')
/** Local time as the counter's clock shows it; what binds is UTC in the log. */
const when = (at: string, day: boolean): string => {
  const d = new Date(at)
  if (Number.isNaN(d.getTime())) return at
  const time = `${two(d.getHours())}:${two(d.getMinutes())}`
  return day ? `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${time}` : time
}

/** What was refused on another day says which. */
const sameDay = (a: string, b: string): boolean => new Date(a).toDateString() === new Date(b).toDateString()

/** In groups, so that a line can break and an eye can compare. */
const inFours = (hex: string): string => hex.replace(/(.{4})(?=.)/g, '$1 ')

/** What the customer takes home, in words: also when nothing was agreed. Black on white, 80 mm or A4. */
export function Receipt(props: { receipt: ReceiptView; codes: readonly string[]; lang: Lang }) {
  const { receipt: r, codes, lang } = props
  const { about } = r
  const title = useId()
  const t = receiptText(lang)
  const line = (l: ReceiptLine, how: 'signedAt' | 'refusedAt' | 'withdrawnAt') => (
    <li key={l.service}>
      <p class="service" data-say={`${l.name[lang]} ${priceText(l.price, lang)}`}>
        <b>{l.name[lang]}</b> <span>{priceText(l.price, lang)}</span>
        <span class="when">{t(how, { time: when(l.at, !sameDay(l.at, r.at)) })}</span>
      </p>
      {how === 'signedAt' && <p data-say="">{t('withdraw', { how: l.withdraw[lang] })}</p>}
      {l.close?.[lang] && <p data-say="">{t('closeHow', { how: l.close[lang] })}</p>}
    </li>
  )
  const isPlain = r.refused.length + (r.notToday?.length ?? 0) + r.withdrawn.length === 0
  const withdrawn = r.withdrawn.length > 0 && (
    <>
      <h3 data-say="">{t('withdrawn')}</h3>
      <ul>{r.withdrawn.map((l) => line(l, 'withdrawnAt'))}</ul>
    </>
  )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a switch that sends Tab and Space only must get down to it
    <section class="receipt" tabIndex={0} aria-labelledby={title}>
      <h2 id={title} data-say="">
        {t(about === 'withdrawal' ? 'titleWithdrawal' : about === 'received' ? 'titleReceived' : 'title')}
      </h2>
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
        {r.number !== '' && (
          <div>
            <dt>{t('number')}</dt>
            <dd class="cs-num">{r.number}</dd>
          </div>
        )}
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
      {about === 'received' ? (
        <Received receipt={r} lang={lang} />
      ) : (
        <>
          {about === 'withdrawal' && withdrawn}
          {r.agreed.length > 0 ? (
            <>
              <h3 data-say="">{t(about === 'withdrawal' ? 'stillAgreed' : 'agreed')}</h3>
              <ul>{r.agreed.map((l) => line(l, 'signedAt'))}</ul>
            </>
          ) : (
            // No heading says *you agreed* above nothing.
            <p class="strong" data-say="">
              {t(about === 'withdrawal' ? 'noneLeft' : isPlain ? 'plainSim' : 'nothingAgreed')}
            </p>
          )}
          {r.refused.length > 0 && (
            <>
              <h3 data-say="">{t('refused')}</h3>
              <ul>{r.refused.map((l) => line(l, 'refusedAt'))}</ul>
            </>
          )}
          {r.notToday && r.notToday.length > 0 && (
            <>
              <h3>{t('notToday')}</h3>
              <ul>{r.notToday.map((l) => line(l, 'refusedAt'))}</ul>
            </>
          )}
          {about === undefined && withdrawn}
          {about === undefined && <Accounts receipt={r} lang={lang} />}
        </>
      )}
      <hr />
      <p class="strong" data-say="">
        {t('codes')}
      </p>
      <p data-say="">{t('codesDo')}</p>
      <ul class="report">
        {r.report.map((n) => (
          <li key={n.number} data-say="">
            {n.name[lang]} <b class="cs-num">{n.number}</b>
          </li>
        ))}
        <li data-say="">
          {t('carrier')} {r.carrier.name[lang]} <b class="cs-num">{r.carrier.contact}</b>
        </li>
      </ul>
      <hr />
      <p data-say="">{t('keep')}</p>
      {codes.length > 0 && (
        <>
          <ReceiptCodes codes={codes} lang={lang} />
          <p class="small">{t('codeWhat')}</p>
        </>
      )}
      <dl class="proof">
        <div>
          <dt>{t('id')}</dt>
          <dd>{r.id}</dd>
        </div>
        <div>
          <dt>{t('hash')}</dt>
          <dd>{inFours(r.hash)}</dd>
        </div>
        {/* The square holds a later one. Typed off by hand it still shows a log that was cut. */}
        {codes.length === 0 && (
          <div>
            <dt>{t('checkpoint')}</dt>
            <dd>{r.checkpoint}</dd>
          </div>
        )}
      </dl>
    </section>
  )
}

function Accounts({ receipt: r, lang }: { receipt: ReceiptView; lang: Lang }) {
  const t = receiptText(lang)
  if (r.accounts.length === 0)
    return (
      <p class="strong" data-say="">
        {t('noAccounts')}
      </p>
    )
  return (
    <>
      <h3 data-say="">{t('accounts')}</h3>
      <ul>
        {r.accounts.map((a) => (
          <li key={a.en} data-say="">
            {a[lang]}
          </li>
        ))}
      </ul>
    </>
  )
}

/** For another counter's receipt: what was taken back, and what comes next, since this counter cannot do it alone. */
function Received({ receipt: r, lang }: { receipt: ReceiptView; lang: Lang }) {
  const t = receiptText(lang)
  return (
    <>
      <h3>{t('receivedFrom', { store: r.from?.store ?? '', time: when(r.from?.at ?? '', true) })}</h3>
      <ul>
        {r.from?.whole === true && <li>{t('receivedWhole')}</li>}
        {r.withdrawn.map((l) => (
          <li key={l.service}>
            <b>{l.name[lang]}</b>
            {l.close?.[lang] && <p data-say="">{t('closeHow', { how: l.close[lang] })}</p>}
          </li>
        ))}
      </ul>
      <h3>{t('nextTitle')}</h3>
      <ol>
        <li>{t('next1')}</li>
        <li>{t('next2', { contact: r.carrier.contact })}</li>
        <li>{t('next3')}</li>
      </ol>
    </>
  )
}
