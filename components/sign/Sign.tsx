import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'
import type { SignatureInput, SignItem, SignView } from '../../utils/wire/index.ts'
import { Button } from '../base/index.ts'
import { priceText } from '../text/index.ts'
import { Pad, type PadHandle } from './Pad.tsx'
import { pair, type T } from './text.ts'

type Mode = 'pad' | 'mark-ask' | 'mark' | 'mark-alone' | 'paper'

/** What the customer gives with a signature, less what the window itself knows. */
export type Given = Omit<SignatureInput, 'group' | 'lang'>

function Kept({ view, lang, t }: { view: SignView; lang: Lang; t: T }) {
  const rows = ['what', 'why', 'risk', 'long', 'who', 'how'] as const
  const facts = { years: view.recordYears, store: view.store.name[lang], phone: view.store.phone }
  return (
    <section class="kept" aria-labelledby="kept-title">
      <h2 id="kept-title" data-say="">
        {t('keptTitle')}
      </h2>
      <dl>
        {rows.map((r) => (
          <div key={r} data-say={pair(t(`kept.${r}Name`), t(`kept.${r}`, facts), lang)}>
            <dt>{t(`kept.${r}Name`)}</dt>
            <dd>{t(`kept.${r}`, facts)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Agreed({ items, lang, t }: { items: readonly SignItem[]; lang: Lang; t: T }) {
  return (
    <section class="agreed" aria-labelledby="agreed-title">
      <h2 id="agreed-title" data-say="">
        {t('agreedList')}
      </h2>
      <ul>
        {items.map((i) => (
          <li
            key={i.service}
            data-say={pair(
              `${i.name[lang]} ${priceText(i.price, lang)}`,
              i.notices[lang].notice.key.what,
              lang,
            )}
          >
            <b>{i.name[lang]}</b>
            <b class="price">{priceText(i.price, lang)}</b>
            <span>{i.notices[lang].notice.key.what}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What was agreed, in the customer's words, above one signature; what the counter keeps is told before it. */
export function Sign(props: {
  view: SignView
  lang: Lang
  t: T
  heading: { current: HTMLHeadingElement | null }
  /** Answers the code of a fault, or null. */
  onSign: (given: Given) => Promise<string | null>
  /** `alone`: nobody is here to sign beside a mark, so it is not registered today. */
  onBackOut: (alone: boolean) => void
  /** Another way to sign is another screen, though the same step. */
  onMode: () => void
}) {
  const { view, lang, t, heading, onSign, onBackOut, onMode } = props
  const handle = useRef<PadHandle | null>(null)
  const [mode, toMode] = useState<Mode>('pad')
  const [written, setWritten] = useState(false)
  const [padSeen, setPadSeen] = useState(true)
  const services = view.group?.services ?? []
  const items = view.items.filter((i) => services.includes(i.service))
  const alone = items.length === 1 && items[0]?.kind === 'account' ? items[0] : null
  const tries = view.group?.tries ?? 0

  const send = async () => {
    const read = handle.current?.read()
    if (!read) return
    const fault = await onSign({
      ...read,
      form: mode === 'mark' ? 'mark' : 'strokes',
      companion: mode === 'mark',
    })
    // What was no signature goes; what could not be stored stays, to be sent again.
    if (fault?.startsWith('signature/')) handle.current?.clear()
  }
  // What was drawn for one way does not count for another.
  const setMode = (to: Mode) => {
    setWritten(false)
    onMode()
    toMode(to)
  }
  // Another way to sign is another screen: its heading says which, and the button that led here may be gone.
  const before = useRef(mode)
  useLayoutEffect(() => {
    if (before.current !== mode) heading.current?.focus({ preventScroll: true })
    before.current = mode
  }, [mode, heading])
  const toPad = () => document.querySelector('.sign .ways')?.scrollIntoView({ block: 'end' })
  const redo = () => handle.current?.clear()
  const paper = () =>
    onSign({ form: 'paper', width: 0, height: 0, strokes: [], trusted: true, companion: false })
  const title =
    mode === 'paper'
      ? t('paperTitle')
      : mode !== 'pad'
        ? t('markTitle')
        : alone
          ? t('signTitleOne', { name: alone.name[lang] })
          : t(view.signer === 'guardian' ? 'signTitleGuardian' : 'signTitle')
  const hasPad = mode === 'pad' || mode === 'mark'

  return (
    <>
      <main class={`sign-step mode-${mode}`} style={{ '--services': items.length }}>
        <h1 ref={heading} tabIndex={-1} data-say="">
          {title}
        </h1>
        {mode === 'pad' && (
          <p class="lead" data-say="">
            {t(items.length === 1 ? 'signLeadOne' : 'signLead')}
          </p>
        )}
        {view.signer !== 'customer' && (
          <p class="aside strong" data-say="">
            {t(`signer.${view.signer}`)}
          </p>
        )}
        <Agreed items={items} lang={lang} t={t} />
        {hasPad && <Kept view={view} lang={lang} t={t} />}
        <div aria-live="polite">
          {mode === 'mark-ask' && (
            <section class="ask">
              <p data-say="">{t('markAsk')}</p>
              <div class="row">
                <Button large data-action="mark-alone" data-say="" onClick={() => setMode('mark-alone')}>
                  {t('markNo')}
                </Button>
                <Button large data-action="mark-companion" data-say="" onClick={() => setMode('mark')}>
                  {t('markYes')}
                </Button>
              </div>
            </section>
          )}
          {mode === 'mark-alone' && (
            <p class="ask" data-say="">
              {t('markNone')}
            </p>
          )}
          {mode === 'mark' && (
            <p class="ask" data-say="">
              {t('markBoth')}
            </p>
          )}
          {mode === 'paper' && (
            <p class="ask" data-say="">
              {t('paperText')}
            </p>
          )}
        </div>
        {hasPad && (
          <Pad
            key={mode}
            label={t('padLabel')}
            hint={t('padHint')}
            {...(mode === 'mark' ? { halves: [t('padMark'), t('padCompanion')] as const } : {})}
            handle={handle}
            onWritten={setWritten}
            onSeen={setPadSeen}
          />
        )}
        <div class="ways">
          {hasPad && (
            <Button data-action="redo" onClick={redo} disabled={!written}>
              {t('redo')}
            </Button>
          )}
          {mode === 'pad' && tries >= 2 && (
            <Button data-action="mark" data-say="" onClick={() => setMode('mark-ask')}>
              {t('mark')}
            </Button>
          )}
          {mode === 'pad' && (
            <Button data-action="paper" data-say="" onClick={() => setMode('paper')}>
              {t('paper')}
            </Button>
          )}
          {mode !== 'pad' && (
            <Button data-action="pad-back" onClick={() => setMode('pad')}>
              {t('paperBack')}
            </Button>
          )}
        </div>
      </main>
      <section class={hasPad || mode === 'paper' ? 'answers' : 'answers one'} aria-label={t('answers')}>
        <button
          type="button"
          class="answer"
          data-action="back-out"
          data-say=""
          onClick={() => onBackOut(mode === 'mark-alone')}
        >
          {mode === 'mark-alone' ? t('markNoneOk') : t('backOut')}
        </button>
        {hasPad && (
          <button
            type="button"
            class="answer"
            data-action={written || padSeen ? 'signed' : 'to-pad'}
            data-say=""
            onClick={written || padSeen ? send : toPad}
          >
            {t(written || padSeen ? 'signed' : 'toPad')}
          </button>
        )}
        {mode === 'paper' && (
          <button type="button" class="answer" data-action="paper-done" data-say="" onClick={paper}>
            {t('paperDone')}
          </button>
        )}
      </section>
    </>
  )
}
