import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { hex, type Lang, maskName, maskNumber, type Seq, sha256, utf8 } from '../../utils/base/index.ts'
import { channelsOf, strokeHash } from '../../utils/consent/index.ts'
import type { Entry } from '../../utils/log/index.ts'
import type { Filter, Row } from '../../utils/store/index.ts'
import type { ConsoleView, ReceiptView } from '../../utils/wire/index.ts'
import { Button } from '../base/index.ts'
import { Withdraw } from '../withdraw/index.ts'
import { ActivationPage } from './ActivationPage.tsx'
import type { ConsoleDesk, ExportForm, Opened, OpenVault } from './desk.ts'
import { type Exporting, ExportPage } from './ExportPage.tsx'
import { type About, entryOf, oneOf, readingsOf, type Signature, signatureOf, valuesOf } from './entry.ts'
import { FilterBar } from './FilterBar.tsx'
import { Gate, MakeKey, Ready, Steps } from './FirstRun.tsx'
import { type Chosen, filterText, OUTCOMES, type Outcome, STOPS, startChosen, toFilter } from './filter.ts'
import { type Listed, LogPage } from './LogPage.tsx'
import { type ImportFault, PolicyImport } from './PolicyImport.tsx'
import { waitFor } from './passphrase.ts'
import { SettingsPage } from './SettingsPage.tsx'
import { PLACES, type Place, Shell } from './Shell.tsx'
import { type Counts, type LastCheck, Today } from './Today.tsx'
import { consoleText, type T } from './text.ts'
import { Unlock } from './Unlock.tsx'
import { type Checking, VerifyPage } from './VerifyPage.tsx'
import { type Words, wordsOf } from './words.ts'

const ROWS = 50
const IDLE = 10 * 60_000

export interface Route {
  readonly place: Place | 'activation'
  readonly activation: string
  readonly outcome: Outcome | null
  readonly today: boolean
}

/** The page's address chooses what is shown and nothing else. */
export function routeOf(hash: string): Route {
  const [place = '', one = '', two = ''] = hash.replace(/^#\/?/, '').split('/')
  const plain = { activation: '', outcome: null, today: false }
  if (place === 'activation' && /^[0-9a-f]{24}$/.test(one)) return { ...plain, place, activation: one }
  if ((PLACES as readonly string[]).includes(place)) {
    const outcome = (OUTCOMES as readonly string[]).includes(one) ? (one as Outcome) : null
    return { ...plain, place: place as Place, outcome, today: two === 'today' }
  }
  return { ...plain, place: 'today' }
}

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'console/failed'
}

function useHash(): string {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const on = (): void => setHash(location.hash)
    addEventListener('hashchange', on)
    return () => removeEventListener('hashchange', on)
  }, [])
  return hash
}

/** It says nothing about anybody, but whether it can be read by anybody. */
const fileName = (form: ExportForm, masked: boolean): string =>
  form === 'jsonl'
    ? 'log.jsonl'
    : form === 'bundle'
      ? masked
        ? 'countersign-evidence.zip'
        : 'countersign-evidence-opened.zip'
      : masked
        ? 'consents.csv'
        : 'consents-unmasked.csv'

/** The whole console. The manager's identity lives in `vault`, in this page's memory, until lock, idle or close. */
export function Console({
  desk,
  onLang,
}: {
  desk: ConsoleDesk
  onLang?: (lang: Lang, title: string) => void
}) {
  const [view, setView] = useState<ConsoleView | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [chosenLang, setLang] = useState<Lang | null>(null)
  const [vault, setVault] = useState<OpenVault | null>(null)
  const [step, setStep] = useState<null | 'key' | 'policy' | 'ready'>(null)
  const hash = useHash()
  const route = useMemo(() => routeOf(hash), [hash])
  const lang: Lang = chosenLang ?? view?.lang ?? 'zh-CN'
  const t = consoleText(lang)

  const load = useCallback(async () => {
    const answer = await desk.client.ask('console.open', {})
    if (answer.ok) {
      setView(answer.value)
      setFault(null)
      if (answer.value.vault === 'none') setStep((s) => s ?? 'key')
    } else setFault(answer.error.code)
  }, [desk])

  useEffect(() => {
    void load()
    return desk.client.onNudge((n) => {
      if (n.nudge === 'console') void load()
    })
  }, [desk, load])

  useEffect(() => onLang?.(lang, `${t('consoleName')} · ${t('brand')}`), [lang, onLang, t])

  const lock = useCallback(() => {
    setVault((v) => {
      v?.lock()
      return null
    })
  }, [])
  useIdle(vault !== null, lock)

  const onLanguage = (): void => setLang(lang === 'en' ? 'zh-CN' : 'en')

  if (view === null) {
    return (
      <Gate t={t} onLanguage={onLanguage}>
        <section class="co-form" aria-live="polite">
          <h1>{t('consoleName')}</h1>
          <p>{fault === null ? t('loading') : t('openFailed', { code: fault })}</p>
          {fault !== null && (
            <div class="co-row">
              <Button kind="act" onClick={() => void load()}>
                {t('again')}
              </Button>
            </div>
          )}
        </section>
      </Gate>
    )
  }
  if (step !== null) {
    return (
      <Gate t={t} onLanguage={onLanguage}>
        <FirstRun t={t} lang={lang} desk={desk} view={view} step={step} onView={setView} onStep={setStep} />
      </Gate>
    )
  }
  const w = wordsOf(view, lang)
  const place = route.place === 'activation' ? 'log' : route.place
  return (
    <Shell
      t={t}
      at={place}
      store={view.store.name[lang]}
      open={vault !== null}
      onLock={lock}
      onLanguage={onLanguage}
    >
      {place === 'settings' ? (
        <Settings w={w} desk={desk} view={view} open={vault !== null} onView={setView} />
      ) : vault === null ? (
        <Locked
          w={w}
          desk={desk}
          own={view.vault === 'policy'}
          bare={view.policy.source === 'built-in'}
          onOpen={setVault}
        />
      ) : (
        <Inside w={w} desk={desk} view={view} vault={vault} route={route} />
      )}
    </Shell>
  )
}

/** Locks after ten minutes without a key or a pointer. */
function useIdle(on: boolean, lock: () => void): void {
  useEffect(() => {
    if (!on) return
    let timer = setTimeout(lock, IDLE)
    const again = (): void => {
      clearTimeout(timer)
      timer = setTimeout(lock, IDLE)
    }
    const events = ['pointerdown', 'keydown', 'wheel'] as const
    for (const e of events) addEventListener(e, again, { passive: true })
    return () => {
      clearTimeout(timer)
      for (const e of events) removeEventListener(e, again)
    }
  }, [on, lock])
}

function FirstRun({
  t,
  lang,
  desk,
  view,
  step,
  onView,
  onStep,
}: {
  t: T
  lang: Lang
  desk: ConsoleDesk
  view: ConsoleView
  step: 'key' | 'policy' | 'ready'
  onView: (view: ConsoleView) => void
  onStep: (step: null | 'policy' | 'ready') => void
}) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const policy = usePolicyImport(desk, onView, () => onStep('ready'))
  const make = async (passphrase: string): Promise<void> => {
    setBusy(true)
    setFault(null)
    const key = await desk.createKey(passphrase)
    const made = key.ok ? await desk.client.ask('vault.create', key.value) : key
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

function usePolicyImport(desk: ConsoleDesk, onView: (view: ConsoleView) => void, onDone: () => void) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<ImportFault | null>(null)
  const take = async (text: string): Promise<void> => {
    setBusy(true)
    setFault(null)
    const answer = await desk.client.ask('policy.import', { text })
    setBusy(false)
    if (answer.ok) {
      onView(answer.value)
      onDone()
    } else setFault(answer.error)
  }
  return { busy, fault, take: (text: string) => void take(text) }
}

function Settings({
  w,
  desk,
  view,
  open,
  onView,
}: {
  w: Words
  desk: ConsoleDesk
  view: ConsoleView
  open: boolean
  onView: (view: ConsoleView) => void
}) {
  const [done, setDone] = useState(0)
  const policy = usePolicyImport(desk, onView, () => setDone((n) => n + 1))
  // A clerk at the manager's page must not swap the policy: only the very first one needs no open vault.
  const may = view.policy.source !== 'managed' && (open || view.policy.source === 'built-in')
  return (
    <SettingsPage
      w={w}
      view={view}
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

/** Wrong tries since the last right one, from the log: a reload does not forget them. */
async function rejections(desk: ConsoleDesk): Promise<number[]> {
  const rows = await desk.reader.page({ kinds: ['manager.unlocked', 'manager.rejected'] }, null, 40)
  const times: number[] = []
  for (const row of rows) {
    const entry = entryOf(row)
    if (entry?.kind === 'manager.unlocked') break
    if (entry?.kind === 'manager.rejected' && entry.where === 'vault') times.push(row.at)
  }
  return times
}

/** What counts as a wrong try; a worker that did not start is none. */
const WRONG = ['vault/passphrase', 'vault/identity']

function Locked({
  w,
  desk,
  own,
  bare,
  onOpen,
}: {
  w: Words
  desk: ConsoleDesk
  own: boolean
  bare: boolean
  onOpen: (vault: OpenVault) => void
}) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [until, setUntil] = useState(0)
  const [now, setNow] = useState(Date.now())
  const wait = Math.max(0, Math.ceil((until - now) / 1000))

  const look = useCallback(async () => {
    try {
      const at = Date.now()
      setUntil(at + waitFor(await rejections(desk), at))
      setNow(at)
    } catch {
      // An unreadable log has its own words once the vault is open; here it must not lock the manager out.
    }
  }, [desk])
  useEffect(() => void look(), [look])
  useEffect(() => {
    if (wait === 0) return
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [wait])

  const unlock = async (secret: string, reason: string): Promise<void> => {
    setBusy(true)
    setFault(null)
    const opened = await desk.unlock(secret)
    if (!opened.ok) {
      if (WRONG.includes(opened.error.code)) await desk.client.ask('console.rejected', {})
      setFault(opened.error.code)
      await look()
    } else {
      // What cannot be logged is not opened.
      const logged = await desk.client.ask('console.unlocked', { reason })
      if (logged.ok) onOpen(opened.value)
      else {
        opened.value.lock()
        setFault(logged.error.code)
      }
    }
    setBusy(false)
  }
  return (
    <Unlock
      t={w.t}
      own={own}
      bare={bare}
      busy={busy}
      wait={wait}
      fault={fault === null ? null : w.code('fault', fault)}
      onUnlock={(secret, reason) => void unlock(secret, reason)}
    />
  )
}

function Inside({
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
  const [checked, setChecked] = useState<LastCheck | null>(null)
  const [checking, setChecking] = useState<Checking>({ state: 'idle' })
  const [exporting, setExporting] = useState<Exporting>({ state: 'idle' })
  const stop = useRef<AbortController | null>(null)
  const list = useList(desk, vault, chosen, route.place === 'log' || route.place === 'export')

  useEffect(() => {
    if (route.outcome === null) return
    const start = startChosen(Date.now())
    setChosen({ ...start, ...(route.today ? { from: start.to } : {}), outcome: route.outcome })
  }, [route])

  const lastCheck = useCallback(async () => {
    const [row] = await desk.reader.page({ kinds: ['log.verified'] }, null, 1)
    const entry = row ? entryOf(row) : null
    if (entry?.kind === 'log.verified') setChecked({ at: entry.at, size: entry.size, sound: entry.sound })
  }, [desk])
  useEffect(() => void lastCheck().catch(() => undefined), [lastCheck])
  // A page that is left takes its worker with it.
  useEffect(() => () => stop.current?.abort(), [])

  const verify = async (): Promise<void> => {
    stop.current?.abort()
    const control = new AbortController()
    stop.current = control
    let done = 0
    setChecking({ state: 'running', done, total: 0 })
    try {
      const verdict = await desk.verify((n, total) => {
        done = n
        if (!control.signal.aborted) setChecking({ state: 'running', done: n, total })
      }, control.signal)
      const { size, root, sound, fault } = verdict
      const logged = await desk.client.ask('log.verified', { size, root, sound, fault })
      setChecking({ state: 'over', verdict, logged: logged.ok })
      await lastCheck()
    } catch (error) {
      setChecking(
        control.signal.aborted ? { state: 'cancelled', done } : { state: 'failed', fault: codeOf(error) },
      )
    }
  }

  const exportFile = async (
    form: ExportForm,
    masked: boolean,
    { whole, by }: { whole: boolean; by: string },
  ): Promise<void> => {
    stop.current?.abort()
    const control = new AbortController()
    stop.current = control
    setExporting({ state: 'running', rows: 0 })
    try {
      const filter: Filter = form === 'csv' || (form === 'bundle' && !whole) ? toFilter(chosen) : {}
      const file = await desk.build(
        {
          form,
          filter,
          masked,
          lang: w.lang,
          services: new Map(view.services.map((x) => [x.id, x.name[w.lang]])),
          whole,
          by,
        },
        vault,
        (rows) => {
          if (!control.signal.aborted) setExporting({ state: 'running', rows })
        },
        control.signal,
      )
      const { rows, hash } = file
      const logged = await desk.client.ask('log.exported', {
        format: form,
        rows,
        masked,
        filter: filterText(filter),
        hash,
      })
      if (!logged.ok) return setExporting({ state: 'failed', fault: logged.error.code })
      const name = fileName(form, masked)
      desk.save(name, file.blob)
      setExporting({ state: 'over', name, rows, hash, seq: logged.value.seq })
    } catch (error) {
      setExporting(control.signal.aborted ? { state: 'idle' } : { state: 'failed', fault: codeOf(error) })
    }
  }

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
            setExporting({ state: 'idle' })
            location.hash = '#/export'
          }}
        />
      )
    case 'activation':
      return (
        <Activation
          key={route.activation}
          w={w}
          desk={desk}
          view={view}
          vault={vault}
          id={route.activation}
        />
      )
    case 'verify':
      return (
        <VerifyPage
          w={w}
          checking={checking}
          onStart={() => void verify()}
          onCancel={() => stop.current?.abort()}
        />
      )
    case 'export':
      return (
        <ExportPage
          w={w}
          filters={filters}
          matching={list.matching}
          exporting={exporting}
          size={list.size}
          onExport={(form, masked, more) => void exportFile(form, masked, more)}
          onCancel={() => stop.current?.abort()}
        />
      )
    default:
      return (
        <TodayData
          w={w}
          desk={desk}
          view={view}
          checked={checked}
          onVerify={() => {
            location.hash = '#/verify'
            void verify()
          }}
        />
      )
  }
}

function TodayData({
  w,
  desk,
  view,
  checked,
  onVerify,
}: {
  w: Words
  desk: ConsoleDesk
  view: ConsoleView
  checked: LastCheck | null
  onVerify: () => void
}) {
  const [counts, setCounts] = useState<Counts | null>(null)
  const day = startChosen(Date.now()).to
  // A new view means that something happened: it is counted again.
  useEffect(() => {
    let gone = false
    const { from } = toFilter({ from: day, to: day, clerk: '', service: '', outcome: 'all' })
    const of = (kinds: readonly string[]) =>
      desk.reader.count({ ...(from === undefined ? {} : { from }), kinds })
    void Promise.all([
      of(['activation.opened']),
      of(['consent.given', 'consent.renewed']),
      of(['consent.refused']),
      of(STOPS),
      of(['override.granted']),
      desk.reader.head(),
    ])
      .then(([opened, given, refused, stops, overrides, head]) => {
        if (!gone) setCounts({ opened, given, refused, stops, overrides, size: head.size })
      })
      .catch(() => undefined)
    return () => {
      gone = true
    }
  }, [desk, day, view])
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
      takeBack={
        <Withdraw
          lang={w.lang}
          find={(number) => desk.client.ask('console.decisions', { number })}
          withdraw={(decision) => desk.client.ask('console.withdraw', { decision })}
        />
      }
    />
  )
}

/** Strokes leave the vault as a file: what cannot be logged is not handed out. */
async function saveStrokes(desk: ConsoleDesk, activation: string, group: string, pad: Signature) {
  const data = channelsOf(pad)
  const text = `${JSON.stringify({ activation, group, strokes: strokeHash(pad), ...data })}\n`
  const logged = await desk.client.ask('log.exported', {
    format: 'strokes',
    rows: data.samples.length,
    masked: false,
    filter: JSON.stringify({ activation, group }),
    hash: hex(sha256(utf8(text))),
  })
  if (logged.ok) desk.save(`signature-${group}.json`, new Blob([text], { type: 'application/json' }))
}

const listed = (row: Row): Listed => ({ seq: row.seq, entry: entryOf(row) })

async function lookUp(desk: ConsoleDesk, vault: OpenVault, activation: string): Promise<About> {
  const [part, notices] = await Promise.all([
    vault.of(activation),
    desk.reader.page({ activation, kinds: ['notice.presented'] }, null, 500),
  ])
  const entries = notices.flatMap((r) => entryOf(r) ?? [])
  return { ...whoOf(part.opened), fault: part.fault, readings: readingsOf(entries as Entry[]) }
}

function whoOf(opened: readonly Opened[]): { number: string | null; customer: string | null } {
  const number = oneOf(opened, 'number')
  const customer = oneOf(opened, 'customer')
  return {
    number: number === null ? null : maskNumber(number),
    customer: customer === null ? null : maskName(customer),
  }
}

/** The rows of the chosen filter, in pages; who they belong to comes after, activation by activation. */
function useList(desk: ConsoleDesk, vault: OpenVault, chosen: Chosen, on: boolean) {
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
        const page = await desk.reader.page(toFilter(chosen), before, ROWS)
        if (turn.current !== mine) return
        setRows((old) => (before === null ? page.map(listed) : [...old, ...page.map(listed)]))
        setMore(page.length === ROWS)
        setBusy(false)
        const fresh = [...new Set(page.map((r) => r.activation))].filter(
          (a) => a !== '' && !known.current.has(a),
        )
        for (const activation of fresh) known.current.add(activation)
        for (const activation of fresh) {
          const found = await lookUp(desk, vault, activation).catch(() => null)
          setAbout((old) =>
            new Map(old).set(
              activation,
              found ?? { number: null, customer: null, fault: 'console/failed', readings: new Map() },
            ),
          )
        }
      } catch (error) {
        if (turn.current !== mine) return
        setFault(codeOf(error))
        setBusy(false)
      }
    },
    [desk, vault, chosen],
  )

  useEffect(() => {
    if (!on) return
    const mine = ++turn.current
    setFault(null)
    setMatching(null)
    void fetchPage(null, mine)
    void Promise.all([desk.reader.count(toFilter(chosen)), desk.reader.head()])
      .then(([n, head]) => {
        if (turn.current !== mine) return
        setMatching(n)
        setSize(head.size)
      })
      .catch((error) => turn.current === mine && setFault(codeOf(error)))
  }, [on, desk, chosen, fetchPage])

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

function Activation({
  w,
  desk,
  view,
  vault,
  id,
}: {
  w: Words
  desk: ConsoleDesk
  view: ConsoleView
  vault: OpenVault
  id: string
}) {
  const [rows, setRows] = useState<readonly Listed[] | null>(null)
  const [opened, setOpened] = useState<readonly Opened[]>([])
  const [fault, setFault] = useState<string | null>(null)
  useEffect(() => {
    let gone = false
    void Promise.all([desk.reader.page({ activation: id }, null, 2000), vault.of(id)])
      .then(([page, part]) => {
        if (gone) return
        setRows(page.map(listed).reverse())
        setOpened(part.opened)
        setFault(part.fault)
      })
      .catch((error) => {
        if (!gone) setFault(codeOf(error))
      })
    return () => {
      gone = true
    }
  }, [desk, vault, id])
  /** As with every file: its entry first. */
  const saveRecord = (): void => {
    void (async () => {
      try {
        const file = await desk.record?.(id, vault)
        if (!file) return
        const { rows: n, hash } = file
        const filter = filterText({ activation: id })
        const logged = await desk.client.ask('log.exported', {
          format: 'json-ld',
          rows: n,
          masked: true,
          filter,
          hash,
        })
        if (logged.ok) desk.save('record.jsonld', file.blob)
        else setFault(logged.error.code)
      } catch (error) {
        setFault(codeOf(error))
      }
    })()
  }
  const who = whoOf(opened)
  const versions = useMemo(
    () => new Map(view.services.flatMap((s) => s.notices.map((n) => [n.hash, n.version] as const))),
    [view],
  )
  return (
    <ActivationPage
      w={w}
      rows={rows}
      number={who.number}
      customer={who.customer}
      signatures={signaturesOf(opened, rows ?? [])}
      texts={valuesOf(opened, 'text')}
      receipt={receiptOf(opened)}
      noticeVersion={(hash) => versions.get(hash) ?? null}
      loadNotice={async (hash) => (await desk.reader.notice?.(hash)) ?? null}
      onStrokes={(group) => {
        const found = signaturesOf(opened, rows ?? []).get(group)
        if (found) void saveStrokes(desk, id, group, found.signature)
      }}
      fault={fault}
      onPrint={() => print()}
      onRecord={desk.record && rows?.some((r) => r.entry?.kind === 'receipt.issued') ? saveRecord : null}
    />
  )
}

/** Signatures by group, each held against the hash that stands in the log. */
export function signaturesOf(
  opened: readonly Opened[],
  rows: readonly Listed[],
): Map<string, { signature: Signature; matches: boolean }> {
  const inLog = new Map<string, string>()
  for (const { entry } of rows) {
    if (entry?.kind === 'consent.given' || entry?.kind === 'consent.renewed') {
      inLog.set(entry.signature.group, entry.signature.hash)
    }
  }
  const found = new Map<string, { signature: Signature; matches: boolean }>()
  for (const record of opened) {
    if (record.kind !== 'signature') continue
    const signature = signatureOf(record.value)
    if (!signature) continue
    const hash = strokeHash(signature)
    found.set(signature.group, { signature, matches: inLog.get(signature.group) === hash })
  }
  return found
}

/** The receipt as it was sealed; what does not look like one is left out. */
function receiptOf(
  opened: readonly Opened[],
): Pick<ReceiptView, 'agreed' | 'refused' | 'accounts' | 'hash' | 'at'> | null {
  const value = opened.filter((o) => o.kind === 'receipt').at(-1)?.value as unknown as
    | Partial<ReceiptView>
    | undefined
  return value && Array.isArray(value.agreed) && Array.isArray(value.refused) && Array.isArray(value.accounts)
    ? {
        agreed: value.agreed,
        refused: value.refused,
        accounts: value.accounts,
        hash: String(value.hash),
        at: String(value.at),
      }
    : null
}
