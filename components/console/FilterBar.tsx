import type { ConsoleView } from '../../utils/wire/index.ts'
import { type Chosen, daysAgo, OUTCOMES, type Outcome } from './filter.ts'
import type { Words } from './words.ts'

/** Days, clerk, service, outcome. What is chosen is also what an export takes. */
export function FilterBar({
  w,
  now,
  chosen,
  staff,
  services,
  onChange,
}: {
  w: Words
  now: number
  chosen: Chosen
  staff: ConsoleView['staff']
  services: ConsoleView['services']
  onChange: (chosen: Chosen) => void
}) {
  const { t } = w
  const today = daysAgo(now, 0)
  const presets = [
    { key: 'presetToday', from: today, to: today },
    { key: 'presetWeek', from: daysAgo(now, 6), to: today },
    { key: 'presetMonth', from: daysAgo(now, 29), to: today },
    { key: 'presetAll', from: '', to: '' },
  ] as const
  const set = (part: Partial<Chosen>): void => onChange({ ...chosen, ...part })
  return (
    <search class="co-filters" aria-label={t('filterLabel')}>
      <fieldset class="co-chips">
        <legend class="cs-hidden">{t('filterDays')}</legend>
        {presets.map((p) => (
          <button
            key={p.key}
            type="button"
            class="co-chip"
            aria-pressed={p.from === chosen.from && p.to === chosen.to}
            onClick={() => set({ from: p.from, to: p.to })}
          >
            {t(p.key)}
          </button>
        ))}
      </fieldset>
      <label>
        <span>{t('filterFrom')}</span>
        <input
          id="filter-from"
          type="date"
          value={chosen.from}
          onChange={(e) => set({ from: e.currentTarget.value })}
        />
      </label>
      <label>
        <span>{t('filterTo')}</span>
        <input
          id="filter-to"
          type="date"
          value={chosen.to}
          onChange={(e) => set({ to: e.currentTarget.value })}
        />
      </label>
      <label>
        <span>{t('colClerk')}</span>
        <select
          id="filter-clerk"
          value={chosen.clerk}
          onChange={(e) => set({ clerk: e.currentTarget.value })}
        >
          <option value="">{t('filterAnyClerk')}</option>
          {staff.map((s) => (
            <option key={s.id} value={s.id}>
              {s.id} {s.name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('colService')}</span>
        <select
          id="filter-service"
          value={chosen.service}
          onChange={(e) => set({ service: e.currentTarget.value })}
        >
          <option value="">{t('filterAnyService')}</option>
          {services.map((s) => (
            <option key={s.id} value={s.id}>
              {s.name[w.lang]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('colOutcome')}</span>
        <select
          id="filter-outcome"
          value={chosen.outcome}
          onChange={(e) => set({ outcome: e.currentTarget.value as Outcome })}
        >
          {OUTCOMES.map((o) => (
            <option key={o} value={o}>
              {t(`outcome.${o}`)}
            </option>
          ))}
        </select>
      </label>
    </search>
  )
}
