import { Button } from '../base/index.ts'
import { Part } from './Part.tsx'
import type { PartProps } from './props.ts'

/** The customer's own display, where the machine has one; chosen once, remembered here. */
export function Displays({ view, t, busy, onAllowDisplays, onDisplay }: PartProps) {
  const others = view.displays.filter((d) => !d.primary)
  if (view.displays.length === 0 && !onAllowDisplays) return null
  return (
    <Part title={t('display.title')}>
      <p>{t(view.display === null ? 'display.shared' : 'display.own')}</p>
      {view.displays.length === 0 && (
        <div class="row">
          <Button disabled={busy} onClick={onAllowDisplays}>
            {t('display.allow')}
          </Button>
        </div>
      )}
      {view.displays.length > 0 && others.length === 0 && <p class="cs-muted">{t('display.one')}</p>}
      {others.length > 0 && (
        <div class="row">
          {others.map((d) => (
            <Button
              key={d.id}
              disabled={busy}
              aria-pressed={view.display === d.id}
              onClick={() => onDisplay(d.id)}
            >
              {t('display.use', { name: d.name })}
            </Button>
          ))}
          {view.display !== null && (
            <Button disabled={busy} onClick={() => onDisplay(null)}>
              {t('display.same')}
            </Button>
          )}
        </div>
      )}
    </Part>
  )
}
