import type { PanelService } from '../../utils/wire/index.ts'
import { heldWordsIn } from '../text/held-words.ts'
import type { PartProps } from './props.ts'
import { toUntick } from './services.ts'
import type { PanelText } from './text.ts'

/** One line in the panel's foot. */
export interface Reason {
  readonly text: string
  readonly kind: 'waiting' | 'given' | 'stopped'
}

type Shown = Pick<PartProps, 'view' | 'lang' | 'missing' | 'fault'>

/** Names in quotation marks, as a sentence lists them. */
export const quoted = (t: PanelText, names: readonly string[]): string =>
  names.map((name) => t('quote', { name })).join(t('list'))

/** True where something holds the submit that has words of its own above the foot. */
const isSaidAbove = ({ view, missing, fault }: Shown): boolean =>
  Boolean(view?.held || view?.problem || fault) || missing.length > 0 || (view?.missing.length ?? 0) > 0

/**
 * In words, why the submit waits, or that it need not. "You can submit" is said here and nowhere else, and never beside
 * something that holds it.
 */
export function reasons(props: Shown, t: PanelText): readonly Reason[] {
  const { view, lang } = props
  const activation = view?.activation
  if (!view || !activation) return []
  if (activation.stage !== 'open') {
    return [
      { kind: 'given', text: t(activation.stage === 'confirmed' ? 'open.confirmed' : 'open.submitted') },
    ]
  }
  if (activation.gate.open && isSaidAbove(props)) return []
  if (activation.gate.open) {
    const signed = activation.services.some((s) => s.state === 'given')
    return [{ kind: 'given', text: t(signed ? 'open.done' : 'open.none') }]
  }
  const out: Reason[] = []
  const names = (services: readonly PanelService[]) =>
    quoted(
      t,
      services.map((s) => s.name[lang]),
    )
  const off = toUntick(activation)
  const noNotice = (s: PanelService) => s.state === 'unknown' || s.state === 'draft'
  const refused = off.filter((s) => !noNotice(s) && !s.notToday)
  const notToday = off.filter((s) => s.notToday)
  const unknown = off.filter(noNotice)
  const { waiting } = activation
  if (refused.length) out.push({ kind: 'waiting', text: t('why.refused', { names: names(refused) }) })
  if (notToday.length) out.push({ kind: 'waiting', text: t('why.notToday', { names: names(notToday) }) })
  if (unknown.length) out.push({ kind: 'stopped', text: t('why.unknown', { names: names(unknown) }) })
  if (activation.signing) out.push({ kind: 'waiting', text: t('why.signing') })
  else if (waiting) {
    out.push({ kind: 'waiting', text: t(waiting === 1 ? 'why.waiting.one' : 'why.waiting', { n: waiting }) })
  }
  const loading = activation.gate.why === 'gate/loading'
  if (out.length === 0 || loading) {
    const text = t(t.keyFor('why', activation.gate.why ?? 'other', 'why.other'))
    out.push({ kind: loading ? 'waiting' : 'stopped', text })
  }
  return out
}

/** What a screen reader is told at once: what was just said, or that a submit was held and why. */
export function spoken(props: Omit<PartProps, 't'>, t: PanelText): string {
  const held = props.view?.held
  if (props.said && !held) return t(props.said.key, { names: quoted(t, props.said.names ?? []) })
  if (held) {
    const { title, why, next, code } = heldWordsIn(t.held, held, props.lang, props.view?.activation?.signing)
    return [title, ...why, next, code].filter(Boolean).join(' ')
  }
  if (!props.held) return ''
  return [t('held'), ...reasons(props, t).map((r) => r.text)].join(' ')
}
