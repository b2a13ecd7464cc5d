import { call, findNumbers, textOf } from '../../utils/guard/page.ts'
import { around, boxes, type Field, innermost, isField } from './caret.ts'
import type { Core } from './core.ts'
import { stops } from './typed.ts'

/** The longest file that is read. */
const FILE = 1 << 20
/** Of a page's life, in milliseconds: what is filled in so early no person has filled in. */
const EARLY = 1_000
/** Of a longer text only what stands around the caret is looked at. */
const LONG = 4_000

/** A file that the clerk picked: read as text, and taken out of the field where it holds a number. */
const picked = (core: Core, field: HTMLInputElement, event: Event): void => {
  for (const file of field.files ?? []) {
    if (file.size > FILE) continue
    void file.text().then((text) => {
      // Whole numbers alone: runs of eight meet by chance in a long text.
      const number = findNumbers(text).find((one) => core.find(one)?.digits.length === 11)
      if (number && stops(core, core.find(number), 'insert', event, true)) field.value = ''
    })
  }
}

/** Too late to cancel: the field is emptied before the page's own listeners run. */
const filled = (core: Core, field: Element | null, raw: Event): void => {
  let text = ''
  if (isField(field)) {
    if (field.type === 'file') picked(core, field as HTMLInputElement, raw)
    if (
      field instanceof HTMLInputElement &&
      /^(checkbox|radio|file|button|submit|range|color)$/.test(field.type)
    )
      return
    text = boxes(field)
  } else text = textOf(field)
  if (text.length > LONG) text = around(field, null).join('')
  const hit = core.find(text)
  if (!hit) return
  const event = raw as InputEvent
  const way =
    event.isComposing || /Composition/.test(event.inputType ?? '')
      ? 'composition'
      : !event.isTrusted
        ? 'script'
        : event.inputType
          ? 'insert'
          : 'autofill'
  if (!stops(core, hit, way, raw, true, text)) return
  if (isField(field)) {
    field.value = ''
    const form = field.maxLength === 1 && field.closest('form')
    if (form) call(form, 'reset')
  } else if (field) field.textContent = ''
  raw.stopImmediatePropagation()
}

export interface Filled {
  /** A field has another value by now. */
  readonly changed: (event: Event) => void
  /** With the first snapshot: what was filled in before anybody knew whose number it is. */
  readonly lookAgain: () => void
}

/**
 * What can be seen only when it is in the page: composition, autofill, a script's value. What was filled in before anybody
 * knew whose number it is gets looked at as soon as that is known: what the browser filled in the page does not see until
 * then, and gets it back where it is nobody's business.
 */
export function watchFilled(core: Core): Filled {
  const early = new Map<Element | null, { readonly event: Event; readonly value: string }>()
  const lookAgain = (): void => {
    for (const [field, { event, value }] of early) {
      if (value) (field as Field).value = value
      filled(core, field, event)
      if (value && (field as Field).value === value)
        for (const type of ['input', 'change'])
          call(field as Field, 'dispatchEvent', new Event(type, { bubbles: true }))
    }
    early.clear()
  }
  const changed = (event: Event): void => {
    if (!core.numbers) return
    const field = innermost(event)
    if (core.view || performance.now() > EARLY) {
      filled(core, field, event)
      return
    }
    let value = ''
    if (event.isTrusted && isField(field) && core.find(field.value)) {
      value = field.value
      field.value = ''
      event.stopImmediatePropagation()
    }
    if (early.size === 0) setTimeout(lookAgain, EARLY)
    // The browser tells of one filling by two events.
    if (value || !early.has(field)) early.set(field, { event, value })
  }
  return { changed, lookAgain }
}
