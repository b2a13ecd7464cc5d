import { Button } from '../base/index.ts'
import { Part } from './Part.tsx'
import type { PartProps } from './props.ts'

/** Activations that are still open, and the way back to each. */
export function OpenActivations({ view, t, busy, onResume }: PartProps) {
  if (view.activations.length === 0) return null
  return (
    <Part title={t('open.title')}>
      <ul>
        {view.activations.map((a) => (
          <li key={a.id}>
            <span>
              <span class="cs-num">{a.number}</span>{' '}
              <span class="cs-small cs-muted">
                {t('open.since', {
                  time: new Intl.DateTimeFormat(view.lang, { hour: '2-digit', minute: '2-digit' }).format(
                    a.since,
                  ),
                })}
              </span>
            </span>
            <Button class="small" disabled={busy} onClick={() => onResume(a.id)}>
              {t('open.resume')}
            </Button>
          </li>
        ))}
      </ul>
    </Part>
  )
}
