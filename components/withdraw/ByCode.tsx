import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Lang, Result } from '../../utils/base/index.ts'
import type { CodeView, ElsewhereView, TakenView } from '../../utils/wire/index.ts'
import { Button, Tag, useAction } from '../base/index.ts'
import { Decisions } from './Decisions.tsx'
import { type Paper, Papers, withPaper } from './Papers.tsx'
import { useWaiting } from './pending.ts'
import { faultText, withdrawText } from './text.ts'
import { Undo } from './Undo.tsx'
import { replaced } from './Withdraw.tsx'

export interface ByCodeProps {
  readonly lang: Lang
  /** Another value: another customer was asked for elsewhere on the page. */
  readonly stale: number
  /** A code was asked for: whatever else the page shows of a customer goes. */
  readonly onAsk: () => void
  readonly read: (code: string) => Promise<Result<CodeView>>
  readonly take: (decision: string) => Promise<Result<TakenView>>
  readonly elsewhere: (code: string, answer: string) => Promise<Result<ElsewhereView & Paper>>
}

/**
 * Taking back by the receipt's code, which a hand scanner types and ends with Enter. Of this counter's log it holds at
 * once; of another's it is written down here, and the paper says what comes next.
 */
export function ByCode({ lang, stale, onAsk, read, take, elsewhere }: ByCodeProps) {
  const t = withdrawText(lang)
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  /** The first of two squares, until the other has been scanned. */
  const before = useRef('')
  const ended = useRef(false)
  /** Which receipt is shown: what comes late of the one before is not drawn. */
  const current = useRef(0)
  const [shown, setShown] = useState<{ code: string; view: CodeView } | null>(null)
  const [papers, setPapers] = useState<readonly Paper[]>([])
  const asking = useAction()
  const taking = useAction()
  const busy = asking.busy || taking.busy
  const fault = asking.fault ?? taking.fault
  useEffect(() => field.current?.focus(), [])
  const waiting = useWaiting()
  const clear = () => {
    // What was tapped is done before it is out of sight.
    waiting.now()
    current.current++
    setShown(null)
    setPapers([])
  }
  useLayoutEffect(() => {
    clear()
    before.current = ''
  }, [stale])

  const check = async (): Promise<void> => {
    const typed = field.current?.value.trim() ?? ''
    if (asking.isBusy() || typed === '' || !field.current) return
    const code = `${before.current}\n${typed}`.trim()
    field.current.value = ''
    clear()
    onAsk()
    const answer = await asking.act(
      () => read(code),
      (view) => setShown({ code, view }),
    )
    before.current = !answer.ok && answer.error.code === 'receipt-code/part-missing' ? code : ''
    field.current?.focus()
  }
  const view = shown?.view
  const time = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' })
  const at = (iso: string): string => {
    const date = new Date(iso)
    return Number.isNaN(date.getTime()) ? iso : time.format(date)
  }
  return (
    <div class="withdraw">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void check()
        }}
      >
        <label for={`${id}-code`}>{t('codeLabel')}</label>
        <textarea
          id={`${id}-code`}
          ref={field}
          rows={3}
          autocomplete="off"
          spellcheck={false}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            // Through an input method the scanner's Enter only ends what was being composed: the check comes after it.
            if (event.isComposing) ended.current = true
            else {
              event.preventDefault()
              void check()
            }
          }}
          onCompositionEnd={() => {
            if (ended.current) void check()
            ended.current = false
          }}
        />
        <Button type="submit" disabled={busy} data-action="check">
          {t('codeGo')}
        </Button>
      </form>
      <div role="status" data-shown={view ? (view.here ? 'here' : 'elsewhere') : ''}>
        {view?.here === true && <p>{t('codeHere', { time: at(view.receipt?.at ?? '') })}</p>}
        {view?.here === false && (
          <>
            <p>{t('codeElsewhere', { store: view.store, time: at(view.at) })}</p>
            <p>{t(view.answers.length > 0 ? 'elsewhereWhat' : 'codeNone')}</p>
          </>
        )}
      </div>
      {shown && view?.here === true && (
        <Decisions
          lang={lang}
          busy={busy}
          list={view.decisions}
          waiting={waiting}
          onTake={(decision) => {
            const of = current.current
            return () =>
              taking.act(
                () => take(decision),
                (taken) => {
                  if (of !== current.current) return
                  setShown((now) =>
                    now?.view.here
                      ? {
                          ...now,
                          view: { ...now.view, decisions: replaced(now.view.decisions, taken.decision) },
                        }
                      : now,
                  )
                  setPapers((now) => withPaper(now, taken))
                },
              )
          }}
        />
      )}
      {shown && view?.here === false && (
        <ul>
          {view.answers.map((a) => (
            <li key={a.answer}>
              <b>{a.name?.[lang] ?? (a.service || t('codeAll'))}</b>
              {a.received === null ? (
                <Button
                  disabled={busy}
                  data-action="withdraw"
                  onClick={() => {
                    const of = current.current
                    waiting.start(a.answer || 'all', a.name?.[lang] ?? (a.service || t('codeAll')), () =>
                      taking.act(
                        () => elsewhere(shown.code, a.answer),
                        ({ receipt, codes, ...now }) => {
                          if (of !== current.current) return
                          setShown({ ...shown, view: { here: false, ...now } })
                          setPapers((before) => withPaper(before, { receipt, codes }))
                        },
                      ),
                    )
                  }}
                >
                  {t('withdraw')}
                  <span class="cs-hidden"> {a.name?.[lang] ?? a.service}</span>
                </Button>
              ) : (
                <Tag kind="declined">{t('received', { time: at(a.received) })}</Tag>
              )}
            </li>
          ))}
        </ul>
      )}
      <Undo lang={lang} waiting={waiting} />
      <p class="alert" role="alert" hidden={!fault}>
        {fault && faultText(t, fault.code)}
      </p>
      <Papers lang={lang} papers={papers} />
    </div>
  )
}
