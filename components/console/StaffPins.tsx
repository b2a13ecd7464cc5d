import { useState } from 'preact/hooks'
import type { ConsoleView } from '../../utils/wire/index.ts'
import { Button, useAction } from '../base/index.ts'
import type { ConsoleBackend, OpenVault } from './backend.ts'
import { asManager } from './manager.ts'
import type { Words } from './words.ts'

/** Who chose the PIN that opens a shift, and the way out for a clerk who has forgotten it. */
export function StaffPins({
  w,
  backend,
  view,
  vault,
  onView,
}: {
  w: Words
  backend: ConsoleBackend
  view: ConsoleView
  vault: OpenVault | null
  onView: (view: ConsoleView) => void
}) {
  const { t } = w
  const [asked, setAsked] = useState<string | null>(null)
  const { busy, fault, act } = useAction()
  if (view.staff.length === 0) return null
  const reset = async (staff: string, open: OpenVault): Promise<void> => {
    await act(
      () => asManager(backend, open, (proof) => backend.client.ask('console.reset-pin', { staff, proof })),
      onView,
    )
    setAsked(null)
  }
  return (
    <section class="co-section" aria-labelledby="pins-title" id="pins">
      <h2 id="pins-title">{t('pinsTitle')}</h2>
      <p class="co-measure">{t('pinsWhat')}</p>
      <ul class="co-posture">
        {view.staff.map((s) => (
          <li key={s.id} data-staff={s.id}>
            <span>
              {w.clerk(s.id)}
              <br />
              <span class="cs-small cs-muted">{t(`pin.${s.pin}`)}</span>
            </span>
            {s.pin === 'own' && vault && asked !== s.id && (
              <Button data-action="reset-pin" disabled={busy} onClick={() => setAsked(s.id)}>
                {t('pinReset')}
              </Button>
            )}
            {s.pin === 'own' && vault && asked === s.id && (
              <span>
                <Button
                  data-action="reset-pin-yes"
                  kind="act"
                  disabled={busy}
                  onClick={() => void reset(s.id, vault)}
                >
                  {t('pinResetYes')}
                </Button>{' '}
                <Button disabled={busy} onClick={() => setAsked(null)}>
                  {t('pinResetNo')}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {!vault && view.staff.some((s) => s.pin === 'own') && (
        <p>
          {t('pinsNeedOpen')} <a href="#/today">{t('unlockTitle')}</a>
        </p>
      )}
      <p class="co-problem" role="alert" hidden={fault === null}>
        {fault && w.code('fault', fault.code)}
      </p>
    </section>
  )
}
