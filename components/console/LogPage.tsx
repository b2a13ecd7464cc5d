import type { ComponentChildren } from 'preact'
import type { Entry } from '../../utils/log/index.ts'
import { Button, Tag } from '../base/index.ts'
import { notTodayWhy } from '../text/index.ts'
import type { About } from './entry.ts'
import { outcomeOf, subjectOf, type Words } from './words.ts'

export interface Listed {
  readonly seq: number
  /** null: the bytes are no entry; the row is shown and says so. */
  readonly entry: Entry | null
}

/** The log, newest first. The row is the thing: it leads to the activation that it belongs to. */
export function LogPage({
  w,
  filters,
  rows,
  about,
  matching,
  size,
  more,
  busy,
  fault,
  onMore,
  onExport,
}: {
  w: Words
  filters: ComponentChildren
  rows: readonly Listed[]
  /** By activation; missing while it is still being opened. */
  about: ReadonlyMap<string, About>
  matching: number | null
  size: number | null
  more: boolean
  busy: boolean
  fault: string | null
  onMore: () => void
  onExport: () => void
}) {
  const { t } = w
  return (
    <>
      <header class="co-head">
        <h1>{t('nav.log')}</h1>
        <span class="cs-muted" aria-live="polite" id="log-count">
          {matching !== null && size !== null
            ? t('logCount', { n: w.count(matching), size: w.count(size) })
            : t('loading')}
        </span>
        <span class="co-space" />
        <Button id="log-export" onClick={onExport} disabled={matching === null || matching === 0}>
          {t('logExport', { n: matching === null ? '…' : w.count(matching) })}
        </Button>
      </header>
      {filters}
      {fault !== null && (
        <p class="co-problem" role="alert">
          {w.code('fault', fault)}
        </p>
      )}
      {rows.length === 0 && !busy ? (
        <p class="co-empty">{t('logEmpty')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reached by keyboard
        <section class="co-scroll" aria-label={t('nav.log')} tabIndex={0}>
          <table class="co-table" id="log-table">
            <thead>
              <tr>
                <th scope="col">{t('colTime')}</th>
                <th scope="col">{t('colClerk')}</th>
                <th scope="col">{t('colCustomer')}</th>
                <th scope="col">{t('colService')}</th>
                <th scope="col">{t('colOutcome')}</th>
                <th scope="col">{t('colReading')}</th>
                <th scope="col" class="co-right">
                  {t('colSeq')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <LogRow key={row.seq} w={w} row={row} about={about} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {more && (
        <div class="co-row co-centre">
          <Button id="log-more" onClick={onMore} disabled={busy}>
            {busy ? t('loading') : t('logMore')}
          </Button>
        </div>
      )}
    </>
  )
}

function LogRow({ w, row, about }: { w: Words; row: Listed; about: ReadonlyMap<string, About> }) {
  const { t } = w
  const entry = row.entry
  if (entry === null) {
    return (
      <tr data-seq={row.seq}>
        <td colSpan={6}>
          <Tag kind="stopped">{t('logUnreadable')}</Tag>
        </td>
        <td class="cs-num co-right">{w.count(row.seq)}</td>
      </tr>
    )
  }
  const known = entry.activation === '' ? undefined : about.get(entry.activation)
  const outcome = outcomeOf(entry, w)
  const answer =
    entry.kind === 'consent.given' || entry.kind === 'consent.renewed' || entry.kind === 'consent.refused'
  const reading = answer ? known?.readings.get(entry.service) : undefined
  return (
    <tr
      data-seq={row.seq}
      data-kind={entry.kind}
      {...(entry.activation === '' ? {} : { class: 'co-linked' })}
    >
      <td class="cs-num">
        {entry.activation === '' ? (
          w.shortTime(entry.at)
        ) : (
          <a
            href={`#/activation/${entry.activation}`}
            aria-label={t('rowOpen', { time: w.shortTime(entry.at) })}
          >
            {w.shortTime(entry.at)}
          </a>
        )}
      </td>
      <td>{w.clerk(entry.clerk)}</td>
      <td>
        {entry.activation === '' ? (
          <span class="cs-muted">{t('dash')}</span>
        ) : (
          <>
            <span class="cs-num">
              {known === undefined ? '…' : (known.number ?? t(known.fault === null ? 'erased' : 'unopened'))}
            </span>
            {known?.customer && <span class="cs-muted"> {known.customer}</span>}
          </>
        )}
      </td>
      <td>{subjectOf(entry, w) || <span class="cs-muted">{t('dash')}</span>}</td>
      <td>
        <Tag kind={outcome.tag}>{outcome.words}</Tag>
        {entry.kind === 'consent.refused' && entry.why && (
          <span class="cs-small cs-muted"> {notTodayWhy(entry.why, w.lang)}</span>
        )}
      </td>
      <td class="cs-num">
        {reading ? (
          <>
            {w.seconds(reading.ms)}
            {reading.aloud && ` · ${t('aloud')}`}
          </>
        ) : (
          <span class="cs-muted">{t('dash')}</span>
        )}
      </td>
      <td class="cs-num co-right">{w.count(row.seq)}</td>
    </tr>
  )
}
