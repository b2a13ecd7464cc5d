import { call, findNumbers, fingerprint, holdsSending } from '../../utils/guard/page.ts'
import type { FrameCore as Core } from '../../utils/wire/frame.ts'

/** Fields into which a person types. */
export const TYPED =
  'input:not([type=hidden],[type=checkbox],[type=radio],[type=submit],[type=button]),textarea'

type Seen = {
  readonly number: 'guarded' | 'other' | 'none'
  readonly digits: string | null
  readonly short: number | null
}

/** Which number stands in the form: what the table's columns ask. */
export function numberOn(core: Core, phone: Element | undefined): Seen {
  const fields: Element[] = phone ? [phone] : []
  const root = (phone?.getRootNode() ?? document) as Document | ShadowRoot
  for (const field of call(root, 'querySelectorAll', TYPED)) if (fields.length < 60) fields.push(field)
  for (const field of fields) {
    const [number] = findNumbers((field as HTMLInputElement).value ?? '')
    if (!number || !core.view) continue
    const digits = number.slice(3)
    const short = fingerprint(digits, core.view.key)
    return { number: core.view.whole.has(short) ? 'guarded' : 'other', digits, short }
  }
  return { number: 'none', digits: null, short: null }
}

/** What the table says about sending this form now; null: nobody has anything to say. */
const verdict = (core: Core): { shown: Seen; answer: ReturnType<Core['judge']> } | null => {
  const page = core.page()
  if (page.kind === 'other') return null
  const shown = numberOn(core, page.phone)
  // With a permit in this tab a step of the form without the number is part of what was signed for.
  if (shown.number === 'none' && core.view?.permit) return null
  return { shown, answer: core.judge(shown.number, shown.short) }
}
/** It may not go. */
export const held = (core: Core): boolean => {
  const { answer } = verdict(core) ?? {}
  return answer !== undefined && (answer.stops || holdsSending(answer))
}

export const report = (core: Core, way: string, trusted: boolean): boolean => {
  const said = verdict(core)
  if (!said) return false
  const { answer, shown } = said
  return core.stopped({ answer, number: shown.number, way, layer: 'page', digits: shown.digits, trusted })
}
