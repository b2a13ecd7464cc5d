import { useState } from 'preact/hooks'
import type { Lang, NotedFault } from '../../utils/base/index.ts'
import en from '../text/en/faults.json' with { type: 'json' }
import { translator } from '../text/index.ts'
import zh from '../text/zh-CN/faults.json' with { type: 'json' }
import { Button } from './Button.tsx'

// Apart from the common words: the panel, which is in every portal page, shows none of it.
const faultsText = translator({ 'zh-CN': zh, en })

/** What is copied: a line for each, oldest first. The time is in UTC, so that lines of two machines can be compared. */
export const faultLines = (faults: readonly NotedFault[]): string =>
  faults.map((f) => `${new Date(f.at).toISOString()} ${f.code} ${f.place}`).join('\n')

/** The last faults of this browser run, and a button that copies them. */
export function Faults({ faults, lang }: { faults: readonly NotedFault[]; lang: Lang }) {
  const [copied, setCopied] = useState<boolean | null>(null)
  const t = faultsText(lang)
  if (faults.length === 0) return <p class="cs-small cs-muted">{t('none')}</p>
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
      <summary>{t('some', { n: faults.length })}</summary>
      <p class="cs-small">{t('what')}</p>
      {/* Focusable, since it scrolls: fifty lines are more than a small window has room for. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre class="cs-num" tabIndex={0}>
        {faultLines(faults)}
      </pre>
      <Button data-action="copy-faults" onClick={() => void copy()}>
        {t('copy')}
      </Button>
      <p class="cs-small" role="status">
        {copied !== null && t(copied ? 'copied' : 'notCopied')}
      </p>
    </details>
  )
}
