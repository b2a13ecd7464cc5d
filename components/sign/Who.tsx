import { useState } from 'preact/hooks'
import type { SignView, WhoUses } from '../../utils/wire/index.ts'
import { Button } from '../base/index.ts'
import type { T } from './text.ts'

/** `none`: nobody is here who may answer; what they would have to answer is not registered today. */
const RELATIONS = {
  child: ['mother', 'father', 'grandparent', 'other', 'none'],
  teen: ['mother', 'father', 'grandparent', 'other', 'none'],
  adult: ['spouse', 'parent', 'grown-child', 'asked', 'none'],
} as const

type Answered = keyof typeof RELATIONS

/** What the age leaves open, by the portal or by their own word: who is under 18 is not asked for another's number. */
const choices = ({ age, minor }: SignView): readonly WhoUses[] =>
  minor
    ? ['teen', 'child']
    : age === null || age >= 18
      ? ['self', 'adult', 'teen', 'child']
      : age < 14
        ? ['child']
        : ['teen']

/** Who will use the number; where somebody answers for them also how they are related, on the same screen. */
export function Who(props: {
  view: SignView
  t: T
  heading: { current: HTMLHeadingElement | null }
  onWho: (who: WhoUses, relation: string | null) => void
}) {
  const { t, heading, onWho, view } = props
  const who = choices(view)
  const only = who.length === 1 ? (who[0] as WhoUses) : null
  const [chosen, choose] = useState<WhoUses | null>(only !== null && view.asksRelation[only] ? only : null)
  const answered = chosen === 'self' ? null : (chosen as Answered | null)
  return (
    <main class="who">
      <h1 ref={heading} tabIndex={-1} data-say="">
        {t('whoTitle')}
      </h1>
      <p class="lead" data-say={t('whoLead')}>
        <span class="cs-num">{t('number', { number: view.number })}</span>
        <br />
        {t('whoLead')}
      </p>
      <div class="choices">
        {who.map((w) => (
          <button
            key={w}
            type="button"
            class="choice"
            data-action={`who-${w}`}
            data-say=""
            {...(view.asksRelation[w] ? { 'aria-expanded': chosen === w } : {})}
            onClick={() => (view.asksRelation[w] ? choose(w) : onWho(w, null))}
          >
            {t(`who.${w}`)}
          </button>
        ))}
      </div>
      <div aria-live="polite">
        {answered && (
          <section class="relation" aria-labelledby="relation">
            <h2 id="relation" data-say="">
              {t(`relationTitle.${answered}`)}
            </h2>
            <p data-say="">{t(`relationLead.${answered}`)}</p>
            <div class="row">
              {RELATIONS[answered].map((r) => (
                <Button
                  key={r}
                  large
                  data-action={`relation-${r}`}
                  data-say=""
                  onClick={() => onWho(answered, r)}
                >
                  {t(r === 'none' ? `relation.none.${answered}` : `relation.${r}`)}
                </Button>
              ))}
            </div>
          </section>
        )}
      </div>
    </main>
  )
}
