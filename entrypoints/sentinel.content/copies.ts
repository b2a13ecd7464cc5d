import { maskNumber } from '../../utils/base/index.ts'
import { findGuarded } from '../../utils/guard/page.ts'
import type { Core } from './core.ts'

export interface Copies {
  readonly handlers: Record<string, (event: Event) => void>
  /** A text with the guarded number masked; null where there is none in it. */
  masked(text: string): string | null
}

/** A number with its marks, as it is copied from a page. Made when it is used: few pages ever copy one. */
const numberish = (): RegExp => /\+?[\d０-９](?:[\s().·-]{0,2}[\d０-９]){10,14}/g

/** What is copied, cut or dragged out of a page of the portal. */
export function watchCopies(core: Core): Copies {
  /** The clerk sees the whole number on the portal; what they carry away is the masked one. */
  const masked = (text: string): string | null => {
    if (!core.view || !core.snapshot?.maskCopies) return null
    const view = { ...core.view, permit: null }
    if (!findGuarded(text, view)) return null
    const out = text.replace(numberish(), (one) => (findGuarded(one, view) ? maskNumber(one) : one))
    // Spelled in a way that cannot be cut out: nothing of it is handed out.
    return findGuarded(out, view) ? '*' : out
  }
  const selected = (event: Event): string => {
    const field = event.composedPath()[0]
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
      try {
        return field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? field.value.length)
      } catch {
        // Kinds without a selection are copied whole.
        return field.value
      }
    }
    return String(getSelection() ?? '')
  }
  const carry = (event: Event): void => {
    if (!core.snapshot?.maskCopies) return
    const data =
      event.type === 'dragstart' ? (event as DragEvent).dataTransfer : (event as ClipboardEvent).clipboardData
    const text = masked(selected(event))
    if (text === null || !data) return
    if (event.type === 'dragstart') data.clearData()
    else event.preventDefault()
    event.stopImmediatePropagation()
    data.setData('text/plain', text)
  }

  return { handlers: { copy: carry, cut: carry, dragstart: carry }, masked }
}
