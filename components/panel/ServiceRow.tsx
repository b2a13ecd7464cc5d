import type { PanelService } from '../../utils/wire/index.ts'
import { Button, Tag, type TagKind } from '../base/index.ts'
import { commonText, notTodayWhy, priceText } from '../text/index.ts'
import { PermitTime } from './PermitTime.tsx'
import type { PartProps } from './props.ts'

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

/** One service: its state, and what the clerk can do with it. */
export function ServiceRow({
  service,
  t,
  lang,
  busy,
  now,
  onDrop,
  onOpenSite,
  onWithdraw,
  onAskAgain,
}: PartProps & { service: PanelService }) {
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
        {permit && <PermitTime permit={permit} t={t} now={now} />}
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
