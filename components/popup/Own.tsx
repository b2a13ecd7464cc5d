import { useState } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'
import { consoleText, kindWords } from '../console/text.ts'
import { popupText } from './text.ts'

export interface OwnEntry {
  readonly seq: number
  readonly at: number
  readonly kind: string
  /** Of a refusal that was not the customer's own no, and of a submit that was held. */
  readonly why?: string
}

/** What the log holds of the clerk who is on shift: time and kind, readable by the one it is about. */
export function Own({
  clerk,
  lang,
  read,
}: {
  clerk: string
  lang: Lang
  read: (clerk: string) => Promise<readonly OwnEntry[]>
}) {
  const [entries, setEntries] = useState<readonly OwnEntry[] | null>(null)
  const [failed, setFailed] = useState(false)
  const t = popupText(lang)
  const c = consoleText(lang)
  const time = new Intl.DateTimeFormat(lang, { dateStyle: 'short', timeStyle: 'short' })
  return (
    <details
      class="own"
      onToggle={(event) => {
        if (!event.currentTarget.open) return
        read(clerk).then(setEntries, () => setFailed(true))
      }}
    >
      <summary>{t('own.title')}</summary>
      {failed && <p role="alert">{t('own.failed')}</p>}
      {entries?.length === 0 && <p>{t('own.none')}</p>}
      {entries && entries.length > 0 && (
        <ul>
          {entries.map((e) => (
            <li key={e.seq} class="cs-small">
              <span class="cs-num">{time.format(e.at)}</span> {kindWords(c, lang, e.kind, e.why)}
            </li>
          ))}
        </ul>
      )}
    </details>
  )
}
