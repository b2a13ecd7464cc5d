import { useState } from 'preact/hooks'
import type { SignView, WhoUses } from '../../utils/wire/index.ts'
import { Button } from '../base/index.ts'
import type { T } from './text.ts'

const WHO: readonly WhoUses[] = ['self', 'adult', 'teen', 'child']
const RELATIONS = ['mother', 'father', 'grandparent', 'other'] as const

/** Who will use the number; for a child under 14 also who answers, on the same screen. */
export function Who(props: {
  view: SignView
  t: T
  heading: { current: HTMLHeadingElement | null }
  onWho: (who: WhoUses, relation: string | null) => void
}) {
  const { t, heading, onWho, view } = props
  const [child, setChild] = useState(false)
  return (
    <main class="who">
      <h1 ref={heading} tabIndex={-1}>
        {t('whoTitle')}
      </h1>
      <p class="lead">
        <span class="cs-num">{t('number', { number: view.number })}</span>
        <br />
        {t('whoLead')}
      </p>
      <div class="choices">
        {WHO.map((w) => (
          <button
            key={w}
            type="button"
            class="choice"
            data-action={`who-${w}`}
            {...(w === 'child' ? { 'aria-expanded': child } : {})}
            onClick={() => (w === 'child' ? setChild(true) : onWho(w, null))}
          >
            {t(`who.${w}`)}
          </button>
        ))}
      </div>
      <div aria-live="polite">
        {child && (
          <section class="relation" aria-labelledby="relation">
            <h2 id="relation">{t('relationTitle')}</h2>
            <p>{t('relationLead')}</p>
            <div class="row">
              {RELATIONS.map((r) => (
                <Button key={r} large data-action={`relation-${r}`} onClick={() => onWho('child', r)}>
                  {t(`relation.${r}`)}
                </Button>
              ))}
            </div>
          </section>
        )}
      </div>
    </main>
  )
}
