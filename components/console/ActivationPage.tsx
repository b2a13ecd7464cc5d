import type { Entry } from '../../utils/log/index.ts'
import type { NoticeRow } from '../../utils/store/index.ts'
import { Button } from '../base/index.ts'
import { type ActivationHold, ActivationHolds } from './ActivationHolds.tsx'
import { Answer } from './Answer.tsx'
import { answersOf, type Given, readingsOf, type Signature } from './entry.ts'
import type { Listed } from './LogPage.tsx'
import { ReceiptFacts, type ReceiptPart } from './ReceiptFacts.tsx'
import { SignatureCard } from './SignatureCard.tsx'
import { Timeline } from './Timeline.tsx'
import type { Words } from './words.ts'

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
  readonly receipt: ReceiptPart | null
  /** Title of the notice with this hash, and its version; null where the catalogue no longer has it. */
  readonly noticeVersion: (hash: string) => string | null
  readonly hold: ActivationHold
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

      {receipt && <ReceiptFacts w={w} receipt={receipt} />}

      <ActivationHolds w={w} {...hold} />
      <Timeline w={w} rows={rows} />
    </article>
  )
}
