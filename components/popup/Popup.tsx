import type { ComponentChildren } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import type { ActivationId } from '../../utils/base/index.ts'
import type { PopupView } from '../../utils/wire/index.ts'
import { Button, Faults, Seal, Tag } from '../base/index.ts'
import { commonText } from '../text/index.ts'
import { Own, type OwnEntry } from './Own.tsx'
import { faultText, keyFor, type PopupText, popupText } from './text.ts'

export interface PopupProps {
  readonly view: PopupView
  readonly busy: boolean
  /** Code of the last refusal. */
  readonly fault: string | null
  own: (clerk: string) => Promise<readonly OwnEntry[]>
  onStart(staff: string, pin: string): void
  onEnd(): void
  onPledge(): void
  onResume(activation: ActivationId): void
  onConsole(): void
  /** Asks the browser for its displays; needs the tap. Left out where the browser has none to tell. */
  onAllowDisplays?: (() => void) | undefined
  onDisplay(display: string | null): void
  /** Opens the page on which a customer takes something back. */
  onTakeBack(): void
}

/** Shift, this tab, posture: what a clerk may want to know, and the one place where a PIN is typed. */
export function Popup(props: PopupProps) {
  const { view } = props
  const t = popupText(view.lang)
  const c = commonText(view.lang)
  return (
    <main class="popup" lang={view.lang}>
      <header>
        <Seal />
        <h1>{t('title')}</h1>
      </header>
      {view.alarms.length > 0 && (
        <Part title={t('alarm.title')} kind="alarm">
          <ul class="alarms">
            {view.alarms.map((code) => (
              <li key={code}>
                <Tag kind="stopped">!</Tag>
                <span>{t(keyFor('alarm', code, 'alarm.other'), { code })}</span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Shift {...props} t={t} />
      {view.pledge && view.shift && (
        <Part title={t('pledge.title')} kind="pledge">
          <p>{t('pledge.law1')}</p>
          <p>{t('pledge.law2')}</p>
          <p class="cs-muted">{t('pledge.record')}</p>
          <Button disabled={props.busy} onClick={props.onPledge}>
            {t('pledge.ok')}
          </Button>
        </Part>
      )}
      <Part title={t('tab.title')}>
        <p>{t(`tab.${view.tab.kind}`)}</p>
        {view.tab.permit && <p>{t('tab.permit', { name: view.tab.permit[view.lang] })}</p>}
      </Part>
      {view.activations.length > 0 && (
        <Part title={t('open.title')}>
          <ul>
            {view.activations.map((a) => (
              <li key={a.id}>
                <span>
                  <span class="cs-num">{a.number}</span>{' '}
                  <span class="cs-small cs-muted">
                    {t('open.since', {
                      time: new Intl.DateTimeFormat(view.lang, { hour: '2-digit', minute: '2-digit' }).format(
                        a.since,
                      ),
                    })}
                  </span>
                </span>
                <Button class="small" disabled={props.busy} onClick={() => props.onResume(a.id)}>
                  {t('open.resume')}
                </Button>
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Part title={t('takeBack.title')} kind="withdrawing">
        <p>{t('takeBack.what')}</p>
        <div class="row">
          <Button disabled={props.busy} data-action="take-back" onClick={props.onTakeBack}>
            {t('takeBack.go')}
          </Button>
        </div>
      </Part>
      <Displays {...props} t={t} />
      <Posture view={view} t={t} />
      <Part title={t('policy.title')}>
        <p>
          {view.policy.source !== 'built-in' && `${view.policy.name} · `}
          <span class="cs-muted">{t(keyFor('policy', view.policy.source, 'policy.built-in'))}</span>
        </p>
        {view.policy.fault && (
          <p class="alert">
            {t(view.policy.source === 'built-in' ? 'policy.fault.built-in' : 'policy.fault', {
              fault: view.policy.fault,
            })}
          </p>
        )}
      </Part>
      <Part title={t('log.title')}>
        <p class="cs-num log">
          {view.log.size === 0
            ? t('log.empty')
            : t('log.size', {
                n: new Intl.NumberFormat(view.lang).format(view.log.size),
                root: view.log.root.slice(0, 12),
              })}
        </p>
      </Part>
      <footer>
        <Button onClick={props.onConsole}>{t('console')}</Button>
        <p class="cs-small cs-muted">{t('limits')}</p>
        <p class="cs-small">{c('motto')}</p>
      </footer>
    </main>
  )
}

function Part({ title, kind, children }: { title: string; kind?: string; children: ComponentChildren }) {
  const id = useId()
  return (
    <section aria-labelledby={id} class={kind}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  )
}

function Shift(props: PopupProps & { t: PopupText }) {
  const { view, t, busy, fault } = props
  const [changing, setChanging] = useState(false)
  const on = view.shift
  useEffect(() => setChanging(false), [on?.clerk, on?.how])
  return (
    <Part title={t('shift.title')}>
      {on ? (
        <p>
          {t('shift.now', { name: on.name || on.clerk, clerk: on.clerk })}{' '}
          <span class="cs-small cs-muted">{t(on.how === 'portal' ? 'shift.portal' : 'shift.pin')}</span>
        </p>
      ) : (
        <p>{t('shift.none')}</p>
      )}
      {view.staff.length === 0 && <p class="cs-muted">{t('shift.noStaff')}</p>}
      {(!on || changing) && view.staff.length > 0 && <StartForm {...props} />}
      {on && (
        <div class="row">
          {view.staff.length > 0 && (
            <Button disabled={busy} aria-expanded={changing} onClick={() => setChanging(!changing)}>
              {t(changing ? 'shift.cancel' : 'shift.change')}
            </Button>
          )}
          <Button disabled={busy} onClick={props.onEnd}>
            {t('shift.end')}
          </Button>
        </div>
      )}
      {on && <Own key={on.clerk} clerk={on.clerk} lang={view.lang} read={props.own} />}
      <p class="alert" role="alert" hidden={!fault}>
        {fault && faultText(t, fault, { wait: view.wait })}
      </p>
    </Part>
  )
}

function StartForm({ view, t, busy, onStart }: PopupProps & { t: PopupText }) {
  const others = view.staff.filter((s) => s.id !== view.shift?.clerk)
  const [staff, setStaff] = useState('')
  const [pin, setPin] = useState('')
  const [again, setAgain] = useState('')
  const [differs, setDiffers] = useState(false)
  const chosen = others.find((s) => s.id === staff)
  const first = chosen !== undefined && !chosen.hasPin
  const id = useId()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!chosen || busy) return
        // What nobody has typed twice alike would lock its clerk out.
        const isSame = !first || pin === again
        setDiffers(!isSame)
        if (isSame) onStart(staff, pin)
        // What was typed does not stay on the screen, right or wrong.
        setPin('')
        setAgain('')
      }}
    >
      <label for={`${id}-staff`}>{t('shift.staff')}</label>
      <select
        id={`${id}-staff`}
        value={staff}
        required
        onChange={(event) => {
          setStaff(event.currentTarget.value)
          setDiffers(false)
        }}
      >
        <option value="">{t('shift.choose')}</option>
        {others.map((s) => (
          <option key={s.id} value={s.id}>
            {s.id} · {s.name}
          </option>
        ))}
      </select>
      <label for={`${id}-pin`}>{t(first ? 'shift.pin.new' : 'shift.pin.label')}</label>
      <input
        id={`${id}-pin`}
        type="password"
        inputMode="numeric"
        autocomplete="off"
        minLength={4}
        maxLength={8}
        required
        value={pin}
        onInput={(event) => setPin(event.currentTarget.value)}
      />
      {first && (
        <>
          <label for={`${id}-again`}>{t('shift.pin.again')}</label>
          <input
            id={`${id}-again`}
            type="password"
            inputMode="numeric"
            autocomplete="off"
            minLength={4}
            maxLength={8}
            required
            value={again}
            onInput={(event) => setAgain(event.currentTarget.value)}
          />
        </>
      )}
      <p class="alert" role="alert" hidden={!differs}>
        {differs && t('shift.pin.differs')}
      </p>
      <Button kind="act" type="submit" disabled={busy || view.wait > 0}>
        {t('shift.start')}
      </Button>
    </form>
  )
}

/** The customer's own display, where the machine has one; chosen once, remembered here. */
function Displays({ view, t, busy, onAllowDisplays, onDisplay }: PopupProps & { t: PopupText }) {
  const others = view.displays.filter((d) => !d.primary)
  if (view.displays.length === 0 && !onAllowDisplays) return null
  return (
    <Part title={t('display.title')}>
      <p>{t(view.display === null ? 'display.shared' : 'display.own')}</p>
      {view.displays.length === 0 && (
        <div class="row">
          <Button disabled={busy} onClick={onAllowDisplays}>
            {t('display.allow')}
          </Button>
        </div>
      )}
      {view.displays.length > 0 && others.length === 0 && <p class="cs-muted">{t('display.one')}</p>}
      {others.length > 0 && (
        <div class="row">
          {others.map((d) => (
            <Button
              key={d.id}
              disabled={busy}
              aria-pressed={view.display === d.id}
              onClick={() => onDisplay(d.id)}
            >
              {t('display.use', { name: d.name })}
            </Button>
          ))}
          {view.display !== null && (
            <Button disabled={busy} onClick={() => onDisplay(null)}>
              {t('display.same')}
            </Button>
          )}
        </div>
      )}
    </Part>
  )
}

function Posture({ view, t }: { view: PopupView; t: PopupText }) {
  // How it runs is said below, by the faults themselves.
  const posture = view.posture.filter((p) => p.code !== 'no-faults')
  const off = posture.filter((p) => !p.on).length
  return (
    <Part title={t('posture.title')}>
      <details>
        <summary>
          {off === 0
            ? t('posture.allOn', { n: posture.length })
            : t('posture.someOff', { off, n: posture.length })}
        </summary>
        <ul>
          {posture.map((p) => (
            <li key={p.code}>
              <span>{t(keyFor('posture', p.code, 'posture.other'), { code: p.code })}</span>
              <Tag kind={p.on ? 'given' : 'waiting'}>{t(p.on ? 'posture.on' : 'posture.off')}</Tag>
            </li>
          ))}
        </ul>
      </details>
      <Faults faults={view.faults} lang={view.lang} />
    </Part>
  )
}
