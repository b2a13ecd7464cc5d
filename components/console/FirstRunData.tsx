import type { Lang } from '../../utils/base/index.ts'
import type { ConsoleView } from '../../utils/wire/index.ts'
import { useAction } from '../base/index.ts'
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
  const { busy, fault, act } = useAction()
  const policy = usePolicyImport(backend, onView, () => onStep('ready'))
  const make = (passphrase: string) =>
    act(
      async () => {
        const key = await backend.createKey(passphrase)
        return key.ok ? backend.client.ask('vault.create', key.value) : key
      },
      (made) => {
        onView(made)
        onStep(made.policy.source === 'managed' ? 'ready' : 'policy')
      },
    )
  const w = wordsOf(view, lang)
  return (
    <>
      <Steps t={t} at={step === 'key' ? 1 : step === 'policy' ? 2 : 3} />
      {step === 'key' && (
        <MakeKey
          t={t}
          busy={busy}
          fault={fault && w.code('fault', fault.code)}
          onMake={(passphrase) => void make(passphrase)}
        />
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
