import { useEffect, useRef } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'
import type { SignItem, SignView } from '../../utils/wire/index.ts'
import { Button } from '../base/index.ts'
import { FACTS, FullNotice } from './NoticeText.tsx'
import { Pictogram } from './Pictogram.tsx'
import type { Speech } from './speech.ts'
import { pair, type T } from './text.ts'

/** What the record of a presentation needs, kept while a screen stands. */
export interface Reading {
  /** ms for which the window had been seen when this screen began. */
  readonly since: number
  /** ms for which it has been seen by now. */
  seen(): number
  fullSince: number | null
  fullEnd: boolean
  keyEnd: boolean
  aloud: boolean
  /** The full list was read aloud. */
  fullAloud: boolean
}

function Told({ promise, lang, t }: { promise: NonNullable<SignView['promise']>; lang: Lang; t: T }) {
  const words = promise.text ?? promise.words[lang]
  const nothing = promise.code === 'none' || promise.code === 'nothing'
  return (
    <p class="told" data-say="">
      {nothing ? (
        t('toldNothing')
      ) : (
        <>
          {t('told', { promise: words })} <b>{t('gift')}</b>
        </>
      )}
    </p>
  )
}

/** One service, one screen: key facts, the full list below, both answers always in sight. */
export function Item(props: {
  view: SignView
  item: SignItem
  lang: Lang
  t: T
  speech: Speech
  reading: Reading
  heading: { current: HTMLHeadingElement | null }
  onAnswer: (answer: 'agree' | 'refuse') => void
}) {
  const { view, item, lang, t, speech, reading, heading, onAnswer } = props
  const { notice } = item.notices[lang]
  const keyEnd = useRef<HTMLDivElement>(null)
  const fullStart = useRef<HTMLDivElement>(null)
  const fullEnd = useRef<HTMLDivElement>(null)
  const answers = useRef<HTMLElement>(null)

  useEffect(() => {
    // What lies under the answers has not been seen.
    const under = answers.current?.offsetHeight ?? 0
    const observer = new IntersectionObserver(
      (seen) => {
        for (const { target, isIntersecting } of seen) {
          if (!isIntersecting) continue
          if (target === keyEnd.current) reading.keyEnd = true
          if (target === fullStart.current) reading.fullSince ??= reading.seen()
          if (target === fullEnd.current) reading.fullEnd = true
        }
      },
      { rootMargin: `0px 0px -${under}px 0px` },
    )
    for (const ref of [keyEnd, fullStart, fullEnd]) if (ref.current) observer.observe(ref.current)
    return () => observer.disconnect()
  }, [reading])

  return (
    <>
      <main class="item">
        {view.signer !== 'customer' ? (
          <p class={view.absent ? 'aside strong' : 'aside'} data-say="">
            {t(view.absent ? `absent.${view.signer}` : `signer.${view.signer}`)}
          </p>
        ) : (
          view.who === 'teen' && (
            <p class="aside" data-say="">
              {t('signer.teen')}
            </p>
          )
        )}
        {item.wrong > 0 && (
          <p class="aside strong" role="status" data-say="">
            {t('again')}
          </p>
        )}
        {view.aloudFirst && speech.state === 'idle' && (
          <p class="offer">
            <Button large onClick={() => speech.start()} data-action="aloud-offer">
              {t('aloud')}
            </Button>
          </p>
        )}
        <h1 ref={heading} tabIndex={-1} data-say="">
          {notice.title}
        </h1>
        {view.promise && <Told promise={view.promise} lang={lang} t={t} />}
        <h2 class="cs-hidden">{t('keyTitle')}</h2>
        <dl class="facts">
          {FACTS.map((f) => (
            <div key={f} class={`fact fact-${f}`} data-say={pair(t(`key.${f}`), notice.key[f], lang)}>
              <dt>
                <Pictogram fact={f} />
                <span>{t(`key.${f}`)}</span>
              </dt>
              <dd>{notice.key[f]}</dd>
            </div>
          ))}
        </dl>
        <div ref={keyEnd} />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a switch that sends Tab and Space only must get down to it */}
        <section tabIndex={0} aria-labelledby="full-title">
          <h2 id="full-title" class="full-title">
            {t('fullTitle')}
          </h2>
          {speech.state === 'idle' && (
            <p class="offer">
              <Button data-action="aloud-full" onClick={() => speech.start('full')}>
                {t('fullAloud')}
              </Button>
            </p>
          )}
          <div ref={fullStart} />
          <FullNotice notice={notice} lang={lang} t={t} child={view.who === 'child'} />
          <div ref={fullEnd} />
        </section>
      </main>
      <section ref={answers} class={view.absent ? 'answers one' : 'answers'} aria-label={t('answers')}>
        <button
          type="button"
          class="answer"
          data-action="refuse"
          data-say=""
          onClick={() => onAnswer('refuse')}
        >
          {t(view.absent ? 'notTodayOk' : 'refuse')}
        </button>
        {!view.absent && (
          <button
            type="button"
            class="answer"
            data-action="agree"
            data-say=""
            onClick={() => onAnswer('agree')}
          >
            {t('agree')}
          </button>
        )}
      </section>
    </>
  )
}
