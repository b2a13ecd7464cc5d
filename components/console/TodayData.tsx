import { useCallback } from 'preact/hooks'
import type { ConsoleView } from '../../utils/wire/index.ts'
import { useAction } from '../base/index.ts'
import { Withdraw } from '../withdraw/index.ts'
import type { ConsoleBackend, OpenVault } from './backend.ts'
import { STOPS, startChosen, toFilter } from './filter.ts'
import { asManager } from './manager.ts'
import { useReview } from './Review.tsx'
import { type Counts, type LastCheck, Today } from './Today.tsx'
import { useRead } from './use-read.ts'
import type { Words } from './words.ts'

export function TodayData({
  w,
  backend,
  view,
  vault,
  onView,
  checked,
  isUnread,
  onVerify,
}: {
  w: Words
  backend: ConsoleBackend
  view: ConsoleView
  vault: OpenVault
  onView: (view: ConsoleView) => void
  checked: LastCheck | null
  isUnread: boolean
  onVerify: () => void
}) {
  const review = useReview(backend, view)
  const seen = useAction()
  const day = startChosen(Date.now()).to
  // A new view means that something happened: it is counted again.
  const count = useCallback(async (): Promise<Counts> => {
    const { from } = toFilter({ from: day, to: day, clerk: '', service: '', outcome: 'all' })
    const of = (kinds: readonly string[]) =>
      backend.reader.count({ ...(from === undefined ? {} : { from }), kinds })
    const [opened, given, refused, stops, overrides, head] = await Promise.all([
      of(['activation.opened']),
      of(['consent.given', 'consent.renewed']),
      of(['consent.refused']),
      of(STOPS),
      of(['override.granted']),
      backend.reader.head(),
    ])
    return { opened, given, refused, stops, overrides, size: head.size }
  }, [backend, day, view])
  const counts = useRead(count)
  return (
    <Today
      w={w}
      day={day}
      counts={counts.value}
      fault={seen.fault?.code ?? counts.fault ?? review.fault}
      alarms={view.alarms}
      posture={view.posture}
      policy={view.policy}
      checked={checked}
      isUnread={isUnread}
      onVerify={onVerify}
      onSeen={(alarm) =>
        void seen.act(
          () => asManager(backend, vault, (proof) => backend.client.ask('console.seen', { alarm, proof })),
          onView,
        )
      }
      review={review.value}
      takeBack={
        <Withdraw
          lang={w.lang}
          find={(number) => backend.client.ask('console.decisions', { number })}
          withdraw={(decision, number) => backend.client.ask('console.withdraw', { decision, number })}
        />
      }
    />
  )
}
