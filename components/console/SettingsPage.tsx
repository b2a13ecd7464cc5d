import type { ComponentChildren } from 'preact'
import type { ConsoleView } from '../../utils/wire/index.ts'
import { Faults, Tag } from '../base/index.ts'
import { policyFault, shortHash, type Words } from './words.ts'

/** Which protections are really in force, and which policy: seen without opening the vault. */
export function SettingsPage({
  w,
  view,
  vault,
  pins,
  importing,
  onOpenVault,
}: {
  w: Words
  view: ConsoleView
  /** Who can open what is sealed. */
  vault: ComponentChildren
  /** Who chose which PIN. */
  pins: ComponentChildren
  /** The import form; null while the vault must be opened first. */
  importing: ComponentChildren | null
  onOpenVault: ComponentChildren
}) {
  const { t } = w
  // How it runs is said below the list, by the faults themselves.
  const posture = view.posture.filter((p) => p.code !== 'no-faults')
  const incomplete = view.services.filter((s) => s.notices.some((n) => n.missing.length > 0))
  const drafts = view.services.filter((s) => s.draft).length
  return (
    <>
      <header class="co-head">
        <h1>{t('nav.settings')}</h1>
      </header>
      <section class="co-section" aria-labelledby="posture-title">
        <h2 id="posture-title">{t('postureTitle')}</h2>
        <ul class="co-posture">
          {posture.map((p) => (
            <li key={p.code} data-posture={p.code}>
              <span>{w.code('posture', p.code)}</span>
              <Tag kind={p.on ? 'given' : 'waiting'}>{p.on ? t('postureOn') : t('postureIsOff')}</Tag>
            </li>
          ))}
          <li>
            <span>
              {view.vault === 'local'
                ? t('vaultLocal')
                : view.vault === 'policy'
                  ? t('vaultPolicy')
                  : t('vaultNone')}
            </span>
            <Tag kind={view.vault === 'policy' ? 'given' : 'waiting'}>{t(`vault.${view.vault}`)}</Tag>
          </li>
        </ul>
        <Faults faults={view.faults} lang={w.lang} />
      </section>
      {vault}
      {pins}
      <section class="co-section" aria-labelledby="inforce-title">
        <h2 id="inforce-title">{t('policyInForce')}</h2>
        <dl class="co-facts">
          <dt>{t('policyName')}</dt>
          <dd>{view.policy.name}</dd>
          <dt>{t('policySource')}</dt>
          <dd>{w.code('source', view.policy.source)}</dd>
          <dt>{t('policyHash')}</dt>
          <dd>
            <code title={view.policy.hash}>{shortHash(view.policy.hash)}</code>
          </dd>
          <dt>{t('policyServices')}</dt>
          <dd>
            {t('settingsServices', { n: view.services.length })}
            {drafts > 0 && (
              <>
                <br />
                <span data-drafts={drafts}>{t('settingsDrafts', { n: drafts })}</span>
              </>
            )}
            {incomplete.length > 0 && (
              <>
                <br />
                {t('settingsIncomplete', { names: incomplete.map((s) => s.name[w.lang]).join(t('comma')) })}
              </>
            )}
          </dd>
          <dt>{t('policyStaff')}</dt>
          <dd>{t('settingsStaff', { n: view.staff.length })}</dd>
        </dl>
        {view.policy.fault !== null && (
          <p class="co-problem" role="alert">
            {policyFault({ ...view.policy, fault: view.policy.fault }, w)}
          </p>
        )}
      </section>
      <section class="co-section">{importing ?? onOpenVault}</section>
    </>
  )
}
