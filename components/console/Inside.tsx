import { useEffect, useState } from 'preact/hooks'
import type { ConsoleView } from '../../utils/wire/index.ts'
import { ActivationData } from './ActivationData.tsx'
import type { ConsoleDesk, OpenVault } from './desk.ts'
import { ExportPage } from './ExportPage.tsx'
import { FilterBar } from './FilterBar.tsx'
import { type Chosen, startChosen } from './filter.ts'
import { LogPage } from './LogPage.tsx'
import type { Route } from './route.ts'
import { TodayData } from './TodayData.tsx'
import { useCheck } from './use-check.ts'
import { useExport } from './use-export.ts'
import { useList } from './use-list.ts'
import { VerifyPage } from './VerifyPage.tsx'
import type { Words } from './words.ts'

/** What an open vault shows: the page that the address names. A check or an export goes on while others are looked at. */
export function Inside({
  w,
  desk,
  view,
  vault,
  route,
}: {
  w: Words
  desk: ConsoleDesk
  view: ConsoleView
  vault: OpenVault
  route: Route
}) {
  const [chosen, setChosen] = useState<Chosen>(() => startChosen(Date.now()))
  const list = useList(desk, vault, chosen, route.place === 'log' || route.place === 'export')
  const check = useCheck(desk)
  const file = useExport(desk, vault, { lang: w.lang, view, chosen })

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
          filters={filters}
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
          desk={desk}
          view={view}
          vault={vault}
          id={route.activation}
        />
      )
    case 'verify':
      return <VerifyPage w={w} checking={check.checking} onStart={check.start} onCancel={check.cancel} />
    case 'export':
      return (
        <ExportPage
          w={w}
          filters={filters}
          matching={list.matching}
          exporting={file.exporting}
          size={list.size}
          onExport={file.start}
          onCancel={file.cancel}
        />
      )
    default:
      return (
        <TodayData
          w={w}
          desk={desk}
          view={view}
          checked={check.last}
          onVerify={() => {
            location.hash = '#/verify'
            check.start()
          }}
        />
      )
  }
}
