import type { ComponentChildren } from 'preact'
import type { Lang } from '../../utils/base/index.ts'
import type { FullText, KeyFact, Notice, Party } from '../../utils/notice/index.ts'
import type { T } from './text.ts'

// The order of the screen. A record and not a list, so that a field of the notice that is forgotten here is a type error.
const KEY_ORDER: Readonly<Record<KeyFact, true>> = {
  what: true,
  price: true,
  who: true,
  until: true,
  stop: true,
  sim: true,
}
export const FACTS = Object.keys(KEY_ORDER) as readonly KeyFact[]
/** Where a text of the full list stands: above the kinds of data, or below how long they are kept. */
const FULL_ORDER: Readonly<Record<FullText, 'above' | 'below'>> = {
  purpose: 'above',
  processing: 'above',
  lasts: 'below',
  withdraw: 'below',
  close: 'below',
  rights: 'below',
  price: 'below',
  sim: 'below',
}
const FULL = Object.keys(FULL_ORDER) as readonly FullText[]
const ABOVE = FULL.filter((name) => FULL_ORDER[name] === 'above')
const BELOW = FULL.filter((name) => FULL_ORDER[name] === 'below')

const partyText = (p: Party, lang: Lang): string =>
  [p.name, p.address, p.contact].join(lang === 'en' ? ', ' : '，')

function Row({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** The second layer, in the order of the law. Also shown by the console years later, as it was. */
export function FullNotice(props: { notice: Notice; lang: Lang; t: T; child?: boolean }) {
  const { notice, lang, t, child = false } = props
  const f = notice.full
  const and = lang === 'en' ? ', ' : '、'
  return (
    <dl class="full">
      <Row name={t('full.provider')}>{partyText(f.provider, lang)}</Row>
      <Row name={t('full.receiver')}>{f.receiver ? partyText(f.receiver, lang) : t('full.noReceiver')}</Row>
      {ABOVE.map((name) => (
        <Row key={name} name={t(`full.${name}`)}>
          {f[name]}
        </Row>
      ))}
      <Row name={t('full.kinds')}>{f.kinds.join(and)}</Row>
      {f.sensitive && (
        <Row name={t('full.sensitive')}>
          {f.sensitive.kinds.join(and)}
          <br />
          {t('full.sensitiveWhy', { why: f.sensitive.why })}
          <br />
          {t('full.sensitiveEffect', { effect: f.sensitive.effect })}
        </Row>
      )}
      {/* Under 14 all data is sensitive, whatever the notice says of it (PIPL 28, 30, 31). */}
      {child && (
        <Row name={t('full.child')}>
          {t('full.sensitiveWhy', { why: t('full.childWhy') })}
          <br />
          {t('full.sensitiveEffect', { effect: t('full.childEffect') })}
        </Row>
      )}
      <Row name={t('full.where')}>{f.kept.where}</Row>
      <Row name={t('full.howLong')}>{f.kept.howLong}</Row>
      <Row name={t('full.after')}>{f.kept.after}</Row>
      {BELOW.map((name) => (
        <Row key={name} name={t(`full.${name}`)}>
          {f[name]}
        </Row>
      ))}
      <Row name={t('full.version')}>{notice.version}</Row>
    </dl>
  )
}
