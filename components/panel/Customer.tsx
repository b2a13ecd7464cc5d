import { Button } from '../base/index.ts'
import { commonText } from '../text/index.ts'
import type { ActivationProps } from './props.ts'

/** Whose activation it is, masked. */
export function Customer({ t, lang, activation, busy, onDocumentSeen }: ActivationProps) {
  const small = [
    activation.order && t('order', { order: activation.order }),
    activation.aloudFirst && t('aloud'),
  ].filter(Boolean)
  return (
    <div class="who">
      <span>
        {activation.customer ?? t('noCustomer')}
        {activation.age !== null && ` · ${commonText(lang)('yearsOld', { age: activation.age })}`}
        {' · '}
        <span class="cs-num">{activation.number}</span>
      </span>
      {activation.unidentified && (
        <span class="cs-small cs-muted">
          {t('unidentified')}{' '}
          <Button kind="quiet" class="small" disabled={busy} onClick={onDocumentSeen}>
            {t('documentSeen')}
          </Button>
        </span>
      )}
      {small.length > 0 && <span class="cs-small cs-muted">{small.join(' · ')}</span>}
    </div>
  )
}
