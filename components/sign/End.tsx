import type { Lang } from '../../utils/base/index.ts'
import type { SignView } from '../../utils/wire/index.ts'
import { Button, Tag } from '../base/index.ts'
import { Receipt, ReceiptCodes } from '../receipt/index.ts'
import { priceText } from '../text/index.ts'
import { Codes } from './Codes.tsx'
import type { T } from './text.ts'

type Heading = { current: HTMLHeadingElement | null }

/** Every answer is in: what was agreed and refused, and the screen goes back. */
export function Done(props: { view: SignView; lang: Lang; t: T; heading: Heading; onClose: () => void }) {
  const { view, lang, t, heading, onClose } = props
  const agreed = view.items.filter((i) => i.answer === 'agree' && i.signed)
  const refused = view.items.filter((i) => i.answer === 'refuse' && !i.notToday)
  const notToday = view.items.filter((i) => i.notToday)
  return (
    <>
      <main class="done">
        <h1 ref={heading} tabIndex={-1} data-say="">
          {t('doneTitle')}
        </h1>
        <p class="sim" data-say="">
          {t('sim')}
        </p>
        {agreed.length === 0 ? (
          <p class="lead" data-say="">
            {t('doneNothing')}
          </p>
        ) : (
          <section class="outcome">
            <h2 data-say="">
              <Tag kind="given">{t('doneAgreed')}</Tag>
            </h2>
            <ul>
              {agreed.map((i) => (
                <li key={i.service} data-say="">
                  <b>{i.name[lang]}</b> {priceText(i.price, lang)}
                </li>
              ))}
            </ul>
          </section>
        )}
        {(
          [
            ['doneRefused', refused],
            ['doneNotToday', notToday],
          ] as const
        ).map(
          ([key, list]) =>
            list.length > 0 && (
              <section key={key} class="outcome">
                <h2 data-say="">
                  <Tag kind="declined">{t(key)}</Tag>
                </h2>
                <ul>
                  {list.map((i) => (
                    <li key={i.service} data-say="">
                      {i.name[lang]}
                    </li>
                  ))}
                </ul>
              </section>
            ),
        )}
        {refused.length > 0 && (
          <p class="lead" data-say="">
            {t('doneNoKept', { days: view.refusalDays })}
          </p>
        )}
        {view.codesFor && <Codes codesFor={view.codesFor} lang={lang} t={t} />}
        <p class="lead" data-say="">
          {t('doneBack')}
        </p>
      </main>
      <footer class="answers one">
        <Button kind="act" class="answer" data-action="close" data-say="" onClick={onClose}>
          {t('doneButton')}
        </Button>
      </footer>
    </>
  )
}

/** The portal has confirmed: the receipt in the customer's hand, and one tap whether the handset was theirs all along. */
export function HandOver(props: {
  view: SignView
  lang: Lang
  t: T
  heading: Heading
  onHandOver: (handset: boolean) => void
}) {
  const { view, lang, t, heading, onHandOver } = props
  return (
    <>
      <main class="hand-over">
        <div class="hand-words">
          <h1 ref={heading} tabIndex={-1} data-say="">
            {t('handTitle')}
          </h1>
          <p class="sim" data-say="">
            {t('sim')}
          </p>
          <Codes codesFor={view.codesFor} lang={lang} t={t} />
          <p class="no-print">
            <Button large data-action="print" onClick={() => window.print()}>
              {t('print')}
            </Button>
          </p>
        </div>
        {view.codes.length > 0 && (
          <section class="photo" aria-labelledby="photo-title">
            <h2 id="photo-title" data-say="">
              {t('photo')}
            </h2>
            <ReceiptCodes codes={view.codes} lang={lang} />
            <p data-say="">{t('photoWhat')}</p>
          </section>
        )}
        {view.receipt && <Receipt receipt={view.receipt} codes={view.codes} lang={lang} />}
      </main>
      <footer class="answers handset">
        <p id="handset" data-say="">
          {t('handset')}
        </p>
        <Button
          class="answer"
          aria-describedby="handset"
          data-action="handover-no"
          data-say=""
          onClick={() => onHandOver(false)}
        >
          {t('handsetNo')}
        </Button>
        <Button
          class="answer"
          aria-describedby="handset"
          data-action="handover"
          data-say=""
          onClick={() => onHandOver(true)}
        >
          {t('handsetYes')}
        </Button>
      </footer>
    </>
  )
}

/** Nothing is left to do. */
export function Over(props: {
  view: SignView
  lang: Lang
  t: T
  heading: Heading
  /** What the customer has just said; null where the window was opened again afterwards. */
  handset: boolean | null
  onClose: () => void
}) {
  const { view, lang, t, heading, handset, onClose } = props
  const numbers = (view.receipt?.report ?? []).map((r) => `${r.name[lang]} ${r.number}`)
  return (
    <main class="over">
      <h1 ref={heading} tabIndex={-1} data-say="">
        {t('overTitle')}
      </h1>
      <p class="sim" data-say="">
        {t('sim')}
      </p>
      {handset === false && (
        <p class="lead missed" data-handset="no" data-say="">
          {t('overNo', { numbers: numbers.join(lang === 'en' ? ', ' : '、') })}
        </p>
      )}
      <p class="lead" data-say="">
        {t('overText')}
      </p>
      <p>
        <Button large kind="act" data-action="close" data-say="" onClick={onClose}>
          {t('overClose')}
        </Button>
      </p>
    </main>
  )
}
