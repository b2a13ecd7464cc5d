import { Button } from '../base/index.ts'
import type { ActivationProps } from './props.ts'

/** What this number agreed to in earlier activations: it opens nothing now, and can be taken back. */
export function EarlierConsents({ t, lang, activation, busy, onWithdraw }: ActivationProps) {
  return (
    <section class="accounts earlier">
      <h2>{t('earlier.title')}</h2>
      <ul>
        {activation.earlier.map((e) => (
          <li key={e.decision}>
            <span class="name">
              {e.name[lang]}
              <span class="cs-small cs-muted hint">
                {new Intl.DateTimeFormat(lang, { dateStyle: 'medium' }).format(new Date(e.at))}
              </span>
            </span>
            <Button kind="quiet" class="small" disabled={busy} onClick={() => onWithdraw(e.decision)}>
              {t('withdraw')}
              <span class="cs-hidden"> {t('quote', { name: e.name[lang] })}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
