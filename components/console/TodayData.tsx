import { useEffect, useState } from 'preact/hooks'
import type { ConsoleView } from '../../utils/wire/index.ts'
import { Withdraw } from '../withdraw/index.ts'
import type { ConsoleBackend, OpenVault } from './backend.ts'
import { STOPS, startChosen, toFilter } from './filter.ts'
import { asManager } from './manager.ts'
import { useReview } from './Review.tsx'
import { type Counts, type LastCheck, Today } from './Today.tsx'
import type { Words } from './words.ts'

export function TodayData({
  w,
  backend,
  view,
  vault,
  onView,
  checked,
  onVerify,
}: {
  w: Words
  backend: ConsoleBackend
  view: ConsoleView
  vault: OpenVault
  onView: (view: ConsoleView) => void
  checked: LastCheck | null
  onVerify: () => void
}) {
  const review = useReview(backend, view)
  const [counts, setCounts] = useState<Counts | null>(null)
  const day = startChosen(Date.now()).to
  // A new view means that something happened: it is counted again.
  useEffect(() => {
    let gone = false
    const { from } = toFilter({ from: day, to: day, clerk: '', service: '', outcome: 'all' })
    const of = (kinds: readonly string[]) =>
      backend.reader.count({ ...(from === undefined ? {} : { from }), kinds })
    void Promise.all([
      of(['activation.opened']),
      of(['consent.given', 'consent.renewed']),
      of(['consent.refused']),
      of(STOPS),
      of(['override.granted']),
      backend.reader.head(),
    ])
      .then(([opened, given, refused, stops, overrides, head]) => {
        if (!gone) setCounts({ opened, given, refused, stops, overrides, size: head.size })
      })
      .catch(() => undefined)
    return () => {
      gone = true
    }
  }, [backend, day, view])
  return (
    <Today
      w={w}
      day={day}
      counts={counts}
      alarms={view.alarms}
      posture={view.posture}
      policy={view.policy}
      checked={checked}
      onVerify={onVerify}
      onSeen={(alarm) =>
        void asManager(backend, vault, (proof) => backend.client.ask('console.seen', { alarm, proof })).then(
          (answer) => answer.ok && onView(answer.value),
          () => undefined,
        )
      }
      review={review}
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
