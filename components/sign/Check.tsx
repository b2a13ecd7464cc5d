import type { Lang } from '../../utils/base/index.ts'
import type { SignItem } from '../../utils/wire/index.ts'
import type { T } from './text.ts'

type Heading = { current: HTMLHeadingElement | null }

/** One question, two answers of the same size. */
function Question(props: {
  name: string
  title: string
  lead?: string
  no: { readonly action: string; readonly text: string }
  yes: { readonly action: string; readonly text: string }
  t: T
  heading: Heading
  onAnswer: (yes: boolean) => void
}) {
  const { name, title, lead, no, yes, t, heading, onAnswer } = props
  return (
    <>
      <main class={`check ${name}`}>
        <h1 ref={heading} tabIndex={-1} data-say="">
          {title}
        </h1>
        {lead && (
          <p class="lead" data-say="">
            {lead}
          </p>
        )}
      </main>
      <section class="answers" aria-label={t('answers')}>
        <button
          type="button"
          class="answer"
          data-action={no.action}
          data-say=""
          onClick={() => onAnswer(false)}
        >
          {no.text}
        </button>
        <button
          type="button"
          class="answer"
          data-action={yes.action}
          data-say=""
          onClick={() => onAnswer(true)}
        >
          {yes.text}
        </button>
      </section>
    </>
  )
}

/** The question back: has the customer understood that nothing depends on a yes? */
export function Check(props: {
  item: SignItem
  lang: Lang
  t: T
  heading: Heading
  onCheck: (yes: boolean) => void
}) {
  const { item, lang, t, heading, onCheck } = props
  return (
    <Question
      name="back"
      title={t('checkTitle', { name: item.name[lang] })}
      no={{ action: 'check-no', text: t('checkNo') }}
      yes={{ action: 'check-yes', text: t('checkYes') }}
      t={t}
      heading={heading}
      onAnswer={onCheck}
    />
  )
}

/**
 * Where nobody knows the age of the one who answers, one tap: who is 60 or over gets the slow way, and a child is asked
 * again who uses the number. A guardian is no child.
 */
export function Age(props: {
  guardian: boolean
  t: T
  heading: Heading
  onAge: (band: 'minor' | 'adult' | 'aged') => void
}) {
  const { guardian, t, heading, onAge } = props
  if (!guardian)
    return (
      <main class="check age">
        <h1 ref={heading} tabIndex={-1} data-say="">
          {t('ageTitleSelf')}
        </h1>
        <p class="lead" data-say="">
          {t('ageLead')}
        </p>
        <div class="choices">
          {(['minor', 'adult', 'aged'] as const).map((band) => (
            <button
              key={band}
              type="button"
              class="choice"
              data-action={`age-${band}`}
              data-say=""
              onClick={() => onAge(band)}
            >
              {t(`age.${band}`)}
            </button>
          ))}
        </div>
      </main>
    )
  return (
    <Question
      name="age"
      title={t('ageTitle')}
      lead={t('ageLead')}
      no={{ action: 'age-adult', text: t('ageNo') }}
      yes={{ action: 'age-aged', text: t('ageYes') }}
      t={t}
      heading={heading}
      onAnswer={(yes) => onAge(yes ? 'aged' : 'adult')}
    />
  )
}

/** They have said no before: nobody but the customer can open it again, and one tap ends it. */
export function Asked(props: {
  item: SignItem
  lang: Lang
  t: T
  heading: Heading
  onAsked: (yes: boolean) => void
}) {
  const { item, lang, t, heading, onAsked } = props
  const date = new Intl.DateTimeFormat(lang, { dateStyle: 'long' }).format(new Date(item.earlier ?? 0))
  return (
    <Question
      name="asked"
      title={t('askedTitle', { name: item.name[lang], date })}
      lead={t('askedLead')}
      no={{ action: 'asked-no', text: t('askedNo') }}
      yes={{ action: 'asked-yes', text: t('askedYes') }}
      t={t}
      heading={heading}
      onAnswer={onAsked}
    />
  )
}
