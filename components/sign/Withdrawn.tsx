import type { Lang } from '../../utils/base/index.ts'
import type { SignView } from '../../utils/wire/index.ts'
import { Button, Tag } from '../base/index.ts'
import { Receipt } from '../receipt/index.ts'
import { pair, type T } from './text.ts'

/** What was taken back holds at once; what is left to do is said for each: who removes it, or how to close the account. */
export function Withdrawn(props: {
  view: SignView
  lang: Lang
  t: T
  heading: { current: HTMLHeadingElement | null }
  onSeen: () => void
}) {
  const { view, lang, t, heading, onSeen } = props
  return (
    <>
      <main class="withdrawn">
        <h1 ref={heading} tabIndex={-1} data-say="">
          {t('withdrawnTitle')}
        </h1>
        <p class="sim" data-say="">
          {t('sim')}
        </p>
        {view.withdrawn.map((w) => (
          <section key={w.service} class="outcome">
            <h2 data-say={pair(w.name[lang], t('withdrawnTag'), lang)}>
              {w.name[lang]} <Tag kind="declined">{t('withdrawnTag')}</Tag>
            </h2>
            <p data-say="">{t(w.kind === 'carrier' ? 'withdrawnCarrier' : 'withdrawnAccount')}</p>
            {w.close[lang] && (
              <p data-say="">
                <b>{t(w.kind === 'carrier' ? 'key.stop' : 'full.close')}</b>
                {lang === 'en' ? ': ' : '：'}
                {w.close[lang]}
              </p>
            )}
          </section>
        ))}
        {view.slips.length > 0 && (
          <>
            <p class="no-print">
              <Button large data-action="print" onClick={() => window.print()}>
                {t('print')}
              </Button>
            </p>
            <div class="papers">
              {view.slips.map((s) => (
                <Receipt key={s.receipt.hash} receipt={s.receipt} codes={s.codes} lang={lang} />
              ))}
            </div>
          </>
        )}
      </main>
      <footer class="answers one">
        <Button kind="act" class="answer" data-action="seen" data-say="" onClick={onSeen}>
          {t('withdrawnOk')}
        </Button>
      </footer>
    </>
  )
}
