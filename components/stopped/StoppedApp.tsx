import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { type Lang, maskNumber, type Result, type ServiceId } from '../../utils/base/index.ts'
import type { Client, In, Name, StoppedView } from '../../utils/wire/index.ts'
import { Button, Seal, Tag, useAction } from '../base/index.ts'
import { commonText, notTodayText } from '../text/index.ts'
import { Override } from './Override.tsx'
import { faultText, stoppedText, type T } from './text.ts'

type Case =
  | 'quarantine'
  | 'trading'
  | 'file'
  | 'signed'
  | 'refused'
  | 'notToday'
  | 'reason'
  | 'banner'
  | 'stop'
  | 'none'
  | 'unknown'

/** Which of the stops this is; the strictest reading first. */
function caseOf(v: StoppedView): Case {
  if (v.act === 'quarantine') return 'quarantine'
  if (v.why === 'trading-site') return 'trading'
  if (v.why === 'file-page') return 'file'
  if (v.service === null) return 'unknown'
  if (v.canOpen) return 'signed'
  if (v.notToday) return 'notToday'
  if (v.refused) return 'refused'
  if (v.act === 'reason') return 'reason'
  if (v.act === 'banner' || v.act === 'acknowledge') return 'banner'
  return v.number === null ? 'none' : 'stop'
}

const WHY = {
  quarantine: 'why.quarantine',
  trading: 'why.trading',
  file: 'why.file',
  signed: 'why.signed',
  refused: 'why.refused',
  notToday: 'why.notToday',
  reason: 'why.reason',
  banner: 'why.banner',
  stop: 'why.unsigned',
  none: 'why.unsigned',
  unknown: 'why.unsigned',
} as const

const time = (at: number): string => {
  const d = new Date(at)
  return `${String(d.getHours()).padStart(2, '0')}:${String(d.getMinutes()).padStart(2, '0')}`
}

const happened = (v: StoppedView, which: Case, name: string, t: T): string => {
  if (which === 'quarantine') return t('what.quarantine', { origin: v.origin ?? name })
  if (which === 'file') return t('what.file')
  if (which === 'unknown' && v.origin !== null) return t('what.here', { origin: v.origin })
  if (v.number !== null && v.openedAt !== null) {
    return t('what.opened', { number: maskedOnce(v.number), time: time(v.openedAt), name })
  }
  return t('what.page', { name })
}

/** A text that nobody approved does not get better by a customer's being there: that reason comes first. */
const cannotAsk = (v: StoppedView) =>
  v.notice === 'notice/not-approved'
    ? 'cannotAsk.draft'
    : v.notice === 'notice/incomplete'
      ? 'cannotAsk.incomplete'
      : 'cannotAsk.nobody'

/** The background masks already; a number in clear must not get here by a mistake elsewhere. */
const maskedOnce = (number: string): string => (number.includes('*') ? number : maskNumber(number))

/** Shown in place of a stopped page: what happened, why, what now. It acts on what the background answers alone. */
export function StoppedApp({ client, service }: { client: Client; service: ServiceId | null }) {
  const [view, setView] = useState<StoppedView | null>(null)
  const [unopened, setUnopened] = useState<string | null>(null)
  const [handed, setHanded] = useState(false)
  const [other, setOther] = useState(false)
  const [said, setSaid] = useState('')
  const [chosen, setChosen] = useState<Lang | null>(null)
  const action = useAction()
  const heading = useRef<HTMLHeadingElement>(null)
  const lang = chosen ?? view?.lang ?? 'zh-CN'
  const t = stoppedText(lang)
  const fault = action.fault?.code ?? unopened

  const reopen = useCallback(async () => {
    const r = await client.ask('stopped.open', { service })
    if (r.ok) {
      setView(r.value)
      if (!r.value.canAsk) setHanded(false)
      setUnopened(null)
    } else setUnopened(r.error.code)
  }, [client, service])

  useEffect(() => {
    void reopen()
    return client.onNudge((n) => {
      if (n.nudge === 'stopped') void reopen()
    })
  }, [client, reopen])

  useEffect(() => {
    document.documentElement.lang = lang
    document.title = t('title')
  }, [lang, t])

  const which = view ? caseOf(view) : null
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
  }, [which])

  const ask = async <N extends Name>(name: N, body: In<N>): Promise<boolean> => {
    const answer = await action.act(
      () => client.ask(name, body) as Promise<Result<StoppedView | null>>,
      (value) => value && setView(value),
    )
    return answer.ok
  }

  if (view === null || which === null) {
    return (
      <main class="stopped">
        <h1 class="loading">{fault === null ? t('loading') : faultText(t, fault)}</h1>
        {fault !== null && <Button onClick={() => void reopen()}>{t('retry')}</Button>}
      </main>
    )
  }

  const name = view.service?.name[lang] ?? t('site')
  const tag =
    which === 'quarantine'
      ? 'tag.quarantine'
      : which === 'reason' || which === 'banner'
        ? 'tag.ask'
        : 'tag.stop'
  const head = which === 'stop' && view.why === 'other-number' ? 'head.other' : (`head.${which}` as const)
  const { promises } = view
  const askWith = async (service: ServiceId, promise: string, text: string | null): Promise<void> => {
    if (await ask('stopped.ask', { service, promise, text })) setHanded(true)
  }
  const asks = view.canAsk && which !== 'trading'

  return (
    <main class="stopped" data-case={which}>
      <div class="top">
        <Seal />
        {which === 'signed' ? null : (
          <Tag kind={which === 'reason' || which === 'banner' ? 'waiting' : 'stopped'}>{t(tag)}</Tag>
        )}
        <Button
          kind="quiet"
          class="language"
          lang={lang === 'en' ? 'zh-CN' : 'en'}
          onClick={() => setChosen(lang === 'en' ? 'zh-CN' : 'en')}
        >
          {commonText(lang)('language')}
        </Button>
      </div>
      <h1 ref={heading} tabIndex={-1}>
        {t(head, { name })}
      </h1>
      <section class={which === 'signed' ? 'rule signed' : 'rule'}>
        <h2>{t('happened')}</h2>
        <p>{happened(view, which, name, t)}</p>
        <h2>{t('whyTitle')}</h2>
        <p>{t(WHY[which], { name, why: notTodayText(view.notToday ?? '', lang) })}</p>
        {which !== 'signed' && which !== 'banner' && <p>{t('law')}</p>}
      </section>

      <section class="now" aria-labelledby="now">
        <h2 id="now">{t('now')}</h2>
        {handed && (
          <p class="handed" role="status">
            {t('handed')}
          </p>
        )}
        {which === 'signed' && service !== null && (
          <Button
            large
            kind="act"
            data-action="open-site"
            onClick={() => void ask('stopped.open-site', { service })}
          >
            {t('openSite')}
          </Button>
        )}
        {asks && !handed && service !== null && (
          <section class="ask" aria-labelledby="ask">
            <p id="ask">
              <b>{t('askTitle')}</b> {t('askLead')}
            </p>
            <div class="row">
              {promises.map((p) => (
                <Button
                  key={p.code}
                  large
                  data-action={`promise-${p.code}`}
                  {...(p.code === 'other' ? { 'aria-expanded': other } : {})}
                  onClick={() =>
                    p.code === 'other' ? setOther(!other) : void askWith(service, p.code, null)
                  }
                >
                  {p.words[lang]}
                </Button>
              ))}
            </div>
            {other && (
              <form
                class="row"
                onSubmit={(event) => {
                  event.preventDefault()
                  if (said.trim()) void askWith(service, 'other', said.trim())
                }}
              >
                <label>
                  {t('otherSaid')}{' '}
                  <input
                    type="text"
                    maxLength={60}
                    autocomplete="off"
                    value={said}
                    onInput={(event) => setSaid(event.currentTarget.value)}
                  />
                </label>
                <Button type="submit" data-action="promise-said" disabled={said.trim() === ''}>
                  {t('otherGo')}
                </Button>
              </form>
            )}
            <p class="cs-muted">{t('ownPhone')}</p>
          </section>
        )}
        {which === 'reason' && (
          <section class="ask" aria-labelledby="reason">
            <p id="reason">
              <b>{t('reasonTitle')}</b>
            </p>
            <div class="row">
              {view.reasons.map((r) => (
                <Button
                  key={r.code}
                  large
                  data-action={`reason-${r.code}`}
                  onClick={() => void ask('stopped.reason', { service, code: r.code })}
                >
                  {r.words[lang]}
                </Button>
              ))}
            </div>
          </section>
        )}
        {which === 'banner' && (
          <Button large kind="act" data-action="go-on" onClick={() => void ask('stopped.go-on', { service })}>
            {t('goOn')}
          </Button>
        )}
        {(which === 'none' || which === 'stop') && !asks && <p data-why="cannot-ask">{t(cannotAsk(view))}</p>}
        <div class="fault" role="alert">
          {fault !== null && <p>{faultText(t, fault)}</p>}
        </div>
        <p>
          <Button
            large
            kind={which === 'signed' || which === 'banner' || which === 'reason' || asks ? 'plain' : 'act'}
            data-action="back"
            onClick={() => void ask('stopped.back', {})}
          >
            {t('back')}
          </Button>
        </p>
        {view.canOverride && which !== 'trading' && which !== 'signed' && (
          <Override
            reasons={view.reasons}
            lang={lang}
            t={t}
            onOverride={(given) => ask('stopped.override', { service, ...given })}
          />
        )}
      </section>

      {/* Where no customer is being served, nobody on the other side needs words. */}
      {(view.number !== null || which === 'quarantine') && (
        <aside class="customer" aria-labelledby="customer">
          <h2 id="customer">{t('customerTitle')}</h2>
          <p>
            {t(
              which === 'signed'
                ? 'customerSigned'
                : which === 'quarantine'
                  ? 'customerQuarantine'
                  : 'customer',
              { name },
            )}
          </p>
        </aside>
      )}
      <p class="cs-small cs-muted">{view.seq === null ? t('noSeq') : t('seq', { seq: view.seq })}</p>
    </main>
  )
}
