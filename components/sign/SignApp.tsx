import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { type ActivationId, err, type Lang, type Result, type Words } from '../../utils/base/index.ts'
import type { Client, In, Name, Out, SignView } from '../../utils/wire/index.ts'
import { Button, Seal } from '../base/index.ts'
import { commonText } from '../text/index.ts'
import { Age, Asked, Check } from './Check.tsx'
import { Done, HandOver, Over } from './End.tsx'
import { useKeptFocus } from './focus.ts'
import { Item, type Reading } from './Item.tsx'
import { type Given, Sign } from './Sign.tsx'
import { useSpeech } from './speech.ts'
import { Return, Turn } from './Turn.tsx'
import { faultText, signText } from './text.ts'
import { Who } from './Who.tsx'
import { Withdrawn } from './Withdrawn.tsx'

export type Size = 1 | 2 | 3

/** What this window remembers of the customer's choices if it is loaded again. */
export interface Memory {
  read(): { readonly lang?: Lang; readonly size?: Size; readonly begun?: boolean }
  write(chosen: { readonly lang: Lang; readonly size: Size }): void
  /** The customer has the screen: it is not turned to them a second time. */
  begin(): void
}

export interface SignAppProps {
  client: Client
  activation: ActivationId
  /** Languages the customer can choose are the product's two; Chinese first. */
  memory?: Memory
}

/** The last thing that happened, said on the next screen. */
type Said =
  | { readonly kind: 'no' | 'not-today'; readonly service: string; readonly name?: Words }
  | { readonly kind: 'no-many' | 'not-today-many' }
  | null

const fresh = (): Reading => ({
  since: performance.now(),
  fullSince: null,
  fullEnd: false,
  keyEnd: false,
  aloud: false,
})

/** Screens that only somebody sees who has had the window before: what a window opens with is anything else. */
const LAST = /^(?:done|over)$/

/** The customer's window: one thing a screen, what is shown decided by the background alone. */
export function SignApp({ client, activation, memory }: SignAppProps) {
  const kept = useMemo(() => memory?.read() ?? {}, [memory])
  const [asked, setView] = useState<SignView | null>(null)
  const [begun, setBegun] = useState(kept.begun ?? false)
  /** The customer is done with this step and the screen goes back; what closes it comes after. */
  const [back, setBack] = useState<{ readonly from: SignView['step']; go(): Promise<unknown> } | null>(null)
  const [chosenLang, setLang] = useState<Lang | null>(kept.lang ?? null)
  const lang: Lang = chosenLang ?? asked?.lang ?? 'zh-CN'
  const [chosenSize, setSize] = useState<Size | null>(kept.size ?? null)
  const [fault, setFault] = useState<string | null>(null)
  const [said, setSaid] = useState<Said>(null)
  const [handset, setHandset] = useState<boolean | null>(null)
  const busy = useRef(false)
  const acts = useRef(0)
  const nudged = useRef(false)
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
  const reading = useMemo(fresh, [screen, lang])
  const speech = useSpeech(screen, lang, () => {
    reading.aloud = true
  })

  const reopen = useCallback(async () => {
    const since = acts.current
    const r = await client.ask('sign.open', { activation })
    // The customer has gone on in the meantime: this answer may be of the screen before.
    if (since !== acts.current) {
      if (busy.current) nudged.current = true
      else void reopen()
    } else if (r.ok) setView(r.value)
    else setFault(r.error.code)
  }, [client, activation])

  useEffect(() => {
    void reopen()
    return client.onNudge((n) => {
      if (n.nudge !== 'sign' || (n.activation !== undefined && n.activation !== activation)) return
      // The next screen stands only once the last answer is done: a key pressed on it would be lost else.
      if (busy.current) nudged.current = true
      else void reopen()
    })
  }, [client, activation, reopen])

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

  /** One act at a time; a fault leaves everything as it was, and the screen is asked for again where it may have moved. */
  const act = async (work: () => Promise<Result<unknown>>): Promise<Result<unknown>> => {
    if (busy.current) return err('window/busy')
    busy.current = true
    acts.current++
    try {
      const r = await work()
      if (r.ok) {
        setFault(null)
        return r
      }
      setFault(r.error.code)
      if (/^(?:signature|session|notice|signer)\//.test(r.error.code)) {
        const now = await client.ask('sign.open', { activation })
        if (now.ok) setView(now.value)
      }
      return r
    } finally {
      busy.current = false
      if (nudged.current) {
        nudged.current = false
        void reopen()
      }
    }
  }

  const step = <N extends Name>(name: N, body: In<N>, next: Said = null) =>
    act(async () => {
      const r = await client.ask(name, body)
      if (r.ok) {
        speech.stop()
        setSaid(next)
        if (r.value) setView(r.value as Out<N> & SignView)
      }
      return r
    })

  /** What was on the screen is written down before the answer to it. */
  const presented = async (): Promise<Result<unknown>> => {
    if (!item) return { ok: true, value: null }
    const now = performance.now()
    const common = {
      activation,
      service: item.service,
      hash: item.notices[lang].hash,
      lang,
      aloud: reading.aloud,
      size,
    }
    const key = await client.ask('sign.presented', {
      ...common,
      layer: 'key',
      ms: Math.round(now - reading.since),
      scrolled: reading.keyEnd,
    })
    if (!key.ok) return key
    return client.ask('sign.presented', {
      ...common,
      layer: 'full',
      ms: reading.fullSince === null ? 0 : Math.round(now - reading.fullSince),
      scrolled: reading.fullEnd,
      // The full list is read by the eye only.
      aloud: false,
    })
  }

  const answer = (said: 'agree' | 'refuse') => {
    if (!item) return
    const { service } = item
    const { hash } = item.notices[lang]
    void act(async () => {
      const shown = await presented()
      if (!shown.ok) return shown
      const r = await client.ask('sign.answer', { activation, service, hash, lang, answer: said })
      if (r.ok) {
        speech.stop()
        setSaid(
          said === 'refuse' ? { kind: item.wrong > 0 || view?.absent ? 'not-today' : 'no', service } : null,
        )
        setView(r.value)
      }
      return r
    })
  }

  const check = (yes: boolean) => {
    if (!item) return
    const { service, wrong } = item
    void step(
      'sign.check',
      { activation, service, yes, lang },
      !yes && wrong > 0 ? { kind: 'not-today', service } : null,
    )
  }

  const sign = async (given: Given): Promise<string | null> => {
    if (!view?.group) return null
    const signature = { ...given, group: view.group.id, lang }
    const r = await step('sign.signature', { activation, signature })
    return r.ok ? null : r.error.code
  }

  const backOut = (alone: boolean) => {
    if (!view?.group) return
    const [only, ...more] = view.group.services
    const next: Said =
      only && more.length === 0
        ? { kind: alone ? 'not-today' : 'no', service: only }
        : { kind: alone ? 'not-today-many' : 'no-many' }
    void step('sign.back-out', { activation, group: view.group.id, alone, lang }, next)
  }

  /** Gives the screen back: on a shared display it is first turned round, so that the clerk's page is not what comes. */
  const giveBack = (then: () => Promise<Result<unknown>>) => {
    if (!asked?.shared) void then()
    else setBack({ from: asked.step, go: async () => (await then()).ok || setBack(null) })
  }
  const close = () => giveBack(() => step('sign.close', { activation }))

  const saidText = (): string | null => {
    if (!said || !view) return null
    if (!('service' in said)) return t(said.kind === 'no-many' ? 'saidNoMany' : 'notTodayMany')
    // What was taken off the list by a no is still named.
    const name = (said.name ?? view.items.find((i) => i.service === said.service)?.name)?.[lang]
    return name ? t(said.kind === 'no' ? 'saidNo' : 'notToday', { name }) : null
  }

  return (
    <div class="sign" data-step={between ?? view?.step ?? 'loading'} data-at={asked?.at ?? 0}>
      <header class="head">
        <p class="brand">
          <Seal /> <b>{t('forYou')}</b>
        </p>
        {view?.step === 'item' && (
          <p class="progress">
            <span class="bars" aria-hidden="true">
              {view.items.map((i, n) => (
                <i key={i.service} class={n <= view.at ? 'on' : ''} />
              ))}
            </span>
            <span>{t('progress', { n: view.at + 1, all: view.items.length })}</span>
          </p>
        )}
        <section class="tools" aria-label={t('tools')}>
          {view && /^(?:who|item)$/.test(view.step) && !view.aloudFirst && (
            <Button data-action="slow" onClick={() => void step('sign.slow', { activation })}>
              {t('slow')}
            </Button>
          )}
          {asked && !(view?.step === 'item' && view.aloudFirst && speech.state === 'idle') && (
            <Button
              data-action="aloud"
              aria-pressed={speech.state === 'reading'}
              onClick={() => (speech.state === 'reading' ? speech.stop() : speech.start())}
            >
              {speech.state === 'reading' ? t('aloudStop') : t('aloud')}
            </Button>
          )}
          <Button data-action="size" onClick={() => setSize(size === 3 ? 1 : ((size + 1) as Size))}>
            {t('size')}
            {lang === 'en' ? ': ' : '：'}
            {t(`size${size}`)}
          </Button>
          <Button
            data-action="language"
            lang={lang === 'en' ? 'zh-CN' : 'en'}
            onClick={() => setLang(lang === 'en' ? 'zh-CN' : 'en')}
          >
            {commonText(lang)('language')}
          </Button>
        </section>
      </header>
      <div class="said" role="status" data-said={said?.kind ?? ''}>
        {saidText()}
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
      {between === 'turn' && asked && (
        <Turn
          view={asked}
          lang={lang}
          t={t}
          heading={heading}
          onBegin={() => {
            memory?.begin()
            setBegun(true)
          }}
        />
      )}
      {between === 'return' && back && <Return t={t} heading={heading} onGone={() => void back.go()} />}
      {asked === null && (
        <main>
          <h1 class="loading" ref={heading} tabIndex={-1}>
            {fault === null ? t('loading') : faultText(t, fault)}
          </h1>
          {fault !== null && (
            <p class="lead">
              <Button
                large
                onClick={() => {
                  setFault(null)
                  void reopen()
                }}
              >
                {t('retry')}
              </Button>
            </p>
          )}
        </main>
      )}
      {view?.step === 'who' && (
        <Who
          view={view}
          t={t}
          heading={heading}
          onWho={(who, relation) => void step('sign.who', { activation, who, relation })}
        />
      )}
      {view?.step === 'age' && (
        <Age
          guardian={view.who === 'child' || view.who === 'teen'}
          t={t}
          heading={heading}
          onAge={(band) => void step('sign.age', { activation, band })}
        />
      )}
      {view?.step === 'asked' && item && (
        <Asked
          item={item}
          lang={lang}
          t={t}
          heading={heading}
          onAsked={(yes) =>
            void step(
              'sign.asked',
              { activation, service: item.service, yes, lang },
              yes ? null : { kind: 'no', service: item.service, name: item.name },
            )
          }
        />
      )}
      {view?.step === 'withdrawn' && (
        <Withdrawn
          view={view}
          lang={lang}
          t={t}
          heading={heading}
          // Where nothing else is left for the customer the window closes with it.
          onSeen={() => {
            const seen = () => step('sign.seen', { activation })
            if (view.items.length === 0 && view.receipt === null) giveBack(seen)
            else void seen()
          }}
        />
      )}
      {view?.step === 'item' && item && (
        <Item
          key={`${screen}/${lang}`}
          view={view}
          item={item}
          lang={lang}
          t={t}
          speech={speech}
          reading={reading}
          heading={heading}
          onAnswer={answer}
        />
      )}
      {view?.step === 'check' && item && (
        <Check item={item} lang={lang} t={t} heading={heading} onCheck={check} />
      )}
      {view?.step === 'sign' && view.group && (
        <Sign
          key={view.group.id}
          view={view}
          lang={lang}
          t={t}
          heading={heading}
          onSign={sign}
          onBackOut={backOut}
          onMode={speech.stop}
        />
      )}
      {view?.step === 'done' && <Done view={view} lang={lang} t={t} heading={heading} onClose={close} />}
      {view?.step === 'hand-over' && (
        <HandOver
          view={view}
          lang={lang}
          t={t}
          heading={heading}
          onHandOver={(had) => {
            setHandset(had)
            void step('sign.handover', { activation, handset: had })
          }}
        />
      )}
      {view?.step === 'over' && (
        <Over view={view} lang={lang} t={t} heading={heading} handset={handset} onClose={close} />
      )}
    </div>
  )
}
