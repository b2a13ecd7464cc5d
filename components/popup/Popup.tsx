import { Button, Seal } from '../base/index.ts'
import { commonText } from '../text/index.ts'
import { Alarms } from './Alarms.tsx'
import { Displays } from './Displays.tsx'
import { OpenActivations } from './OpenActivations.tsx'
import { Part } from './Part.tsx'
import { Posture } from './Posture.tsx'
import type { PopupProps } from './props.ts'
import { Shift } from './Shift.tsx'
import { keyFor, popupText } from './text.ts'

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
      <Alarms view={view} t={t} />
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
      <OpenActivations {...props} t={t} />
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
