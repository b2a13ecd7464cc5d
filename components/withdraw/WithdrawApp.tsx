import { useEffect, useState } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'
import type { Client } from '../../utils/wire/index.ts'
import { Button, Seal } from '../base/index.ts'
import { commonText } from '../text/index.ts'
import { ByCode } from './ByCode.tsx'
import { withdrawText } from './text.ts'
import { Withdraw } from './Withdraw.tsx'

/** The page on which a customer takes something back: by the receipt's code, at any counter, or by number, at this one. */
export function WithdrawApp({ client, first }: { client: Client; first: Lang }) {
  const [lang, setLang] = useState(first)
  /** How often each half was asked: what the other half shows is then of another customer. */
  const [asked, setAsked] = useState({ code: 0, number: 0 })
  const t = withdrawText(lang)
  useEffect(() => {
    // The first message brings the token that the next one needs.
    void client.ask('withdraw.open', {}).then((r) => r.ok && setLang(r.value.lang))
  }, [client])
  useEffect(() => {
    document.documentElement.lang = lang
    document.title = t('pageTitle')
  }, [lang, t])
  return (
    <div class="take">
      <header>
        <Seal />
        <span class="take-space" />
        <Button lang={lang === 'en' ? 'zh-CN' : 'en'} onClick={() => setLang(lang === 'en' ? 'zh-CN' : 'en')}>
          {commonText(lang)('language')}
        </Button>
      </header>
      <main>
        <h1>{t('pageTitle')}</h1>
        <p>{t('pageLead')}</p>
        <section aria-labelledby="by-code" class="by-code">
          <h2 id="by-code">{t('codeTitle')}</h2>
          <ByCode
            lang={lang}
            stale={asked.number}
            onAsk={() => setAsked((n) => ({ ...n, code: n.code + 1 }))}
            read={(code) => client.ask('withdraw.code', { code })}
            take={(decision) => client.ask('withdraw.take', { decision, by: 'receipt', number: '' })}
            elsewhere={(code, answer) => client.ask('withdraw.elsewhere', { code, answer })}
          />
        </section>
        <section aria-labelledby="by-number" class="by-number">
          <h2 id="by-number">{t('numberTitle')}</h2>
          <Withdraw
            lang={lang}
            stale={asked.code}
            onAsk={() => setAsked((n) => ({ ...n, number: n.number + 1 }))}
            asksReceipt
            find={(number, tail) => client.ask('withdraw.number', { number, ...(tail ? { tail } : {}) })}
            onHold={(decision, on) => client.ask('withdraw.hold', { decision, on })}
            withdraw={(decision, number) => client.ask('withdraw.take', { decision, by: 'counter', number })}
          />
        </section>
      </main>
    </div>
  )
}
