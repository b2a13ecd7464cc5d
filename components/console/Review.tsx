import { useCallback } from 'preact/hooks'
import type { Entry } from '../../utils/log/index.ts'
import { REVIEWED, type ReviewCounts, reviewOf } from '../../utils/review/index.ts'
import type { ConsoleView } from '../../utils/wire/index.ts'
import type { ConsoleBackend } from './backend.ts'
import { entryOf } from './entry.ts'
import { startChosen, toFilter } from './filter.ts'
import { type Read, useRead } from './use-read.ts'
import type { Words } from './words.ts'

/** As many as a busy store writes in its days; beyond it the newest are counted. */
const PAGE = 1000
const MOST_PAGES = 20

/** Counts of the last 30 days, read anew with each view: a new one means that something happened. */
export function useReview(backend: ConsoleBackend, view: ConsoleView): Read<ReviewCounts> {
  const read = useCallback(
    async (isGone: () => boolean): Promise<ReviewCounts> => {
      const { from } = toFilter(startChosen(Date.now()))
      const entries: Entry[] = []
      let before: Parameters<ConsoleBackend['reader']['page']>[1] = null
      for (let i = 0; i < MOST_PAGES && !isGone(); i++) {
        const rows = await backend.reader.page(
          { ...(from === undefined ? {} : { from }), kinds: REVIEWED },
          before,
          PAGE,
        )
        entries.push(...rows.flatMap((row) => entryOf(row) ?? []))
        before = rows.at(-1)?.seq ?? null
        if (rows.length < PAGE) break
      }
      return reviewOf(entries)
    },
    [backend, view],
  )
  return useRead(read)
}

const COLUMNS = ['promises', 'askedByClerk', 'askedByCustomer', 'longGaps', 'handsetAway'] as const

/** Where a manager may want to look: counts by clerk. They decide nothing by themselves, and the page says so. */
export function Review({ w, counts }: { w: Words; counts: ReviewCounts }) {
  const { t } = w
  return (
    <section class="co-section co-review" aria-labelledby="review-title">
      <h2 id="review-title">{t('reviewTitle')}</h2>
      <p class="cs-muted cs-small">{t('reviewWhat')}</p>
      {counts.byPromise.length > 0 && (
        <p>
          {t('reviewPromises')}{' '}
          {counts.byPromise.map((p) => `${w.promise(p.code)} ${w.count(p.n)}`).join(t('comma'))}
        </p>
      )}
      {counts.byClerk.length === 0 ? (
        <p>{t('reviewNone')}</p>
      ) : (
        <div class="co-scroll">
          <table class="co-table" id="review-table">
            <thead>
              <tr>
                <th scope="col">{t('colClerk')}</th>
                {COLUMNS.map((c) => (
                  <th key={c} scope="col">
                    {t(`review.${c}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {counts.byClerk.map((row) => (
                <tr key={row.clerk}>
                  <th scope="row">{w.clerk(row.clerk)}</th>
                  {COLUMNS.map((c) => (
                    <td key={c} class="cs-num">
                      {w.count(row[c])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{t('reviewAll')}</th>
                {COLUMNS.map((c) => (
                  <td key={c} class="cs-num" data-review={c}>
                    {w.count(counts[c])}
                  </td>
                ))}
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </section>
  )
}
