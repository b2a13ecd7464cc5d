import { useId, useLayoutEffect, useState } from 'preact/hooks'
import type { Lang, Result } from '../../utils/base/index.ts'
import type { DecisionsView, DecisionView, TakenView } from '../../utils/wire/index.ts'
import { Button, useAction } from '../base/index.ts'
import { Decisions } from './Decisions.tsx'
import { type Paper, Papers, withPaper } from './Papers.tsx'
import { faultText, withdrawText } from './text.ts'

export interface WithdrawProps {
  readonly lang: Lang
  /** Another value: another customer was asked for elsewhere on the page. */
  readonly stale?: number
  /** A number was asked for: whatever else the page shows of a customer goes. */
  readonly onAsk?: () => void
  readonly find: (number: string) => Promise<Result<DecisionsView>>
  /** `number`: masked. */
  readonly withdraw: (decision: string, number: string) => Promise<Result<TakenView>>
}

/** The list with one row as it stands now. */
export const replaced = (list: readonly DecisionView[], now: DecisionView): readonly DecisionView[] =>
  list.map((d) => (d.decision === now.decision ? now : d))

/**
 * Taking back by number, on a page of ours: the number is typed here, asked once, and gone from the field. Used by the
 * page for it and by the console.
 */
export function Withdraw({ lang, stale = 0, onAsk, find, withdraw }: WithdrawProps) {
  const t = withdrawText(lang)
  const id = useId()
  const [typed, setTyped] = useState('')
  const [shown, setShown] = useState<{ number: string; list: readonly DecisionView[] } | null>(null)
  const [papers, setPapers] = useState<readonly Paper[]>([])
  const { busy, fault, act } = useAction()
  const clear = () => {
    setShown(null)
    setPapers([])
  }
  useLayoutEffect(clear, [stale])
  return (
    <div class="withdraw">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (busy || typed.trim() === '') return
          // What is shown is another customer's, whatever comes of this question; two numbers may be masked alike.
          clear()
          onAsk?.()
          void act(
            () => find(typed),
            (found) => setShown({ number: found.number, list: found.decisions }),
          )
          setTyped('')
        }}
      >
        <label for={`${id}-number`}>{t('label')}</label>
        <input
          id={`${id}-number`}
          type="text"
          inputMode="tel"
          autocomplete="off"
          maxLength={40}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" disabled={busy}>
          {t('find')}
        </Button>
      </form>
      <div role="status">
        {shown && (
          <p>
            <b class="cs-num">{shown.number}</b>{' '}
            {t(shown.list.length === 0 ? 'none' : 'found', { n: shown.list.length })}
          </p>
        )}
      </div>
      {shown && shown.list.length > 0 && (
        <Decisions
          lang={lang}
          busy={busy}
          list={shown.list}
          onTake={(decision) =>
            void act(
              () => withdraw(decision, shown.number),
              (taken) => {
                setShown({ number: shown.number, list: replaced(shown.list, taken.decision) })
                setPapers(withPaper(papers, taken))
              },
            )
          }
        />
      )}
      <p class="alert" role="alert" hidden={!fault}>
        {fault && faultText(t, fault.code)}
      </p>
      <Papers lang={lang} papers={papers} />
    </div>
  )
}
