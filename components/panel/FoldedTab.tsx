import { Seal, type TagKind } from '../base/index.ts'
import type { PanelProps, PartProps } from './props.ts'
import { toUntick } from './services.ts'
import type { PanelKey } from './text.ts'

/** The folded panel: a shape and two words; a tap unfolds it. */
export function FoldedTab(props: PartProps) {
  const { t } = props
  const state = tabState(props)
  return (
    <button type="button" class="tab" title={t('shortcut')} onClick={() => props.onFold(false)}>
      <Seal />
      <span class={`tab-shape ${state.kind}`} aria-hidden="true" />
      <span class="tab-word">{t(state.key, { n: state.n })}</span>
      <span class="cs-hidden">{t('unfold')}</span>
    </button>
  )
}

function tabState(props: PanelProps): { kind: TagKind | 'check'; key: PanelKey; n: number } {
  const { view } = props
  const activation = view?.activation
  const missing = props.missing.length > 0 || (view?.missing.length ?? 0) > 0
  // It has gone: nothing waits any more.
  if (view?.held?.why === 'order/got-out') return { kind: 'stopped', key: 'tab.out', n: 0 }
  if (missing || view?.problem || view?.held || props.fault)
    return { kind: 'stopped', key: 'tab.stopped', n: 0 }
  if (view?.pledge && !activation) return { kind: 'waiting', key: 'tab.pledge', n: 0 }
  const left = view?.papers.some((p) => !p.handed)
  if (!activation && view?.papers.length)
    return { kind: left ? 'waiting' : 'check', key: left ? 'tab.left' : 'tab.paper', n: 0 }
  if (!activation) return { kind: 'waiting', key: 'tab.moment', n: 0 }
  if (activation.signing && activation.stage === 'open') return { kind: 'waiting', key: 'tab.signing', n: 0 }
  if (activation.stage === 'open') {
    const { waiting } = activation
    if (waiting > 0) return { kind: 'waiting', key: 'tab.waiting', n: waiting }
    const untick = toUntick(activation).length
    if (untick > 0) return { kind: 'waiting', key: 'tab.refused', n: untick }
    if (!activation.gate.open) return { kind: 'stopped', key: 'tab.stopped', n: 0 }
  }
  if (left) return { kind: 'waiting', key: 'tab.left', n: 0 }
  const signed = activation.services.some((s) => s.state === 'given')
  return { kind: 'check', key: signed ? 'tab.done' : 'tab.none', n: 0 }
}
