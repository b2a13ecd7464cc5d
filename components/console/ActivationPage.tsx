import type { Entry } from '../../utils/log/index.ts'
import type { NoticeRow } from '../../utils/store/index.ts'
import type { HoldReason, HoldView, ReceiptView } from '../../utils/wire/index.ts'
import { Button, Tag } from '../base/index.ts'
import { commonText, notTodayWhy, priceText } from '../text/index.ts'
import { answersOf, type Given, type Refused, readingsOf, type Signature } from './entry.ts'
import { HoldForm, HoldList } from './Holds.tsx'
import type { Listed } from './LogPage.tsx'
import { NoticeShown } from './NoticeShown.tsx'
import { Strokes } from './Strokes.tsx'
import { outcomeOf, priceOf, sentence, shortHash, type Words } from './words.ts'

export interface ActivationProps {
  readonly w: Words
  /** Oldest first. null: still being read. */
  readonly rows: readonly Listed[] | null
  readonly number: string | null
  readonly customer: string | null
  /** By group. `matches`: what lies in the vault has the hash that stands in the log. */
  readonly signatures: ReadonlyMap<string, { readonly signature: Signature; readonly matches: boolean }>
  /** What the clerk wrote under "other", by commitment. */
  readonly texts: ReadonlyMap<string, string>
  readonly receipt: Pick<ReceiptView, 'agreed' | 'refused' | 'notToday' | 'accounts' | 'hash' | 'at'> | null
  /** Title of the notice with this hash, and its version; null where the catalogue no longer has it. */
  readonly noticeVersion: (hash: string) => string | null
  /** What must not be erased of it, and how that is changed. */
  readonly hold: {
    readonly holds: readonly HoldView[]
    readonly busy: boolean
    readonly onHold: (reason: HoldReason) => void
    readonly onLift: (hold: string) => void
  }
  readonly fault: string | null
  readonly onPrint: () => void
  /** Hands out the consent record, or the customer's receipt of it, as a file; null where there is none to hand out. */
  readonly onRecord: ((kind: 'record' | 'receipt') => void) | null
  /** The text with this hash, as it was put to the customer. */
  readonly loadNotice: (hash: string) => Promise<NoticeRow | null>
  /** Saves the strokes of a signature in the channels of ISO/IEC 19794-7. */
  readonly onStrokes: (group: string) => void
}

/** One activation on one page: who answered what, above which signature, and everything that happened. */
export function ActivationPage({
  w,
  rows,
  number,
  customer,
  signatures,
  texts,
  receipt,
  noticeVersion,
  hold,
  fault,
  onPrint,
  onRecord,
  loadNotice,
  onStrokes,
}: ActivationProps) {
  const { t } = w
  if (rows === null) return <p aria-live="polite">{fault ? w.code('fault', fault) : t('loading')}</p>
  const entries = rows.flatMap((r) => (r.entry ? [r.entry] : []))
  const opened = entries.find((e): e is Entry<'activation.opened'> => e.kind === 'activation.opened')
  const first = entries[0]
  if (!first) return <p class="co-empty">{t('actNone')}</p>
  const answers = answersOf(entries)
  const promises = entries.filter((e): e is Entry<'promise.stated'> => e.kind === 'promise.stated')
  const stops = entries.filter((e) => e.kind.endsWith('.stopped'))
  const readings = readingsOf(entries)
  const withdrawn = new Set(
    entries.flatMap((e) =>
      e.kind === 'consent.withdrawn' || e.kind === 'consent.expired' || e.kind === 'consent.invalidated'
        ? [e.service as string]
        : [],
    ),
  )
  const groups = new Map<string, Given[]>()
  for (const a of answers) {
    if (a.kind === 'consent.refused') continue
    const group = groups.get(a.signature.group) ?? []
    group.push(a)
    groups.set(a.signature.group, group)
  }
  return (
    <article class="co-activation">
      <header class="co-head">
        <h1 class="cs-num">{number ?? t(fault === null ? 'erased' : 'unopened')}</h1>
        {customer && <span class="co-big">{customer}</span>}
        <span class="co-space" />
        <a class="co-noprint" href="#/log">
          {t('actBack')}
        </a>
        {onRecord && (
          <>
            <Button id="record" class="co-noprint" onClick={() => onRecord('record')}>
              {t('actRecord')}
            </Button>
            <Button id="record-receipt" class="co-noprint" onClick={() => onRecord('receipt')}>
              {t('actConsentReceipt')}
            </Button>
          </>
        )}
        <Button id="print" class="co-noprint" onClick={onPrint}>
          {t('actPrint')}
        </Button>
      </header>
      <p class="cs-muted">
        {[
          w.fullTime(first.at),
          w.clerk(opened?.clerk ?? first.clerk),
          ...(opened?.order ? [t('actOrder', { order: opened.order })] : []),
          t('actEntries', { n: rows.length }),
          ...(stops.length > 0 ? [t('actStops', { n: stops.length })] : []),
        ].join(' · ')}
      </p>

      {fault !== null && (
        <p class="co-problem" role="alert">
          {w.code('fault', fault)}
        </p>
      )}

      <section class="co-section" aria-labelledby="answers-title">
        <h2 id="answers-title">{t('actAnswers')}</h2>
        {answers.length === 0 ? (
          <p>{t('actNoAnswers')}</p>
        ) : (
          <ul class="co-answers">
            {answers.map((a) => (
              <Answer
                key={a.seq}
                w={w}
                answer={a}
                over={withdrawn.has(a.service)}
                reading={readings.get(a.service)}
                version={noticeVersion(a.notice)}
                shown={entries.filter(
                  (e): e is Entry<'notice.presented'> =>
                    e.kind === 'notice.presented' && e.notice === a.notice && e.seq < a.seq,
                )}
                loadNotice={loadNotice}
              />
            ))}
          </ul>
        )}
        <p>
          <b>{t('actPromise')}</b>{' '}
          {promises.length === 0
            ? t('actNoPromise')
            : promises
                .map((p) => {
                  const more = p.text === null ? undefined : texts.get(p.text)
                  return more === undefined
                    ? w.promise(p.code)
                    : t('actPromiseText', { promise: w.promise(p.code), text: more })
                })
                .join(t('comma'))}
        </p>
      </section>

      {groups.size > 0 && (
        <section class="co-section" aria-labelledby="signatures-title">
          <h2 id="signatures-title">{t('actSignatures')}</h2>
          <div class="co-signatures">
            {[...groups].map(([group, given]) => (
              <SignatureCard
                key={group}
                w={w}
                given={given}
                found={signatures.get(group)}
                onStrokes={onStrokes}
              />
            ))}
          </div>
        </section>
      )}

      {receipt && (
        <section class="co-section" aria-labelledby="receipt-title">
          <h2 id="receipt-title">{t('actReceipt')}</h2>
          <dl class="co-facts">
            <dt>{t('receiptAt')}</dt>
            <dd class="cs-num">{w.fullTime(receipt.at)}</dd>
            <dt>{t('receiptAgreed')}</dt>
            <dd>{receipt.agreed.map((l) => l.name[w.lang]).join(t('comma')) || t('nothing')}</dd>
            <dt>{t('receiptRefused')}</dt>
            <dd>{receipt.refused.map((l) => l.name[w.lang]).join(t('comma')) || t('nothing')}</dd>
            {receipt.notToday && receipt.notToday.length > 0 && (
              <>
                <dt>{commonText(w.lang)('notToday')}</dt>
                <dd>{receipt.notToday.map((l) => l.name[w.lang]).join(t('comma'))}</dd>
              </>
            )}
            <dt>{t('receiptAccounts')}</dt>
            <dd>{receipt.accounts.map((a) => a[w.lang]).join(t('comma')) || t('receiptNoAccount')}</dd>
            <dt>{t('receiptHash')}</dt>
            <dd>
              <code class="co-hash">{receipt.hash}</code>
            </dd>
          </dl>
        </section>
      )}

      <section class="co-section co-noprint" aria-labelledby="hold-title">
        <h2 id="hold-title">{t('holdsTitle')}</h2>
        {hold.holds.length > 0 && <HoldList w={w} holds={hold.holds} busy={hold.busy} onLift={hold.onLift} />}
        {!hold.holds.some((h) => h.scope === 'activation') && (
          <HoldForm
            w={w}
            id="hold-activation"
            title={t('holdActivation')}
            what={t('holdActivationWhat')}
            busy={hold.busy}
            onHold={hold.onHold}
          />
        )}
      </section>

      <section class="co-section" aria-labelledby="line-title">
        <h2 id="line-title">{t('actTimeline')}</h2>
        <ol class="co-timeline">
          {rows.map(({ seq, entry }) => (
            <li key={seq} data-seq={seq} {...(entry ? { 'data-kind': entry.kind } : {})}>
              <span class="cs-num">{entry ? w.fullTime(entry.at).slice(11) : ''}</span>
              <span
                class={entry ? `co-dot co-dot-${outcomeOf(entry, w).tag}` : 'co-dot co-dot-stopped'}
                aria-hidden="true"
              />
              <span>{entry ? sentence(entry, w) : t('logUnreadable')}</span>
              <span class="cs-num cs-muted cs-small">{t('no', { seq: w.count(seq) })}</span>
            </li>
          ))}
        </ol>
      </section>
    </article>
  )
}

function Answer({
  w,
  answer,
  over,
  reading,
  version,
  shown,
  loadNotice,
}: {
  w: Words
  answer: Given | Refused
  over: boolean
  reading: { readonly ms: number; readonly aloud: boolean } | undefined
  version: string | null
  shown: readonly Entry<'notice.presented'>[]
  loadNotice: (hash: string) => Promise<NoticeRow | null>
}) {
  const { t } = w
  const outcome = outcomeOf(answer, w)
  const price = answer.kind === 'consent.refused' ? null : priceText(priceOf(answer.price), w.lang)
  return (
    <li>
      <span class="co-answer-name">
        <b>{w.service(answer.service)}</b>
        {price && <span class="cs-muted"> {price}</span>}
      </span>
      <span>
        <Tag kind={outcome.tag}>{outcome.words}</Tag>
        {over && <Tag kind="declined">{t('answerOver')}</Tag>}
      </span>
      <span class="cs-small cs-muted co-answer-more">
        {[
          w.fullTime(answer.at).slice(11),
          ...(reading ? [t('answerRead', { time: w.seconds(reading.ms) })] : []),
          ...(reading?.aloud ? [t('aloud')] : []),
          ...(answer.kind === 'consent.refused'
            ? answer.why
              ? [notTodayWhy(answer.why, w.lang)].filter(Boolean)
              : []
            : [
                t(`signer.${answer.signer.who}`),
                ...(answer.signer.relation ? [w.code('relation', answer.signer.relation)] : []),
                ...(answer.signer.user && answer.signer.user !== 'self'
                  ? [w.code('user', answer.signer.user)]
                  : []),
                ...(answer.asked ? [t('askedByCustomer')] : []),
                w.code('identified', answer.signer.identified),
                ...(answer.signer.companion ? [t('companion')] : []),
                t(answer.basis === 'contract' ? 'basisContract' : 'basisProvision'),
              ]),
        ].join(' · ')}
        <br />
        {t('noticeVersion', { version: version ?? t('noticeGone'), lang: t(`lang.${answer.lang}`) })}{' '}
        <code title={answer.notice}>{shortHash(answer.notice)}</code>
        <NoticeShown w={w} hash={answer.notice} lang={answer.lang} shown={shown} load={loadNotice} />
      </span>
    </li>
  )
}

function SignatureCard({
  w,
  given,
  found,
  onStrokes,
}: {
  w: Words
  given: readonly Given[]
  found: { readonly signature: Signature; readonly matches: boolean } | undefined
  onStrokes: (group: string) => void
}) {
  const { t } = w
  const ref = given[0]?.signature
  if (!ref) return null
  const names = given.map((g) => w.service(g.service)).join(t('comma'))
  return (
    <figure class="co-signature">
      {found && found.signature.strokes.length > 0 ? (
        <Strokes strokes={found.signature.strokes} label={t('signatureOf', { services: names })} />
      ) : (
        <p class="co-empty">{ref.form === 'paper' ? t('signaturePaper') : t('signatureErased')}</p>
      )}
      <figcaption>
        <b>{names}</b>
        <br />
        <span class="cs-small cs-muted">
          {t(`form.${ref.form}`)} ·{' '}
          {t('signatureFacts', { points: w.count(ref.points), time: w.seconds(ref.ms) })}
          <br />
          <code title={ref.hash}>{shortHash(ref.hash)}</code>{' '}
        </span>
        {found && (
          <Tag kind={found.matches ? 'given' : 'stopped'}>
            {found.matches ? t('signatureMatches') : t('signatureDiffers')}
          </Tag>
        )}
        {found && found.signature.strokes.length > 0 && (
          <Button class="co-noprint" data-action="strokes" onClick={() => onStrokes(ref.group)}>
            {t('strokesSave')}
          </Button>
        )}
      </figcaption>
    </figure>
  )
}
