import { digitsOf, fewDigits, findTail, native, textOf } from '../../utils/guard/page.ts'
import { around, innermost, isField, NEAR } from './caret.ts'
import type { Core } from './core.ts'
import { dropDigit, keepDigits, keepMeant, stops, typed, withDigits } from './typed.ts'

/** A key and the input that it makes belong together for so long, by the clock of events. */
const KEY_MS = 1_000
/** Of what is pasted so much is looked at. */
const PASTED = 1 << 20

export function cancel(event: Event): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}

/** A code is held as it is about to be sent: what is typed may still become something else. */
export const sends = (core: Core, event: Event, field: Element | null): void => {
  if (!event.isTrusted || !core.view || core.view.codes <= Date.now()) return
  const text = isField(field)
    ? field.value
    : field && native(field as HTMLElement, 'isContentEditable')
      ? textOf(field)
      : ''
  if (text && core.heldCode(text, 'submit', true)) cancel(event)
}

/** What can be cancelled before it is in the page: keys, paste, drop, insertion. */
export function watchKeys(core: Core): Record<string, (event: Event) => void> {
  const keydown = (event: Event): void => {
    const { key, ctrlKey, metaKey, altKey, isTrusted, isComposing } = event as KeyboardEvent
    if (isTrusted) core.person()
    if (!core.numbers || ctrlKey || metaKey || altKey || isComposing || !isTrusted) return
    if (key === 'Backspace') {
      dropDigit()
      typed.meant = typed.meant.slice(0, -1)
      return
    }
    if (key === 'Enter') {
      sends(core, event, innermost(event))
      return
    }
    if (key.length > 2) return
    const digit = key >= '0' && key <= '9' ? key : key > '\x7f' ? digitsOf(key) : ''
    if (digit === '') return
    const next = withDigits(digit)
    keepMeant(next.length > 1 ? typed.meant + digit : digit)
    if (stops(core, findTail(next, core.view) ?? findTail(typed.meant, core.view), 'key', event)) {
      cancel(event)
      return
    }
    keepDigits(next)
    typed.keyed = event.timeStamp
  }

  /** What is about to go in, in one piece: into a field, an editor, or a page that reads the event itself. */
  const whole = (way: 'paste' | 'drop', data: DataTransfer | null, event: Event): void => {
    if (!core.numbers || !data) return
    const text = data.getData('text/plain') || data.getData('text/html').replace(/<[^>]*>/g, '')
    if (!text) return
    if (event.isTrusted && core.heldCode(text, way, true)) {
      cancel(event)
      return
    }
    const digits = digitsOf(text)
    const short = digits.length > 0 && digits.length < 16
    const [before, after] = around(innermost(event), null)
    const hit =
      core.find(text.slice(0, PASTED)) ??
      core.find(before + text.slice(0, NEAR) + after) ??
      (short ? core.find(`${withDigits('')} ${digits}`) : null)
    if (stops(core, hit, way, event)) cancel(event)
    else if (short) {
      keepDigits(withDigits(digits))
      keepMeant(typed.meant + digits)
    }
  }

  const beforeinput = (raw: Event): void => {
    if (!core.numbers) return
    const event = raw as InputEvent
    const type = event.inputType
    const data = event.data ?? event.dataTransfer?.getData('text/plain') ?? ''
    if (data === '' && !type.startsWith('delete')) return
    const [before, after] = around(innermost(event), event)
    const next = before + data + after
    const isKeyed = event.timeStamp - typed.keyed < KEY_MS
    // A digit without a key (a screen keyboard, the system): it joins what was meant here.
    const digit = digitsOf(data).length === 1 && !isKeyed ? digitsOf(data) : ''
    if (digit) keepMeant(typed.meant + digit)
    if (digit === '' && fewDigits(next)) return
    const hit = core.find(next) ?? (digit ? findTail(typed.meant, core.view) : null)
    if (!hit || !event.cancelable) return
    const way = /Paste/.test(type) ? 'paste' : /Drop/.test(type) ? 'drop' : isKeyed ? 'key' : 'insert'
    if (stops(core, hit, way, event)) {
      cancel(event)
      dropDigit()
    }
  }

  return {
    keydown,
    beforeinput,
    paste: (event) => whole('paste', (event as ClipboardEvent).clipboardData, event),
    drop: (event) => whole('drop', (event as DragEvent).dataTransfer, event),
  }
}
