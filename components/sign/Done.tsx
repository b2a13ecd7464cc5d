import { Button, Tag } from '../base/index.ts'
import { priceText } from '../text/index.ts'
import { Codes } from './Codes.tsx'
import type { ViewProps } from './screen.ts'

/** Every answer is in: what was agreed and refused, and the screen goes back. */
export function Done(props: ViewProps & { onClose: () => void }) {
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
