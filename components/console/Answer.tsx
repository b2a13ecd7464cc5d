import type { Entry } from '../../utils/log/index.ts'
import type { NoticeRow } from '../../utils/store/index.ts'
import { Tag } from '../base/index.ts'
import { notTodayWhy, priceText } from '../text/index.ts'
import type { Given, Refused } from './entry.ts'
import { NoticeShown } from './NoticeShown.tsx'
import { outcomeOf, priceOf, shortHash, type Words } from './words.ts'

/** One answer of the customer, with the text that it was given to. */
export function Answer({
  w,
  answer,
  over,
  reading,
  version,
  shown,
  loadNotice,
}: {
  w: Words
  answer: Given | Refused
  over: boolean
  reading: { readonly ms: number; readonly aloud: boolean } | undefined
  version: string | null
  shown: readonly Entry<'notice.presented'>[]
  loadNotice: (hash: string) => Promise<NoticeRow | null>
}) {
  const { t } = w
  const outcome = outcomeOf(answer, w)
  const price = answer.kind === 'consent.refused' ? null : priceText(priceOf(answer.price), w.lang)
  return (
    <li>
      <span class="co-answer-name">
        <b>{w.service(answer.service)}</b>
        {price && <span class="cs-muted"> {price}</span>}
      </span>
      <span>
        <Tag kind={outcome.tag}>{outcome.words}</Tag>
        {over && <Tag kind="declined">{t('answerOver')}</Tag>}
      </span>
      <span class="cs-small cs-muted co-answer-more">
        {[
          w.fullTime(answer.at).slice(11),
          ...(reading ? [t('answerRead', { time: w.seconds(reading.ms) })] : []),
          ...(reading?.aloud ? [t('aloud')] : []),
          ...(answer.kind === 'consent.refused'
            ? answer.why
              ? [notTodayWhy(answer.why, w.lang)].filter(Boolean)
              : []
            : [
                t(`signer.${answer.signer.who}`),
                ...(answer.signer.relation ? [w.code('relation', answer.signer.relation)] : []),
                ...(answer.signer.user && answer.signer.user !== 'self'
                  ? [w.code('user', answer.signer.user)]
                  : []),
                ...(answer.asked ? [t('askedByCustomer')] : []),
                w.code('identified', answer.signer.identified),
                ...(answer.signer.companion ? [t('companion')] : []),
                t(answer.basis === 'contract' ? 'basisContract' : 'basisProvision'),
              ]),
        ].join(' · ')}
        <br />
        {t('noticeVersion', { version: version ?? t('noticeGone'), lang: t(`lang.${answer.lang}`) })}{' '}
        <code title={answer.notice}>{shortHash(answer.notice)}</code>
        <NoticeShown w={w} hash={answer.notice} lang={answer.lang} shown={shown} load={loadNotice} />
      </span>
    </li>
  )
}
