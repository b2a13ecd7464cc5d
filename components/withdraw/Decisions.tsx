import type { Lang } from '../../utils/base/index.ts'
import type { DecisionView } from '../../utils/wire/index.ts'
import { Button, Tag } from '../base/index.ts'
import type { Waiting } from './pending.ts'
import { withdrawText } from './text.ts'

/** One tap a service, as easy as giving; what is left to do is said beside it. */
export function Decisions(props: {
  lang: Lang
  busy: boolean
  list: readonly DecisionView[]
  waiting: Waiting
  /** Called at the tap; what it gives is done later. */
  onTake: (decision: string) => () => Promise<unknown>
}) {
  const { lang, busy, list, waiting, onTake } = props
  const t = withdrawText(lang)
  const time = new Intl.DateTimeFormat(lang, { dateStyle: 'medium' })
  return (
    <ul>
      {list.map((d) => (
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
          {d.canWithdraw && waiting.pending?.id === d.decision ? null : d.canWithdraw ? (
            <Button
              disabled={busy}
              data-action="withdraw"
              onClick={() => waiting.start(d.decision, d.name[lang], onTake(d.decision))}
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
  )
}
