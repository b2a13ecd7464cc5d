import { useId, useState } from 'preact/hooks'
import { type Lang, maskNumber, type Result } from '../../utils/base/index.ts'
import type { DecisionsView } from '../../utils/wire/index.ts'
import { Button, Tag } from '../base/index.ts'
import { withdrawText } from './text.ts'

export interface WithdrawProps {
  readonly lang: Lang
  readonly find: (number: string) => Promise<Result<DecisionsView>>
  readonly withdraw: (decision: string) => Promise<Result<DecisionsView>>
}

/**
 * Taking back by number, on a page of ours: the number is typed here, asked once, and gone from the field. One tap a
 * service, as easy as giving; what is left to do is said beside it. Used by the popup and the console.
 */
export function Withdraw({ lang, find, withdraw }: WithdrawProps) {
  const t = withdrawText(lang)
  const id = useId()
  const [typed, setTyped] = useState('')
  const [shown, setShown] = useState<{ number: string; list: DecisionsView['decisions'] } | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const run = async (work: Promise<Result<DecisionsView>>, number: string): Promise<void> => {
    setBusy(true)
    const answer = await work
    setBusy(false)
    setFault(answer.ok ? null : answer.error.code)
    if (answer.ok) setShown({ number, list: answer.value.decisions })
  }
  const time = new Intl.DateTimeFormat(lang, { dateStyle: 'medium' })
  return (
    <div class="withdraw">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (busy || typed.trim() === '') return
          void run(find(typed), maskNumber(typed))
          setTyped('')
        }}
      >
        <label for={`${id}-number`}>{t('label')}</label>
        <input
          id={`${id}-number`}
          type="text"
          inputMode="tel"
          autocomplete="off"
          maxLength={20}
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
        <ul>
          {shown.list.map((d) => (
            <li key={d.decision}>
              <span>
                <b>{d.name[lang]}</b>
                <br />
                <span class="cs-small cs-muted">{time.format(new Date(d.at))}</span>
                {d.state === 'withdrawn' && (
                  <span class="cs-small hint">
                    <br />
                    {d.kind === 'account' ? `${t('close')}${d.close[lang]}` : d.remove ? t('remove') : ''}
                  </span>
                )}
              </span>
              {d.canWithdraw ? (
                <Button
                  disabled={busy}
                  data-action="withdraw"
                  onClick={() => void run(withdraw(d.decision), shown.number)}
                >
                  {t('withdraw')}
                  <span class="cs-hidden"> {d.name[lang]}</span>
                </Button>
              ) : (
                <Tag kind="declined">{t(`state.${d.state}` as 'state.refused')}</Tag>
              )}
            </li>
          ))}
        </ul>
      )}
      <p class="alert" role="alert" hidden={!fault}>
        {fault && t(fault === 'number/not-a-number' ? 'error.number' : 'error.other', { code: fault })}
      </p>
    </div>
  )
}
