import { useRef, useState } from 'preact/hooks'
import type { ConsoleView, HoldReason, TracesView } from '../../utils/wire/index.ts'
import { useAction } from '../base/index.ts'
import type { ConsoleBackend, OpenVault } from './backend.ts'
import { KeepPage } from './KeepPage.tsx'
import { asManager } from './manager.ts'
import type { Words } from './words.ts'

/** Erasing and holding. The number that was typed stays in this page's memory until the next one or until it is left. */
export function KeepData({
  w,
  backend,
  view,
  vault,
  onView,
}: {
  w: Words
  backend: ConsoleBackend
  view: ConsoleView
  vault: OpenVault
  onView: (view: ConsoleView) => void
}) {
  const number = useRef('')
  const [found, setFound] = useState<TracesView | null>(null)
  const [erased, setErased] = useState<number | null>(null)
  const { busy, fault, act } = useAction()
  const look = () => act(() => backend.client.ask('console.traces', { number: number.current }), setFound)
  const hold = (scope: 'log' | 'customer', reason: HoldReason): void =>
    void act(
      () =>
        asManager(backend, vault, (proof) =>
          backend.client.ask('console.hold', {
            scope,
            number: scope === 'customer' ? number.current : null,
            activation: null,
            reason,
            proof,
          }),
        ),
      (next) => {
        onView(next)
        if (number.current !== '') void look()
      },
    )
  return (
    <KeepPage
      w={w}
      times={view.times}
      holds={view.holds}
      found={found}
      erased={erased}
      busy={busy}
      fault={fault?.code ?? null}
      onFind={(typed) => {
        number.current = typed
        setFound(null)
        setErased(null)
        void look()
      }}
      onErase={(reason) =>
        void act(
          () =>
            asManager(backend, vault, (proof) =>
              backend.client.ask('console.erase', { number: number.current, reason, proof }),
            ),
          () => {
            setErased(found?.activations.length ?? 0)
            setFound(null)
            number.current = ''
          },
        )
      }
      onHoldCustomer={(reason) => hold('customer', reason)}
      onHoldLog={(reason) => hold('log', reason)}
      onLift={(id) =>
        void act(
          () =>
            asManager(backend, vault, (proof) =>
              backend.client.ask('console.lift', { hold: id, reason: 'over', proof }),
            ),
          (next) => {
            onView(next)
            if (number.current !== '') void look()
          },
        )
      }
    />
  )
}
