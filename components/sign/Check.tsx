import type { Lang } from '../../utils/base/index.ts'
import type { SignItem } from '../../utils/wire/index.ts'
import type { T } from './text.ts'

/** The question back: has the customer understood that nothing depends on a yes? */
export function Check(props: {
  item: SignItem
  lang: Lang
  t: T
  heading: { current: HTMLHeadingElement | null }
  onCheck: (yes: boolean) => void
}) {
  const { item, lang, t, heading, onCheck } = props
  return (
    <>
      <main class="check">
        <h1 ref={heading} tabIndex={-1}>
          {t('checkTitle', { name: item.name[lang] })}
        </h1>
      </main>
      <section class="answers" aria-label={t('answers')}>
        <button type="button" class="answer" data-action="check-no" onClick={() => onCheck(false)}>
          {t('checkNo')}
        </button>
        <button type="button" class="answer" data-action="check-yes" onClick={() => onCheck(true)}>
          {t('checkYes')}
        </button>
      </section>
    </>
  )
}
