import type { ComponentChildren } from 'preact'
import type { ReviewCounts } from '../../utils/review/index.ts'
import { Button } from '../base/index.ts'
import { Review } from './Review.tsx'
import { policyFault, type Words } from './words.ts'

export interface Counts {
  readonly opened: number
  readonly given: number
  readonly refused: number
  readonly stops: number
  readonly overrides: number
  /** Entries in all. */
  readonly size: number
}

export interface LastCheck {
  readonly at: string
  readonly size: number
  /** Entries before this one were not read. */
  readonly from: number
  readonly sound: boolean
}

/** Alarms that stand until a manager has looked. */
const LASTING = [
  'log/resumed',
  'vault/replaced',
  'permit/not-cleaned',
  'witness/rolled-back',
  'witness/inconsistent',
] as const
export type LastingAlarm = (typeof LASTING)[number]
const isLasting = (code: string): code is LastingAlarm => (LASTING as readonly string[]).includes(code)

/** The day in five figures, what is open, and the two things a manager came for. */
export function Today({
  w,
  day,
  counts,
  fault,
  alarms,
  posture,
  policy,
  checked,
  isUnread,
  onVerify,
  onSeen,
  review,
  takeBack,
}: {
  w: Words
  day: string
  /** Null until they are counted. */
  counts: Counts | null
  /** Why something could not be counted, or was not done. */
  fault: string | null
  alarms: readonly string[]
  posture: readonly { readonly code: string; readonly on: boolean }[]
  policy: { readonly name: string; readonly source: string; readonly fault: string | null }
  checked: LastCheck | null
  /** Whether and when it was checked could not be read. */
  isUnread: boolean
  onVerify: () => void
  /** A manager has looked at an alarm that stands until then. */
  onSeen: (alarm: LastingAlarm) => void
  /** Counts of the last 30 days; null until they are read. */
  review: ReviewCounts | null
  /** Taking a consent back by number. */
  takeBack?: ComponentChildren
}) {
  const { t } = w
  const off = posture.filter((p) => !p.on)
  const figure = (key: 'opened' | 'given' | 'refused' | 'stops' | 'overrides') => (
    <a class={`co-figure co-${key}`} href={`#/log/${key === 'opened' ? 'all' : key}/today`} data-figure={key}>
      <b class="cs-num">{counts !== null ? w.count(counts[key]) : fault === null ? '…' : t('dash')}</b>
      <span>{t(`figure.${key}`)}</span>
    </a>
  )
  return (
    <>
      <header class="co-head">
        <h1>{t('nav.today')}</h1>
        <span class="cs-muted cs-num">{day}</span>
      </header>
      {fault !== null && (
        <p class="co-problem" role="alert">
          {w.code('fault', fault)}
        </p>
      )}
      <div class="co-figures">
        {figure('opened')}
        {figure('given')}
        {figure('refused')}
        {figure('stops')}
        {figure('overrides')}
      </div>
      <CheckBar w={w} checked={checked} isUnread={isUnread} size={counts?.size ?? null} onVerify={onVerify} />
      <section class="co-section" aria-labelledby="open-title">
        <h2 id="open-title">{t('openTitle')}</h2>
        {alarms.length === 0 && off.length === 0 && policy.fault === null ? (
          <p>{t('openNone')}</p>
        ) : (
          <ul class="co-list">
            {policy.fault !== null && (
              <li>
                {policyFault({ ...policy, fault: policy.fault }, w)}{' '}
                <a href="#/settings">{t('nav.settings')}</a>
              </li>
            )}
            {alarms.map((code) => (
              <li key={code} class="co-alarm" data-alarm={code}>
                <span>{w.code('alarm', code)}</span>
                {isLasting(code) && (
                  <Button data-action="seen" onClick={() => onSeen(code)}>
                    {t('alarmSeen')}
                  </Button>
                )}
              </li>
            ))}
            {off.map((p) => (
              <li key={p.code} data-off={p.code}>
                {p.code === 'no-faults' ? (
                  <>
                    {t('todayFaults')} <a href="#/settings">{t('nav.settings')}</a>
                  </>
                ) : (
                  <>
                    {t('postureOff')} {w.code('posture', p.code)}
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </section>
      {review !== null && <Review w={w} counts={review} />}
      {takeBack && (
        <section class="co-section co-take-back" aria-labelledby="take-back">
          <h2 id="take-back">{t('takeBack')}</h2>
          {takeBack}
        </section>
      )}
    </>
  )
}

/** When the log was last checked, and the button that checks it. */
function CheckBar({
  w,
  checked,
  isUnread,
  size,
  onVerify,
}: {
  w: Words
  checked: LastCheck | null
  isUnread: boolean
  size: number | null
  onVerify: () => void
}) {
  const { t } = w
  const tone = checked === null ? 'waiting' : checked.sound ? 'given' : 'stopped'
  return (
    <div class={`co-bar co-bar-${tone}`}>
      <span>
        <b>
          {checked === null
            ? t(isUnread ? 'checkUnread' : 'checkNever')
            : checked.sound
              ? t('checkSound')
              : t('checkFault')}
        </b>{' '}
        <span class="cs-muted cs-small">
          {checked !== null &&
            t(checked.from > 0 ? 'checkAtSince' : 'checkAt', {
              time: w.fullTime(checked.at),
              from: w.count(checked.from),
              n: w.count(checked.size),
            })}
          {size !== null && ` ${t('checkNow', { n: w.count(size) })}`}
        </span>
      </span>
      <Button onClick={onVerify}>{checked === null ? t('checkGo') : t('checkAgain')}</Button>
    </div>
  )
}
