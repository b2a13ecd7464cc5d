import type { SignItem } from '../../utils/wire/index.ts'
import { Question } from './Question.tsx'
import type { ScreenProps } from './screen.ts'

/** The question back: has the customer understood that nothing depends on a yes? */
export function Check(
  props: ScreenProps & {
    item: SignItem
    onCheck: (yes: boolean) => void
  },
) {
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
