import type { SignItem } from '../../utils/wire/index.ts'
import { Question } from './Question.tsx'
import type { ScreenProps } from './screen.ts'

/** They have said no before: nobody but the customer can open it again, and one tap ends it. */
export function Asked(
  props: ScreenProps & {
    item: SignItem
    onAsked: (yes: boolean) => void
  },
) {
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
