import type { Lang, Words } from '../../utils/base/index.ts'
import type { T } from './text.ts'

/** From the portal's confirmation to hand-over: whose the codes are. */
export function Codes({ codesFor, lang, t }: { codesFor: Words | null; lang: Lang; t: T }) {
  return (
    <section class="codes" aria-labelledby="codes-title">
      <h2 id="codes-title" data-say="">
        {t('codesTitle')}
      </h2>
      <p data-say="">{t('codesText')}</p>
      {codesFor && <p data-say="">{t('codesFor', { name: codesFor[lang] })}</p>}
    </section>
  )
}
