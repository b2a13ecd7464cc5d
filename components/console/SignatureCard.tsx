import { Button, Tag } from '../base/index.ts'
import type { Given, Signature } from './entry.ts'
import { Strokes } from './Strokes.tsx'
import { shortHash, type Words } from './words.ts'

/** One signature, and the services above it. */
export function SignatureCard({
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
