import { useEffect, useRef, useState } from 'preact/hooks'
import type { Lang, ServiceId } from '../../utils/base/index.ts'
import type { PanelActivation, PanelService, PanelView } from '../../utils/wire/index.ts'
import { Button, Seal, Tag, type TagKind } from '../base/index.ts'
import { commonText, notTodayWhy, priceText } from '../text/index.ts'
import { keyFor, type PanelKey, type PanelText, panelText } from './text.ts'

/** Something the panel says once, in its live line. */
export interface Said {
  readonly key: PanelKey
  readonly names?: readonly string[]
}

export interface PanelProps {
  readonly lang: Lang
  readonly view: PanelView | null
  /** Fields that the page itself was found to lack, before the background has said anything. */
  readonly missing: readonly string[]
  readonly folded: boolean
  /** A request is under way: its button waits. */
  readonly busy: boolean
  /** A submit has just been held. */
  readonly held: boolean
  /** The background's last refusal or silence. */
  readonly fault: string | null
  readonly said: Said | null
  readonly now: () => number
  onFold(folded: boolean): void
  onHandOver(promise: string, text: string | null): void
  onUntick(services: readonly PanelService[]): void
  onAdd(service: ServiceId): void
  onDrop(service: ServiceId): void
  onOpenSite(service: ServiceId): void
  onWithdraw(decision: string): void
  onAskAgain(service: ServiceId): void
  onDocumentSeen(): void
  onPledge(): void
  onShift(): void
}

const TAGS: Readonly<Record<PanelService['state'], TagKind>> = {
  included: 'declined',
  waiting: 'waiting',
  marked: 'waiting',
  given: 'given',
  refused: 'declined',
  withdrawn: 'declined',
  unknown: 'stopped',
  draft: 'stopped',
}

/** What has to come off the order before it can go. */
export const toUntick = (activation: PanelActivation): readonly PanelService[] =>
  activation.services.filter(
    (s) => s.ticked && s.code !== '' && /^(?:refused|withdrawn|unknown|draft)$/.test(s.state),
  )

/** What the list shows: everything on the order, and what the customer has already answered. */
export const listed = (activation: PanelActivation): readonly PanelService[] =>
  activation.services.filter(
    (s) =>
      s.ticked || s.code === '' || s.remove || /^(?:included|given|refused|withdrawn|marked)$/.test(s.state),
  )

const quoted = (t: PanelText, names: readonly string[]): string =>
  names.map((name) => t('quote', { name })).join(t('list'))

/** Folded, the state in a shape and two words; unfolded, everything. */
export function Panel(props: PanelProps) {
  const t = panelText(props.lang)
  return (
    <aside class="panel" lang={props.lang} aria-label={t('label')} data-folded={props.folded}>
      {props.folded ? <Tab {...props} t={t} /> : <Unfolded {...props} t={t} />}
      {/* One live line for both forms: what is said on a fold is not lost. */}
      <p class="cs-hidden" role="status">
        {props.held || props.said || props.folded ? spoken(props, t) : ''}
      </p>
    </aside>
  )
}

function spoken(props: PanelProps, t: PanelText): string {
  if (props.said) return t(props.said.key, { names: quoted(t, props.said.names ?? []) })
  if (!props.held) return ''
  return [t('held'), ...reasons(props, t).map((r) => r.text)].join(' ')
}

function Tab(props: PanelProps & { t: PanelText }) {
  const { t } = props
  const state = tabState(props)
  return (
    <button type="button" class="tab" title={t('shortcut')} onClick={() => props.onFold(false)}>
      <Seal />
      <span class={`tab-shape ${state.kind}`} aria-hidden="true" />
      <span class="tab-word">{t(state.key, { n: state.n })}</span>
      <span class="cs-hidden">{t('unfold')}</span>
    </button>
  )
}

function tabState(props: PanelProps): { kind: TagKind | 'check'; key: PanelKey; n: number } {
  const { view } = props
  const activation = view?.activation
  const missing = props.missing.length > 0 || (view?.missing.length ?? 0) > 0
  if (missing || view?.problem || props.fault) return { kind: 'stopped', key: 'tab.stopped', n: 0 }
  if (view?.pledge && !activation) return { kind: 'waiting', key: 'tab.pledge', n: 0 }
  if (!activation) return { kind: 'waiting', key: 'tab.moment', n: 0 }
  if (activation.signing && activation.stage === 'open') return { kind: 'waiting', key: 'tab.signing', n: 0 }
  if (activation.stage === 'open') {
    const waiting = activation.waiting
    if (waiting > 0) return { kind: 'waiting', key: 'tab.waiting', n: waiting }
    const untick = toUntick(activation).length
    if (untick > 0) return { kind: 'waiting', key: 'tab.refused', n: untick }
    if (!activation.gate.open) return { kind: 'stopped', key: 'tab.stopped', n: 0 }
  }
  const signed = activation.services.some((s) => s.state === 'given')
  return { kind: 'check', key: signed ? 'tab.done' : 'tab.none', n: 0 }
}

interface Reason {
  readonly text: string
  readonly kind: 'waiting' | 'given' | 'stopped'
}

/** In words, why the submit waits, or that it need not. */
function reasons({ view, lang }: PanelProps, t: PanelText): Reason[] {
  const activation = view?.activation
  if (!view || !activation) return []
  const name = (s: PanelService) => s.name[lang]
  if (activation.stage !== 'open') {
    return [
      { kind: 'given', text: t(activation.stage === 'confirmed' ? 'open.confirmed' : 'open.submitted') },
    ]
  }
  if (activation.gate.open) {
    const signed = activation.services.some((s) => s.state === 'given')
    return [{ kind: 'given', text: t(signed ? 'open.done' : 'open.none') }]
  }
  const out: Reason[] = []
  const off = toUntick(activation)
  const unsaid = (s: PanelService) => s.state === 'unknown' || s.state === 'draft'
  const refused = off.filter((s) => !unsaid(s) && !s.notToday)
  const notToday = off.filter((s) => s.notToday)
  const unknown = off.filter(unsaid)
  const waiting = activation.waiting
  if (refused.length)
    out.push({ kind: 'waiting', text: t('why.refused', { names: quoted(t, refused.map(name)) }) })
  if (notToday.length)
    out.push({ kind: 'waiting', text: t('why.notToday', { names: quoted(t, notToday.map(name)) }) })
  if (unknown.length)
    out.push({ kind: 'stopped', text: t('why.unknown', { names: quoted(t, unknown.map(name)) }) })
  if (activation.signing) out.push({ kind: 'waiting', text: t('why.signing') })
  else if (waiting) {
    out.push({ kind: 'waiting', text: t(waiting === 1 ? 'why.waiting.one' : 'why.waiting', { n: waiting }) })
  }
  if (out.length === 0 || activation.gate.why === 'gate/loading') {
    const kind = activation.gate.why === 'gate/loading' ? 'waiting' : 'stopped'
    out.push({ kind, text: t(keyFor('why', activation.gate.why ?? 'other', 'why.other')) })
  }
  return out
}

function Unfolded(props: PanelProps & { t: PanelText }) {
  const { t, view, lang } = props
  const c = commonText(lang)
  const activation = view?.activation ?? null
  const missing = props.missing.length > 0 ? props.missing : (view?.missing ?? [])
  const problem = view?.problem ?? props.fault
  return (
    <>
      <header>
        <Seal />
        <b>{c('brand')}</b>
        <span class="space" />
        {view?.shift && (
          <Button kind="quiet" class="small" title={t('shift.change')} onClick={props.onShift}>
            {c('clerkId', { clerk: view.shift.clerk })}
            <span class="cs-hidden"> · {t('shift.change')}</span>
          </Button>
        )}
        <Button class="small" title={t('shortcut')} onClick={() => props.onFold(true)}>
          {t('fold')}
        </Button>
      </header>
      <div class="body">
        {missing.length > 0 && (
          <section class="alert">
            <Tag kind="stopped">{t('missing.title')}</Tag>
            <p>
              {t('missing.text', {
                fields: missing.map((f) => t(keyFor('field', f, 'field.other'))).join(t('list')),
              })}
            </p>
          </section>
        )}
        {problem && missing.length === 0 && (
          <section class="alert">
            <Tag kind="stopped">{t(view?.problem ? 'problem.title' : 'problem.title.step')}</Tag>
            <p>{t(keyFor('problem', problem, 'problem.other'), { code: problem })}</p>
          </section>
        )}
        {view && !view.shift && (
          <section class="ask">
            <p>{t('shift.none')}</p>
            <Button kind="act" onClick={props.onShift}>
              {t('shift.start')}
            </Button>
          </section>
        )}
        {view?.pledge && view.shift && <Pledge t={t} busy={props.busy} onPledge={props.onPledge} />}
        {activation && <Activation {...props} activation={activation} />}
      </div>
    </>
  )
}

function Pledge({ t, busy, onPledge }: { t: PanelText; busy: boolean; onPledge: () => void }) {
  return (
    <section class="pledge">
      <h2>{t('pledge.title')}</h2>
      <p>{t('pledge.law1')}</p>
      <p>{t('pledge.law2')}</p>
      <p class="cs-muted">{t('pledge.record')}</p>
      <Button disabled={busy} onClick={onPledge}>
        {t('pledge.ok')}
      </Button>
    </section>
  )
}

function Activation(props: PanelProps & { t: PanelText; activation: PanelActivation }) {
  const { t, lang, activation } = props
  const c = commonText(lang)
  const off = toUntick(activation)
  const waiting = activation.waiting
  const open = activation.stage === 'open'
  const foot = useRef<HTMLDivElement>(null)
  // Below a long list the reason would be out of sight just when it is asked for.
  useEffect(() => {
    if (props.held) foot.current?.scrollIntoView({ block: 'nearest' })
  }, [props.held])
  const small = [
    activation.order && t('order', { order: activation.order }),
    activation.aloudFirst && t('aloud'),
  ].filter(Boolean)
  return (
    <>
      <div class="who">
        <span>
          {activation.customer ?? t('noCustomer')}
          {activation.age !== null && ` · ${c('yearsOld', { age: activation.age })}`}
          {' · '}
          <span class="cs-num">{activation.number}</span>
        </span>
        {activation.unidentified && (
          <span class="cs-small cs-muted">
            {t('unidentified')}{' '}
            <Button kind="quiet" class="small" disabled={props.busy} onClick={props.onDocumentSeen}>
              {t('documentSeen')}
            </Button>
          </span>
        )}
        {small.length > 0 && <span class="cs-small cs-muted">{small.join(' · ')}</span>}
      </div>
      {listed(activation).length > 0 && (
        <ul>
          {listed(activation).map((s) => (
            <Service key={s.code || s.id} service={s} {...props} />
          ))}
        </ul>
      )}
      <div class="foot" ref={foot}>
        {props.held && (
          <p class="held">
            <b>{t('held')}</b>
          </p>
        )}
        {/* While the last change is being checked, what was true before it is not repeated. */}
        {(props.said?.key === 'why.moment' ? [] : reasons(props, t)).map((r) => (
          <p key={r.text} class={`reason ${r.kind}`}>
            {r.text}
          </p>
        ))}
        {props.said && <p class="said">{t(props.said.key, { names: quoted(t, props.said.names ?? []) })}</p>}
        {open && off.length > 0 && (
          <Button kind="act" disabled={props.busy} onClick={() => props.onUntick(off)}>
            {t('untick')}
          </Button>
        )}
        {open && waiting > 0 && !activation.signing && <HandOver {...props} />}
        {open && activation.signing && <p class="cs-small cs-muted">{t('hand.signing')}</p>}
      </div>
      {activation.earlier.length > 0 && <Earlier {...props} />}
      {open && <Accounts {...props} />}
    </>
  )
}

function Service({
  service,
  t,
  lang,
  busy,
  now,
  onDrop,
  onOpenSite,
  onWithdraw,
  onAskAgain,
}: PanelProps & { t: PanelText; service: PanelService }) {
  const name = service.name[lang]
  const price = service.price && service.state !== 'included' ? priceText(service.price, lang) : null
  const hint =
    service.state === 'included'
      ? t('hint.included')
      : service.state === 'unknown'
        ? t('hint.unknown')
        : service.state === 'draft'
          ? t('hint.draft')
          : service.kind === 'account'
            ? t('hint.account')
            : service.ticked
              ? null
              : t('hint.unticked')
  const { id, permit } = service
  const canOpen = id !== null && permit !== null && permit.state !== 'used'
  return (
    <li>
      <span class="name">
        {name}
        {/* The space stands outside: a price is not broken, and the line may break before it. */}
        {price && ' '}
        {price && <span class="price">{price}</span>}
        {hint && <span class="cs-small cs-muted hint">{hint}</span>}
        {service.notToday && (
          <span class="cs-small cs-muted hint">{notTodayWhy(service.notToday, lang)}</span>
        )}
        {service.remove && <span class="cs-small hint">{t('hint.remove')}</span>}
        {permit && <PermitLine permit={permit} t={t} now={now} />}
      </span>
      <span class="does">
        <Tag kind={TAGS[service.state]}>
          {service.notToday ? commonText(lang)('notToday') : t(`state.${service.state}`)}
        </Tag>
        {canOpen && (
          <Button class="small" disabled={busy} onClick={() => onOpenSite(id)}>
            {t(permit.state === 'ready' ? 'permit.open' : 'permit.renew')}
            <span class="cs-hidden"> {t('quote', { name })}</span>
          </Button>
        )}
        {service.decision !== null && (
          <Button
            kind="quiet"
            class="small"
            disabled={busy}
            onClick={() => onWithdraw(service.decision as string)}
          >
            {t('withdraw')}
            <span class="cs-hidden"> {t('quote', { name })}</span>
          </Button>
        )}
        {id !== null && service.canAskAgain && (
          <Button kind="quiet" class="small" disabled={busy} onClick={() => onAskAgain(id)}>
            {t('askAgain')}
            <span class="cs-hidden"> {t('quote', { name })}</span>
          </Button>
        )}
        {id !== null && service.kind === 'account' && service.code === '' && service.state === 'waiting' && (
          <Button kind="quiet" class="small" disabled={busy} onClick={() => onDrop(id)}>
            {t('account.drop')}
            <span class="cs-hidden"> {t('quote', { name })}</span>
          </Button>
        )}
      </span>
    </li>
  )
}

function PermitLine({
  permit,
  t,
  now,
}: {
  permit: NonNullable<PanelService['permit']>
  t: PanelText
  now: () => number
}) {
  const [, tick] = useState(0)
  const runs = permit.state === 'open' && permit.until !== null
  useEffect(() => {
    if (!runs) return
    const timer = setInterval(() => tick((n) => n + 1), 1000)
    return () => clearInterval(timer)
  }, [runs])
  const left = permit.until === null ? 0 : Math.max(0, Math.ceil((permit.until - now()) / 1000))
  const text =
    permit.state === 'used'
      ? t('permit.used')
      : permit.state === 'ended' || (runs && left === 0)
        ? t('permit.ended')
        : runs
          ? t('permit.left', { min: Math.floor(left / 60), sec: left % 60 })
          : null
  return text ? <span class="cs-small permit cs-num">{text}</span> : null
}

function HandOver({ t, lang, view, busy, onHandOver }: PanelProps & { t: PanelText }) {
  const [other, setOther] = useState(false)
  const [text, setText] = useState('')
  return (
    <section class="hand" aria-label={t('hand.title')}>
      <h2>{t('hand.title')}</h2>
      <p class="cs-small cs-muted">{t('hand.ask')}</p>
      <div class="choices">
        {view?.promises.map((p) => (
          <Button
            key={p.code}
            disabled={busy}
            {...(p.code === 'other' ? { 'aria-expanded': other } : {})}
            onClick={() => (p.code === 'other' ? setOther(!other) : onHandOver(p.code, null))}
          >
            {p.words[lang]}
          </Button>
        ))}
      </div>
      {other && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (text.trim()) onHandOver('other', text.trim())
          }}
        >
          <label>
            {t('hand.other')}
            <input
              type="text"
              maxLength={60}
              autocomplete="off"
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </label>
          <Button type="submit" disabled={busy || text.trim() === ''}>
            {t('hand.otherGo')}
          </Button>
        </form>
      )}
    </section>
  )
}

/** What this number agreed to in earlier activations: it opens nothing now, and can be taken back. */
function Earlier({
  t,
  lang,
  activation,
  busy,
  onWithdraw,
}: PanelProps & { t: PanelText; activation: PanelActivation }) {
  return (
    <section class="accounts earlier">
      <h2>{t('earlier.title')}</h2>
      <ul>
        {activation.earlier.map((e) => (
          <li key={e.decision}>
            <span class="name">
              {e.name[lang]}
              <span class="cs-small cs-muted hint">
                {new Intl.DateTimeFormat(lang, { dateStyle: 'medium' }).format(new Date(e.at))}
              </span>
            </span>
            <Button kind="quiet" class="small" disabled={busy} onClick={() => onWithdraw(e.decision)}>
              {t('withdraw')}
              <span class="cs-hidden"> {t('quote', { name: e.name[lang] })}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Accounts({
  t,
  lang,
  view,
  activation,
  busy,
  onAdd,
}: PanelProps & { t: PanelText; activation: PanelActivation }) {
  const there = new Set(activation.services.map((s) => s.id))
  const free = view?.accounts.filter((a) => !there.has(a.id)) ?? []
  if (free.length === 0) return null
  return (
    <section class="accounts">
      <h2>{t('account.title')}</h2>
      <p class="cs-small cs-muted">{t('account.own')}</p>
      <div class="chips">
        {free.map((a) => (
          <button key={a.id} type="button" class="chip" disabled={busy} onClick={() => onAdd(a.id)}>
            <span class="plus" aria-hidden="true" /> {a.name[lang]}
          </button>
        ))}
      </div>
    </section>
  )
}
