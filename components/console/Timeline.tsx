import type { Listed } from './LogPage.tsx'
import { outcomeOf, sentence, type Words } from './words.ts'

/** Everything that happened in one activation, oldest first. */
export function Timeline({ w, rows }: { w: Words; rows: readonly Listed[] }) {
  const { t } = w
  return (
    <section class="co-section" aria-labelledby="line-title">
      <h2 id="line-title">{t('actTimeline')}</h2>
      <ol class="co-timeline">
        {rows.map(({ seq, entry }) => (
          <li key={seq} data-seq={seq} {...(entry ? { 'data-kind': entry.kind } : {})}>
            <span class="cs-num">{entry ? w.fullTime(entry.at).slice(11) : ''}</span>
            <span
              class={entry ? `co-dot co-dot-${outcomeOf(entry, w).tag}` : 'co-dot co-dot-stopped'}
              aria-hidden="true"
            />
            <span>{entry ? sentence(entry, w) : t('logUnreadable')}</span>
            <span class="cs-num cs-muted cs-small">{t('no', { seq: w.count(seq) })}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
