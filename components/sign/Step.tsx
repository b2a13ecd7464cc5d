import type { In, SignItem } from '../../utils/wire/index.ts'
import { Age } from './Age.tsx'
import { Asked } from './Asked.tsx'
import { Check } from './Check.tsx'
import { Done } from './Done.tsx'
import { HandOver } from './HandOver.tsx'
import { Item, type Reading } from './Item.tsx'
import { Over } from './Over.tsx'
import { type Given, Sign } from './Sign.tsx'
import type { ViewProps } from './screen.ts'
import type { Speech } from './speech.ts'
import { Who } from './Who.tsx'
import { Withdrawn } from './Withdrawn.tsx'

/** What the customer can do on the screens. */
export interface StepActions {
  onWho(who: In<'sign.who'>['who'], relation: In<'sign.who'>['relation']): void
  onAge(band: In<'sign.age'>['band']): void
  onAsked(yes: boolean): void
  onSeen(): void
  onAnswer(answer: 'agree' | 'refuse'): void
  onCheck(yes: boolean): void
  onSign(given: Given): Promise<string | null>
  onBackOut(alone: boolean): void
  onHandOver(handset: boolean): void
  onClose(): void
}

/** The screen of the step at which the background is. */
export function Step(
  props: ViewProps &
    StepActions & {
      /** The service that this screen is about. */
      item: SignItem | null
      /** Another one is another screen, which starts anew. */
      screen: string
      reading: Reading
      speech: Speech
      /** What the customer has just said of the handset. */
      handset: boolean | null
    },
) {
  const { view, item, screen, lang, t, heading, reading, speech, handset } = props
  const common = { lang, t, heading }
  switch (view.step) {
    case 'who':
      return <Who {...common} view={view} onWho={props.onWho} />
    case 'age': {
      const guardian = view.who === 'child' || view.who === 'teen'
      return <Age {...common} guardian={guardian} onAge={props.onAge} />
    }
    case 'asked':
      return item && <Asked {...common} item={item} onAsked={props.onAsked} />
    case 'withdrawn':
      return <Withdrawn {...common} view={view} onSeen={props.onSeen} />
    case 'item':
      return (
        item && (
          <Item
            {...common}
            key={`${screen}/${lang}`}
            view={view}
            item={item}
            speech={speech}
            reading={reading}
            onAnswer={props.onAnswer}
          />
        )
      )
    case 'check':
      return item && <Check {...common} item={item} onCheck={props.onCheck} />
    case 'sign':
      return (
        view.group && (
          <Sign
            {...common}
            key={view.group.id}
            view={view}
            onSign={props.onSign}
            onBackOut={props.onBackOut}
            onMode={speech.stop}
          />
        )
      )
    case 'done':
      return <Done {...common} view={view} onClose={props.onClose} />
    case 'hand-over':
      return <HandOver {...common} view={view} onHandOver={props.onHandOver} />
    case 'over':
      return <Over {...common} view={view} handset={handset} onClose={props.onClose} />
  }
}
