import { Tag } from '../base/index.ts'
import { heldWordsIn } from '../text/held-words.ts'
import { HandOver } from './HandOver.tsx'
import type { PartProps } from './props.ts'

/** What was held: what happened, what was found, what the clerk does now. */
export function Held(props: PartProps) {
  const { lang, view } = props
  const held = view?.held
  if (!held) return null
  const { title, why, next, code } = heldWordsIn(props.t.held, held, lang, view.activation?.signing)
  const canAsk = held.canAsk && view.activation !== null && !view.activation.signing
  return (
    <section class="alert held-order">
      <Tag kind="stopped">{title}</Tag>
      {why.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {canAsk ? (
        // What comes next is the title of the buttons that do it.
        <HandOver {...props} title={next} onHandOver={props.onAskHeld} />
      ) : (
        <p>
          <b>{next}</b>
          {code && <b class="code cs-num">{code}</b>}
        </p>
      )}
    </section>
  )
}
