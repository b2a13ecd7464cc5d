import type { LogView } from '../../utils/wire/index.ts'
import type { Words } from './words.ts'

/** Which log is read, checked and exported, where an earlier one was closed as it was found. */
export function LogChoice({
  w,
  logs,
  chosen,
  onChoose,
}: {
  w: Words
  logs: readonly LogView[]
  chosen: string | null
  onChoose: (log: string | null) => void
}) {
  const { t } = w
  if (logs.length === 0) return null
  return (
    <div class="co-field co-log-choice">
      <label for="log-choice">{t('logChoice')}</label>
      <select
        id="log-choice"
        value={chosen ?? ''}
        onChange={(e) => onChoose(e.currentTarget.value === '' ? null : e.currentTarget.value)}
      >
        <option value="">{t('logInUse')}</option>
        {logs.map((log) => (
          <option key={log.name} value={log.name}>
            {t('logClosed', { time: w.fullTime(log.at), n: w.count(log.size) })}
          </option>
        ))}
      </select>
      {chosen !== null && (
        <p class="cs-small cs-muted">
          {t('logClosedWhy', { why: w.code('closed', logs.find((l) => l.name === chosen)?.why ?? '') })}
        </p>
      )}
    </div>
  )
}
