import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { ActivationId, Lang, Result } from '../../utils/base/index.ts'
import type { Client, In, Name, Out, SignView } from '../../utils/wire/index.ts'
import { watchAttention } from './attention.ts'
import { useKeptFocus } from './focus.ts'
import { Head } from './Head.tsx'
import type { Memory, Size } from './memory.ts'
import { Opening } from './Opening.tsx'
import { sendPresented, startReading } from './presented.ts'
import { Return } from './Return.tsx'
import { Step, type StepActions } from './Step.tsx'
import { type Said, saidText } from './said.ts'
import { useSpeech } from './speech.ts'
import { Turn } from './Turn.tsx'
import { faultText, signText } from './text.ts'
import { useSignSession } from './use-sign-session.ts'

export interface SignAppProps {
  client: Client
  activation: ActivationId
  /** Languages the customer can choose are the product's two; Chinese first. */
  memory?: Memory
  /** The zoom of this window, per cent. */
  zoom?: () => Promise<number | null>
}

/** Screens that only somebody sees who has had the window before: what a window opens with is anything else. */
const LAST = /^(?:done|over)$/

/** The customer's window: one thing a screen, what is shown decided by the background alone. */
export function SignApp({ client, activation, memory, zoom }: SignAppProps) {
  const kept = useMemo(() => memory?.read() ?? {}, [memory])
  const { view: asked, setView, fault, act, retry } = useSignSession(client, activation)
  const [begun, setBegun] = useState(kept.begun ?? false)
  /** The customer is done with this step and the screen goes back; what closes it comes after. */
  const [back, setBack] = useState<{ readonly from: SignView['step']; go(): Promise<unknown> } | null>(null)
  const [chosenLang, setLang] = useState<Lang | null>(kept.lang ?? null)
  const lang: Lang = chosenLang ?? asked?.lang ?? 'zh-CN'
  const [chosenSize, setSize] = useState<Size | null>(kept.size ?? null)
  const [said, setSaid] = useState<Said>(null)
  const [handset, setHandset] = useState<boolean | null>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const t = signText(lang)
  const size: Size = chosenSize ?? asked?.size ?? (asked?.aloudFirst ? 3 : 1)

  // A display that both look at: one screen stands between the clerk's page and the customer's, both ways.
  const between =
    asked?.shared === true && !begun && !LAST.test(asked.step)
      ? 'turn'
      : back !== null && back.from === asked?.step
        ? 'return'
        : null
  const view = between === null ? asked : null

  const item = view && /^(?:asked|item|check)$/.test(view.step) ? (view.items[view.at] ?? null) : null
  const screen =
    between ?? (view ? `${view.step}/${item?.service ?? view.group?.id ?? ''}/${item?.wrong ?? 0}` : '')
  const attention = useMemo(() => watchAttention(), [])
  useEffect(() => attention.stop, [attention])
  // Asked beforehand: no answer of the customer's waits for the browser to say it.
  const zoomed = useRef<number | null>(null)
  useEffect(() => {
    const look = () =>
      void zoom?.().then(
        (now) => {
          zoomed.current = now
        },
        () => undefined,
      )
    look()
    window.addEventListener('resize', look)
    return () => window.removeEventListener('resize', look)
  }, [zoom, screen])
  const reading = useMemo(() => startReading(attention), [screen, lang, attention])
  const speech = useSpeech(screen, lang, (what) => {
    if (what === 'full') reading.fullAloud = true
    else reading.aloud = true
  })

  useEffect(() => {
    document.documentElement.lang = lang
    document.documentElement.dataset['size'] = String(size)
    document.title = t('title')
    if (chosenSize !== null || chosenLang !== null) memory?.write({ lang, size })
  }, [lang, size, chosenLang, chosenSize, memory, t])

  // A new screen starts at its heading, for the eye and for a screen reader; at once, since a key may follow at once.
  useLayoutEffect(() => {
    window.scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [screen])
  useKeptFocus(heading)

  const goTo = (next: Said, now: SignView | null): void => {
    speech.stop()
    setSaid(next)
    if (now) setView(now)
  }
  const step = <N extends Name>(name: N, body: In<N>, next: Said = null) =>
    act(async () => {
      const r = await client.ask(name, body)
      if (r.ok) goTo(next, r.value as (Out<N> & SignView) | null)
      return r
    })
  /** Gives the screen back: on a shared display it is first turned round, so that the clerk's page is not what comes. */
  const giveBack = (then: () => Promise<Result<unknown>>) => {
    if (!asked?.shared) void then()
    else setBack({ from: asked.step, go: async () => (await then()).ok || setBack(null) })
  }

  const actions: StepActions = {
    onWho: (who, relation) => void step('sign.who', { activation, who, relation }),
    onAge: (band) => void step('sign.age', { activation, band }),
    onAsked(yes) {
      if (!item) return
      const { service, name } = item
      void step('sign.asked', { activation, service, yes, lang }, yes ? null : { kind: 'no', service, name })
    },
    onSeen() {
      const seen = () => step('sign.seen', { activation })
      // Where nothing else is left for the customer the window closes with it.
      if (view?.items.length === 0 && view.receipt === null) giveBack(seen)
      else void seen()
    },
    onAnswer(answer) {
      if (!item) return
      const { service, wrong } = item
      const { hash } = item.notices[lang]
      void act(async () => {
        const on = { activation, item, lang, size, zoom: zoomed.current }
        const shown = await sendPresented(client, on, reading)
        if (!shown.ok) return shown
        const r = await client.ask('sign.answer', { activation, service, hash, lang, answer })
        const kind = wrong > 0 || view?.absent ? 'not-today' : 'no'
        if (r.ok) goTo(answer === 'refuse' ? { kind, service } : null, r.value)
        return r
      })
    },
    onCheck(yes) {
      if (!item) return
      const { service, wrong } = item
      const next: Said = !yes && wrong > 0 ? { kind: 'not-today', service } : null
      void step('sign.check', { activation, service, yes, lang }, next)
    },
    async onSign(given) {
      if (!view?.group) return null
      const signature = { ...given, group: view.group.id, lang }
      const r = await step('sign.signature', { activation, signature })
      return r.ok ? null : r.error.code
    },
    onBackOut(alone) {
      if (!view?.group) return
      const [only, ...more] = view.group.services
      const next: Said =
        only && more.length === 0
          ? { kind: alone ? 'not-today' : 'no', service: only }
          : { kind: alone ? 'not-today-many' : 'no-many' }
      void step('sign.back-out', { activation, group: view.group.id, alone, lang }, next)
    },
    onHandOver(had) {
      setHandset(had)
      void step('sign.handover', { activation, handset: had })
    },
    onClose: () => giveBack(() => step('sign.close', { activation })),
  }
  const common = { lang, t, heading }

  return (
    <div class="sign" data-step={between ?? view?.step ?? 'loading'} data-at={asked?.at ?? 0}>
      <Head
        view={view}
        canRead={asked !== null}
        lang={lang}
        size={size}
        t={t}
        speech={speech}
        onSlow={() => void step('sign.slow', { activation })}
        onSize={setSize}
        onLang={setLang}
      />
      <div class="said" role="status" data-said={said?.kind ?? ''}>
        {saidText(said, view, lang, t)}
      </div>
      <div class="fault" role="alert" data-fault={fault ?? ''}>
        {asked !== null && fault !== null && (
          <p>
            {!fault.startsWith('signature/') && <b>{t('why')}</b>} {faultText(t, fault)}
          </p>
        )}
      </div>
      {speech.state === 'none' && (
        <p class="no-voice" role="status">
          {t('noVoice')}
        </p>
      )}
      {asked === null && <Opening {...common} fault={fault} onRetry={retry} />}
      {between === 'turn' && asked && (
        <Turn
          {...common}
          view={asked}
          onBegin={() => {
            memory?.begin()
            setBegun(true)
          }}
        />
      )}
      {between === 'return' && back && <Return {...common} onGone={() => void back.go()} />}
      {view && (
        <Step
          {...common}
          {...actions}
          view={view}
          item={item}
          screen={screen}
          reading={reading}
          speech={speech}
          handset={handset}
        />
      )}
    </div>
  )
}
