import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Seq } from '../../utils/base/index.ts'
import type { Entry } from '../../utils/log/index.ts'
import { codeOf } from '../base/index.ts'
import type { ConsoleBackend, OpenVault } from './backend.ts'
import { type About, entryOf, readingsOf } from './entry.ts'
import { type Chosen, toFilter } from './filter.ts'
import type { Listed } from './LogPage.tsx'
import { listed, whoOf } from './read.ts'

const ROWS = 50

async function lookUp(backend: ConsoleBackend, vault: OpenVault, activation: string): Promise<About> {
  const [part, notices] = await Promise.all([
    vault.of(activation),
    backend.reader.page({ activation, kinds: ['notice.presented'] }, null, 500),
  ])
  const entries = notices.flatMap((r) => entryOf(r) ?? [])
  return { ...whoOf(part.opened), fault: part.fault, readings: readingsOf(entries as Entry[]) }
}

/** The rows of the chosen filter, in pages; who they belong to comes after, activation by activation. */
export function useList(backend: ConsoleBackend, vault: OpenVault, chosen: Chosen, on: boolean) {
  const [rows, setRows] = useState<readonly Listed[]>([])
  const [matching, setMatching] = useState<number | null>(null)
  const [size, setSize] = useState<number | null>(null)
  const [more, setMore] = useState(false)
  const [busy, setBusy] = useState(true)
  const [fault, setFault] = useState<string | null>(null)
  const [about, setAbout] = useState<ReadonlyMap<string, About>>(new Map())
  const known = useRef(new Set<string>())
  const turn = useRef(0)

  const fetchPage = useCallback(
    async (before: Seq | null, mine: number): Promise<void> => {
      setBusy(true)
      try {
        const page = await backend.reader.page(toFilter(chosen), before, ROWS)
        if (turn.current !== mine) return
        setRows((old) => (before === null ? page.map(listed) : [...old, ...page.map(listed)]))
        setMore(page.length === ROWS)
        setBusy(false)
        const fresh = [...new Set(page.map((r) => r.activation))].filter(
          (a) => a !== '' && !known.current.has(a),
        )
        for (const activation of fresh) known.current.add(activation)
        for (const activation of fresh) {
          const found = await lookUp(backend, vault, activation).catch((error: unknown) => ({
            number: null,
            customer: null,
            fault: codeOf(error),
            readings: new Map(),
          }))
          setAbout((old) => new Map(old).set(activation, found))
        }
      } catch (error) {
        if (turn.current !== mine) return
        setFault(codeOf(error))
        setBusy(false)
      }
    },
    [backend, vault, chosen],
  )

  useEffect(() => {
    if (!on) return
    const mine = ++turn.current
    setFault(null)
    setMatching(null)
    void fetchPage(null, mine)
    void Promise.all([backend.reader.count(toFilter(chosen)), backend.reader.head()])
      .then(([n, head]) => {
        if (turn.current !== mine) return
        setMatching(n)
        setSize(head.size)
      })
      .catch((error) => turn.current === mine && setFault(codeOf(error)))
  }, [on, backend, chosen, fetchPage])

  return {
    rows,
    about,
    matching,
    size,
    more,
    busy,
    fault,
    onMore: () => {
      const last = rows.at(-1)
      if (last && !busy) void fetchPage(last.seq as Seq, turn.current)
    },
  }
}
