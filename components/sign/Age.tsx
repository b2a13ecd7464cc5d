import { Question } from './Question.tsx'
import type { ScreenProps } from './screen.ts'

/**
 * Where nobody knows the age of the one who answers, one tap: who is 60 or over gets the slow way, and a child is asked
 * again who uses the number. A guardian is no child.
 */
export function Age(
  props: Omit<ScreenProps, 'lang'> & {
    guardian: boolean
    onAge: (band: 'minor' | 'adult' | 'aged') => void
  },
) {
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
