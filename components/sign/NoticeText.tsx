import type { ComponentChildren } from 'preact'
import type { Lang } from '../../utils/base/index.ts'
import { FULL_TEXTS, type FullText, KEY_FACTS, namesOf } from '../../utils/notice/fields.ts'
import type { Notice, Party } from '../../utils/notice/index.ts'
import type { T } from './text.ts'

/** The key facts, in the order of the screen. */
export const FACTS = namesOf(KEY_FACTS)
const FULL = namesOf(FULL_TEXTS)
const ABOVE = FULL.filter((name) => 'beforeKinds' in FULL_TEXTS[name])
const BELOW = FULL.filter((name) => !ABOVE.includes(name))

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
  // A notice that was shown before the field existed has none.
  const text = (name: FullText) =>
    f[name] && (
      <Row key={name} name={t(`full.${name}`)}>
        {f[name]}
      </Row>
    )
  return (
    <dl class="full">
      <Row name={t('full.provider')}>{partyText(f.provider, lang)}</Row>
      <Row name={t('full.receiver')}>{f.receiver ? partyText(f.receiver, lang) : t('full.noReceiver')}</Row>
      {ABOVE.map(text)}
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
      {BELOW.map(text)}
      <Row name={t('full.version')}>{notice.version}</Row>
    </dl>
  )
}
