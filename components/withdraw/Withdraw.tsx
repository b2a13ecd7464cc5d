import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Lang, Result } from '../../utils/base/index.ts'
import type { DecisionsView, DecisionView, TakenView } from '../../utils/wire/index.ts'
import { Button, useAction } from '../base/index.ts'
import { Decisions } from './Decisions.tsx'
import { type Paper, Papers, withPaper } from './Papers.tsx'
import { useWaiting } from './pending.ts'
import { faultText, withdrawText } from './text.ts'
import { Undo } from './Undo.tsx'

export interface WithdrawProps {
  readonly lang: Lang
  /** Another value: another customer was asked for elsewhere on the page. */
  readonly stale?: number
  /** A number was asked for: whatever else the page shows of a customer goes. */
  readonly onAsk?: () => void
  /** Beyond the customer's own activation a receipt's last four characters are asked for too. */
  readonly asksReceipt?: boolean
  readonly find: (number: string, tail: string) => Promise<Result<DecisionsView>>
  /** A tap that can still be undone, or was. */
  readonly onHold?: (decision: string, on: boolean) => unknown
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
export function Withdraw({
  lang,
  stale = 0,
  onAsk,
  asksReceipt = false,
  onHold,
  find,
  withdraw,
}: WithdrawProps) {
  const t = withdrawText(lang)
  const id = useId()
  const [typed, setTyped] = useState('')
  const [tail, setTail] = useState('')
  const [shown, setShown] = useState<{ number: string; list: readonly DecisionView[] } | null>(null)
  const [papers, setPapers] = useState<readonly Paper[]>([])
  const asking = useAction()
  const taking = useAction()
  const busy = asking.busy || taking.busy
  const fault = asking.fault ?? taking.fault
  const waiting = useWaiting(onHold)
  const clear = () => {
    // What was tapped is done before it is out of sight.
    waiting.now()
    current.current++
    setShown(null)
    setPapers([])
  }
  /** Which customer is shown: what comes late of the one before is not drawn. */
  const current = useRef(0)
  useLayoutEffect(clear, [stale])
  return (
    <div class="withdraw">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (asking.isBusy() || typed.trim() === '') return
          // What is shown is another customer's, whatever comes of this question; two numbers may be masked alike.
          clear()
          onAsk?.()
          void asking.act(
            () => find(typed, tail),
            (found) => setShown({ number: found.number, list: found.decisions }),
          )
          setTyped('')
          setTail('')
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
        {asksReceipt && (
          <>
            <label for={`${id}-tail`}>
              {t('tailLabel')}
              <span class="cs-small hint"> {t('tailHint')}</span>
            </label>
            <input
              id={`${id}-tail`}
              class="tail"
              type="text"
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              maxLength={8}
              value={tail}
              onInput={(event) => setTail(event.currentTarget.value)}
            />
          </>
        )}
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
          waiting={waiting}
          onTake={(decision) => {
            const of = current.current
            return () =>
              taking.act(
                () => withdraw(decision, shown.number),
                (taken) => {
                  if (of !== current.current) return
                  setShown((now) => now && { ...now, list: replaced(now.list, taken.decision) })
                  setPapers((now) => withPaper(now, taken))
                },
              )
          }}
        />
      )}
      <Undo lang={lang} waiting={waiting} />
      <p class="alert" role="alert" hidden={!fault}>
        {fault && faultText(t, fault.code)}
      </p>
      <Papers lang={lang} papers={papers} />
    </div>
  )
}
