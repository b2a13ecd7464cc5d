import { useState } from 'preact/hooks'
import type { ConsoleView } from '../../utils/wire/index.ts'
import type { ConsoleBackend, OpenVault } from './backend.ts'
import { PolicyImport } from './PolicyImport.tsx'
import { SettingsPage } from './SettingsPage.tsx'
import { StaffPins } from './StaffPins.tsx'
import { usePolicyImport } from './use-policy-import.ts'
import { VaultSettings } from './VaultSettings.tsx'
import type { Words } from './words.ts'

export function SettingsData({
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
  const [done, setDone] = useState(0)
  const policy = usePolicyImport(backend, onView, () => setDone((n) => n + 1))
  // A clerk at the manager's page must not swap the policy: only the very first one needs no open vault.
  const may = view.policy.source !== 'managed' && (vault !== null || view.policy.source === 'built-in')
  return (
    <SettingsPage
      w={w}
      view={view}
      vault={<VaultSettings w={w} backend={backend} view={view} vault={vault} onView={onView} />}
      pins={<StaffPins w={w} backend={backend} view={view} vault={vault} onView={onView} />}
      importing={
        may ? (
          <>
            {done > 0 && (
              <p class="co-bar co-bar-given" role="status" id="policy-done">
                {w.t('policyDone', { name: view.policy.name })}
              </p>
            )}
            <PolicyImport
              key={done}
              t={w.t}
              lang={w.lang}
              busy={policy.busy}
              fault={policy.fault}
              current={view.policy.name}
              onImport={policy.take}
              heading="h2"
            />
          </>
        ) : null
      }
      onOpenVault={
        view.policy.source === 'managed' ? (
          <p>{w.t('policyManaged')}</p>
        ) : (
          <p>
            {w.t('policyNeedsOpen')} <a href="#/today">{w.t('unlockTitle')}</a>
          </p>
        )
      }
    />
  )
}
