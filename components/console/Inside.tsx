import type { ComponentChildren } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { ConsoleView } from '../../utils/wire/index.ts'
import { ActivationData } from './ActivationData.tsx'
import type { ConsoleBackend, OpenVault } from './backend.ts'
import { ExportPage } from './ExportPage.tsx'
import { FilterBar } from './FilterBar.tsx'
import { type Chosen, startChosen } from './filter.ts'
import { KeepData } from './KeepData.tsx'
import { LogChoice } from './LogChoice.tsx'
import { LogPage } from './LogPage.tsx'
import type { Route } from './route.ts'
import { TodayData } from './TodayData.tsx'
import { useCheck } from './use-check.ts'
import { useExport } from './use-export.ts'
import { useList } from './use-list.ts'
import { VerifyPage } from './VerifyPage.tsx'
import type { Words } from './words.ts'

interface Props {
  readonly w: Words
  readonly backend: ConsoleBackend
  readonly view: ConsoleView
  readonly vault: OpenVault
  readonly route: Route
  readonly onView: (view: ConsoleView) => void
}

/** What an open vault shows: pages of the log in use, or of an earlier one. */
export function Inside(props: Props) {
  const { w, backend, view } = props
  const [log, setLog] = useState<string | null>(null)
  const chosenLog = useMemo(() => (log === null ? backend : backend.forLog(log)), [backend, log])
  return (
    <Pages
      key={log ?? ''}
      {...props}
      currentLog={backend}
      backend={chosenLog}
      choice={<LogChoice w={w} logs={view.logs} chosen={log} onChoose={setLog} />}
    />
  )
}

/** The page that the address names. A check or an export goes on while others are looked at. */
function Pages({
  w,
  backend,
  currentLog,
  view,
  vault,
  route,
  choice,
  onView,
}: Props & { readonly currentLog: ConsoleBackend; readonly choice: ComponentChildren }) {
  const [chosen, setChosen] = useState<Chosen>(() => startChosen(Date.now()))
  const list = useList(backend, vault, chosen, route.place === 'log' || route.place === 'export')
  const check = useCheck(backend, currentLog)
  const file = useExport(backend, vault, { lang: w.lang, view, chosen })

  useEffect(() => {
    if (route.outcome === null) return
    const start = startChosen(Date.now())
    setChosen({ ...start, ...(route.today ? { from: start.to } : {}), outcome: route.outcome })
  }, [route])

  const filters = (
    <FilterBar
      w={w}
      now={Date.now()}
      chosen={chosen}
      staff={view.staff}
      services={view.services}
      onChange={setChosen}
    />
  )
  switch (route.place) {
    case 'log':
      return (
        <LogPage
          w={w}
          filters={
            <>
              {choice}
              {filters}
            </>
          }
          rows={list.rows}
          about={list.about}
          matching={list.matching}
          size={list.size}
          more={list.more}
          busy={list.busy}
          fault={list.fault}
          onMore={list.onMore}
          onExport={() => {
            file.forget()
            location.hash = '#/export'
          }}
        />
      )
    case 'activation':
      return (
        <ActivationData
          key={route.activation}
          w={w}
          backend={backend}
          view={view}
          vault={vault}
          id={route.activation}
          onView={onView}
        />
      )
    case 'verify':
      return (
        <VerifyPage
          w={w}
          choice={choice}
          since={check.since}
          outside={check.outside}
          onOutside={check.onOutside}
          checking={check.checking}
          onStart={check.start}
          onCancel={check.cancel}
        />
      )
    case 'keep':
      return <KeepData w={w} backend={currentLog} view={view} vault={vault} onView={onView} />
    case 'export':
      return (
        <ExportPage
          w={w}
          choice={choice}
          filters={filters}
          matching={list.matching}
          exporting={file.exporting}
          size={list.size}
          onExport={file.start}
          onCancel={file.cancel}
          onProof={(name, seq) => void file.saveProof(name, seq)}
        />
      )
    default:
      return (
        <TodayData
          w={w}
          backend={currentLog}
          view={view}
          vault={vault}
          onView={onView}
          checked={check.last}
          isUnread={check.isUnread}
          onVerify={() => {
            location.hash = '#/verify'
            check.start(check.since === null ? 'whole' : 'since')
          }}
        />
      )
  }
}
