import { useEffect, useState } from 'preact/hooks'
import { Button } from '../base/index.ts'
import { Own } from './Own.tsx'
import { Part } from './Part.tsx'
import type { PartProps } from './props.ts'
import { StartShift } from './StartShift.tsx'
import { faultText } from './text.ts'

/** Who is on shift, and how that changes. */
export function Shift(props: PartProps) {
  const { view, t, busy, fault } = props
  const [changing, setChanging] = useState(false)
  const on = view.shift
  useEffect(() => setChanging(false), [on?.clerk, on?.how])
  return (
    <Part title={t('shift.title')}>
      {on ? (
        <p>
          {t('shift.now', { name: on.name || on.clerk, clerk: on.clerk })}{' '}
          <span class="cs-small cs-muted">{t(on.how === 'portal' ? 'shift.portal' : 'shift.pin')}</span>
        </p>
      ) : (
        <p>{t('shift.none')}</p>
      )}
      {view.staff.length === 0 && <p class="cs-muted">{t('shift.noStaff')}</p>}
      {(!on || changing) && view.staff.length > 0 && <StartShift {...props} />}
      {on && (
        <div class="row">
          {view.staff.length > 0 && (
            <Button disabled={busy} aria-expanded={changing} onClick={() => setChanging(!changing)}>
              {t(changing ? 'shift.cancel' : 'shift.change')}
            </Button>
          )}
          <Button disabled={busy} onClick={props.onEnd}>
            {t('shift.end')}
          </Button>
        </div>
      )}
      {on && <Own key={on.clerk} clerk={on.clerk} lang={view.lang} read={props.own} />}
      <p class="alert" role="alert" hidden={!fault}>
        {fault && faultText(t, fault, { wait: view.wait })}
      </p>
    </Part>
  )
}
