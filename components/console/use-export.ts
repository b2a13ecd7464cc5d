import { useEffect, useRef, useState } from 'preact/hooks'
import { type Lang, localDay } from '../../utils/base/index.ts'
import { type FormatId, fileNameOf, formatOf, PROOF_ENDING } from '../../utils/evidence/index.ts'
import type { Filter } from '../../utils/store/index.ts'
import type { ConsoleView } from '../../utils/wire/index.ts'
import { codeOf } from '../base/index.ts'
import type { ConsoleBackend, OpenVault } from './backend.ts'
import type { Exporting } from './ExportPage.tsx'
import { isFiltered } from './ExportPage.tsx'
import { type Chosen, filterText, toFilter } from './filter.ts'

/** Builds a file, has its entry written, and only then hands it out. */
export function useExport(
  backend: ConsoleBackend,
  vault: OpenVault,
  { lang, view, chosen }: { lang: Lang; view: ConsoleView; chosen: Chosen },
) {
  const [exporting, setExporting] = useState<Exporting>({ state: 'idle' })
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])

  const exportFile = async (
    form: FormatId,
    masked: boolean,
    { whole, by }: { whole: boolean; by: string },
  ): Promise<void> => {
    stop.current?.abort()
    const control = new AbortController()
    stop.current = control
    setExporting({ state: 'running', rows: 0 })
    try {
      const format = formatOf(form)
      const filter: Filter = isFiltered(format, whole) ? toFilter(chosen) : {}
      const services = new Map<string, string>(view.services.map((x) => [x.id, x.name[lang]]))
      const staff = new Map<string, string>(view.staff.map((x) => [x.id, x.name]))
      const promises = new Map<string, string>(view.promises.map((x) => [x.code, x.words[lang]]))
      const file = await backend.build(
        { form, filter, masked, lang, services, staff, promises, whole, by },
        vault,
        (rows) => {
          if (!control.signal.aborted) setExporting({ state: 'running', rows })
        },
        control.signal,
      )
      const { rows, hash } = file
      const logged = await backend.client.ask('log.exported', {
        format: form,
        rows,
        masked,
        filter: filterText(filter),
        hash,
        log: backend.log,
      })
      if (!logged.ok) return setExporting({ state: 'failed', fault: logged.error.code })
      const name = fileNameOf(format, masked, {
        store: view.store.id,
        from: filter.from === undefined ? null : chosen.from,
        to: filter.to === undefined ? localDay(Date.now()) : chosen.to,
      })
      backend.save(name, file.blob)
      const { seq } = logged.value
      setExporting({ state: 'over', name, rows, hash, seq, isList: format.entries === 'found' })
    } catch (error) {
      setExporting(control.signal.aborted ? { state: 'idle' } : { state: 'failed', fault: codeOf(error) })
    }
  }
  return {
    exporting,
    start: (form: FormatId, masked: boolean, more: { whole: boolean; by: string }) =>
      void exportFile(form, masked, more),
    cancel: () => stop.current?.abort(),
    /** What the list can be checked by, as a file beside it: a download of its own, since it is a press of its own. */
    saveProof: async (name: string, seq: number): Promise<void> => {
      try {
        const proof = await backend.listProof?.(seq)
        if (proof) backend.save(`${name}${PROOF_ENDING}`, proof)
      } catch (error) {
        setExporting({ state: 'failed', fault: codeOf(error) })
      }
    },
    forget: () => setExporting({ state: 'idle' }),
  }
}
