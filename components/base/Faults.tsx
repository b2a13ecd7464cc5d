import { useState } from 'preact/hooks'
import type { Lang, NotedFault } from '../../utils/base/index.ts'
import { commonText } from '../text/index.ts'
import { Button } from './Button.tsx'

/** What is copied: a line for each, oldest first. The time is in UTC, so that lines of two machines can be compared. */
export const faultLines = (faults: readonly NotedFault[]): string =>
  faults.map((f) => `${new Date(f.at).toISOString()} ${f.code} ${f.place}`).join('\n')

/** The last faults of this browser run, and a button that copies them. */
export function Faults({ faults, lang }: { faults: readonly NotedFault[]; lang: Lang }) {
  const [copied, setCopied] = useState<boolean | null>(null)
  const t = commonText(lang)
  if (faults.length === 0) return <p class="cs-small cs-muted">{t('faults.none')}</p>
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(faultLines(faults))
      setCopied(true)
    } catch {
      // The browser refuses, by its settings: the words below say what to do instead.
      setCopied(false)
    }
  }
  return (
    <details class="cs-faults">
      <summary>{t('faults.some', { n: faults.length })}</summary>
      <p class="cs-small">{t('faults.what')}</p>
      {/* Focusable, since it scrolls: fifty lines are more than a small window has room for. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre class="cs-num" tabIndex={0}>
        {faultLines(faults)}
      </pre>
      <Button data-action="copy-faults" onClick={() => void copy()}>
        {t('faults.copy')}
      </Button>
      <p class="cs-small" role="status">
        {copied !== null && t(copied ? 'faults.copied' : 'faults.notCopied')}
      </p>
    </details>
  )
}
