import { useState } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'
import type { ConsoleView } from '../../utils/wire/index.ts'
import type { ConsoleBackend } from './backend.ts'
import { MakeKey, Ready, Steps } from './FirstRun.tsx'
import { PolicyImport } from './PolicyImport.tsx'
import type { T } from './text.ts'
import { usePolicyImport } from './use-policy-import.ts'
import { wordsOf } from './words.ts'

/** The three steps of a first run, each done by the background. */
export function FirstRunData({
  t,
  lang,
  backend,
  view,
  step,
  onView,
  onStep,
}: {
  t: T
  lang: Lang
  backend: ConsoleBackend
  view: ConsoleView
  step: 'key' | 'policy' | 'ready'
  onView: (view: ConsoleView) => void
  onStep: (step: null | 'policy' | 'ready') => void
}) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const policy = usePolicyImport(backend, onView, () => onStep('ready'))
  const make = async (passphrase: string): Promise<void> => {
    setBusy(true)
    setFault(null)
    const key = await backend.createKey(passphrase)
    const made = key.ok ? await backend.client.ask('vault.create', key.value) : key
    setBusy(false)
    if (!made.ok) return setFault(made.error.code)
    onView(made.value)
    onStep(made.value.policy.source === 'managed' ? 'ready' : 'policy')
  }
  const w = wordsOf(view, lang)
  return (
    <>
      <Steps t={t} at={step === 'key' ? 1 : step === 'policy' ? 2 : 3} />
      {step === 'key' && (
        <MakeKey t={t} busy={busy} fault={fault === null ? null : w.code('fault', fault)} onMake={make} />
      )}
      {step === 'policy' && (
        <PolicyImport
          t={t}
          lang={lang}
          busy={policy.busy}
          fault={policy.fault}
          current={view.policy.name}
          onImport={policy.take}
          onSkip={() => onStep('ready')}
        />
      )}
      {step === 'ready' && (
        <Ready
          t={t}
          policy={view.policy.source === 'built-in' ? null : view.policy.name}
          onGo={() => {
            location.hash = '#/today'
            onStep(null)
          }}
        />
      )}
    </>
  )
}
