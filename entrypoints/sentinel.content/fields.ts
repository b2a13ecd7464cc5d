import {
  call,
  digitsOf,
  fewDigits,
  findNumbers,
  findTail,
  type Hit,
  native,
  spellings,
  textOf,
} from '../../utils/guard/page.ts'
import type { Core } from './core.ts'
import { type Link, shadowRootOf } from './link.ts'

/** How much of a field around the caret is looked at: more than a number with its marks. */
const NEAR = 48
/** The longest file that is read. */
const FILE = 1 << 20
/** Of a page's life, in milliseconds: what is filled in so early no person has filled in. */
const EARLY = 1_000

type Field = HTMLInputElement | HTMLTextAreaElement

const isField = (node: unknown): node is Field =>
  node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement

/** The innermost element that an event is about, through closed shadow roots too. */
function innermost(event: Event): Element | null {
  let element = (event.composedPath()[0] ?? event.target) as Element | null
  while (element instanceof Element && !isField(element)) {
    const inner: Element | null = shadowRootOf(element)?.activeElement ?? null
    if (!inner) break
    element = inner
  }
  return element instanceof Element ? element : null
}

/** What stands before and after the caret (or the selection) of a field or of an editable element. */
function around(target: Element | null, event: InputEvent | null): [string, string] {
  if (isField(target)) {
    const { value } = target
    let from = value.length
    let to = value.length
    try {
      from = target.selectionStart ?? from
      to = target.selectionEnd ?? to
    } catch {
      // Kinds without a selection: the caret counts as at the end.
    }
    const type = event?.inputType ?? ''
    if (from === to && type.startsWith('deleteContent')) {
      if (type.endsWith('Forward')) to++
      else from--
    }
    return [value.slice(Math.max(0, from - NEAR), Math.max(0, from)), value.slice(to, to + NEAR)]
  }
  const range = event?.getTargetRanges?.()[0] ?? selectionRange()
  if (!range) return ['', '']
  const side = (node: Node, offset: number, before: boolean): string => {
    const holder = node.nodeType === 1 ? (node as Element) : node.parentElement
    const block = (holder && call(holder, 'closest', 'p,li,td,div,[contenteditable]')) ?? holder
    if (!block) return ''
    try {
      const span = document.createRange()
      span.selectNodeContents(block)
      if (before) span.setEnd(node, offset)
      else span.setStart(node, offset)
      const text = span.toString()
      return before ? text.slice(-NEAR) : text.slice(0, NEAR)
    } catch {
      return ''
    }
  }
  return [
    side(range.startContainer, range.startOffset, true),
    side(range.endContainer, range.endOffset, false),
  ]
}

function selectionRange(): Range | null {
  const selection = getSelection()
  return selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : null
}

/** Boxes of one digit that stand beside each other, as one text. */
function boxes(field: Field): string {
  if (field.maxLength !== 1) return field.value
  const { parentElement } = field
  const group =
    field.closest('form,fieldset,[role=group]') ?? (parentElement && native(parentElement, 'parentElement'))
  let text = ''
  if (group)
    for (const box of call(group, 'querySelectorAll', 'input[maxlength="1"]'))
      text += (box as HTMLInputElement).value
  return text || field.value
}

export function cancel(event: Event): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}

/** What a message says, as JSON or as it stands; its blobs are left for who can wait. */
function messageText(data: unknown, blobs: Blob[]): string {
  if (typeof data !== 'object') return `${data as string}`
  if (import.meta.env.FIREFOX) {
    try {
      // A page's object is seen through a glass there: looked at is a copy of our own.
      data = structuredClone(data)
    } catch {
      // A port, or what else can only be handed over.
    }
  }
  const seen = new Set<unknown>()
  return JSON.stringify(data, (_, value: unknown) => {
    if (typeof value === 'bigint') return `${value}`
    if (typeof value !== 'object' || value === null) return value
    if (seen.has(value)) return ''
    seen.add(value)
    const kind = Object.prototype.toString.call(value).slice(8, -1)
    const all: unknown[] = []
    if (kind === 'Map') Map.prototype.forEach.call(value, (one, name) => all.push(name, one))
    else if (kind === 'Set') Set.prototype.forEach.call(value, (one) => all.push(one))
    else if (kind === 'Blob' || kind === 'File') blobs.push(value as Blob)
    else if (kind === 'Error') return (value as Error).message
    else if (ArrayBuffer.isView(value) || kind === 'ArrayBuffer')
      return new TextDecoder().decode(value as ArrayBuffer)
    else return value
    return all
  })
}

export interface Fields {
  readonly handlers: Record<string, (event: Event) => void>
  /** Digits that were typed in another frame of this tab. */
  join(digits: string): void
  /** With the first snapshot: what was typed before anybody knew whose number it was. */
  catchUp(): void
}

export function watchFields(core: Core, link: Link): Fields {
  /** Digits typed or pasted in this frame, whatever into: a number across fields, or into a page that draws its own. */
  let typed = ''
  /** The same with the stopped ones: who leaves out the eighth digit and types on has not typed another number. */
  let meant = ''
  let typedAt = 0
  let keyed = 0

  const remember = (digits: string): string => {
    const now = Date.now()
    const kept = now - typedAt > 120_000 ? '' : typed
    return (kept + digits).slice(-24)
  }

  /** Judges a hit; reports and returns true where it is stopped. */
  const stops = (hit: Hit | null, way: string, event: Event, quarantine = false, text = ''): boolean => {
    if (!hit) return false
    const answer = core.judge('guarded', hit.short)
    return core.stopped({
      answer,
      number: 'guarded',
      way,
      layer: 'number',
      digits: hit.digits,
      // A `reason` is answered on this page: it must stand.
      quarantine: quarantine && answer.act === 'stop',
      trusted: event.isTrusted,
      text,
    })
  }

  /** A code is held as it is about to be sent: what is typed may still become something else. */
  let last: Element | null = null
  const sends = (event: Event, field: Element | null): void => {
    if (!event.isTrusted || !core.view || core.view.codes <= Date.now()) return
    const text = isField(field)
      ? field.value
      : field && native(field as HTMLElement, 'isContentEditable')
        ? textOf(field)
        : ''
    if (text && core.heldCode(text, 'submit', true)) cancel(event)
  }

  const keydown = (event: Event): void => {
    const { key, ctrlKey, metaKey, altKey, isTrusted, isComposing } = event as KeyboardEvent
    if (isTrusted) core.person()
    if (!core.numbers || ctrlKey || metaKey || altKey || isComposing || !isTrusted) return
    if (key === 'Backspace') {
      typed = typed.slice(0, -1)
      meant = meant.slice(0, -1)
      return
    }
    if (key === 'Enter') {
      sends(event, innermost(event))
      return
    }
    if (key.length > 2) return
    const digit = key >= '0' && key <= '9' ? key : key > '\x7f' ? digitsOf(key) : ''
    if (digit === '') return
    const next = remember(digit)
    const all = next.length > 1 ? (meant + digit).slice(-24) : digit
    const hit = findTail(next, core.view) ?? findTail(all, core.view)
    meant = all
    if (stops(hit, 'key', event)) {
      cancel(event)
      return
    }
    typed = next
    typedAt = Date.now()
    keyed = event.timeStamp
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
      core.find(text.slice(0, 1 << 20)) ??
      core.find(before + text.slice(0, NEAR) + after) ??
      (short ? core.find(`${remember('')} ${digits}`) : null)
    if (stops(hit, way, event)) cancel(event)
    else if (short) {
      typed = remember(digits)
      meant = (meant + digits).slice(-24)
      typedAt = Date.now()
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
    // A digit without a key (a screen keyboard, the system): it joins what was meant here.
    const digit = digitsOf(data).length === 1 && event.timeStamp - keyed >= 1_000 ? digitsOf(data) : ''
    if (digit) meant = (meant + digit).slice(-24)
    if (digit === '' && fewDigits(next)) return
    const hit = core.find(next) ?? (digit ? findTail(meant, core.view) : null)
    if (!hit || !event.cancelable) return
    const way = /Paste/.test(type)
      ? 'paste'
      : /Drop/.test(type)
        ? 'drop'
        : event.timeStamp - keyed < 1_000
          ? 'key'
          : 'insert'
    if (stops(hit, way, event)) {
      cancel(event)
      typed = typed.slice(0, -1)
    }
  }

  /** A file that the clerk picked: read as text, and taken out of the field where it holds a number. */
  const picked = (field: HTMLInputElement, event: Event): void => {
    for (const file of field.files ?? []) {
      if (file.size > FILE) continue
      void file.text().then((text) => {
        // Whole numbers alone: runs of eight meet by chance in a long text.
        const number = findNumbers(text).find((one) => core.find(one)?.digits.length === 11)
        if (number && stops(core.find(number), 'insert', event, true)) field.value = ''
      })
    }
  }

  /**
   * Filled by the page or the browser before anybody knew whose number it is: looked at as soon as that is known. What the
   * browser filled in the page does not see until then, and gets it back where it is nobody's business.
   */
  const early = new Map<Element | null, { readonly event: Event; readonly value: string }>()
  const settle = (): void => {
    for (const [field, { event, value }] of early) {
      if (value) (field as Field).value = value
      filled(field, event)
      if (value && (field as Field).value === value)
        for (const type of ['input', 'change'])
          call(field as Field, 'dispatchEvent', new Event(type, { bubbles: true }))
    }
    early.clear()
  }
  const after = (event: Event): void => {
    if (!core.numbers) return
    const field = innermost(event)
    if (core.view || performance.now() > EARLY) {
      filled(field, event)
      return
    }
    let value = ''
    if (event.isTrusted && isField(field) && core.find(field.value)) {
      value = field.value
      field.value = ''
      event.stopImmediatePropagation()
    }
    if (early.size === 0) setTimeout(settle, EARLY)
    // The browser tells of one filling by two events.
    if (value || !early.has(field)) early.set(field, { event, value })
  }

  /** Too late to cancel: the field is emptied before the page's own listeners run. */
  const filled = (field: Element | null, raw: Event): void => {
    let text = ''
    if (isField(field)) {
      if (field.type === 'file') picked(field as HTMLInputElement, raw)
      if (
        field instanceof HTMLInputElement &&
        /^(checkbox|radio|file|button|submit|range|color)$/.test(field.type)
      )
        return
      text = boxes(field)
    } else text = textOf(field)
    if (text.length > 4_000) {
      const [before, behind] = around(field, null)
      text = before + behind
    }
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
    if (!stops(hit, way, raw, true, text)) return
    if (isField(field)) {
      field.value = ''
      const form = field.maxLength === 1 && field.closest('form')
      if (form) call(form, 'reset')
    } else if (field) field.textContent = ''
    raw.stopImmediatePropagation()
  }

  /**
   * What a form holds as it leaves, whatever the page's own listeners have put into it by then. It cannot be cancelled any
   * more, so it leaves without its values.
   */
  const formdata = (event: Event): void => {
    if (!core.view || !core.numbers || core.reading) return
    const { formData } = event as FormDataEvent
    let text = ''
    for (const [name, value] of formData) if (typeof value === 'string') text += `${name}\n${value}\n`
    // Made by a script as often as by a hand: it gives no tries back.
    if (!stops(core.find(text), 'submit', new Event(''), false, text)) return
    for (const name of [...formData.keys()]) formData.set(name, '')
  }

  /** A message from a frame of another origin: its own holdback knows nothing of where it goes. */
  const message = (event: Event): void => {
    if (!core.view || !core.numbers) return
    const { data } = event as MessageEvent<unknown>
    const blobs: Blob[] = []
    const said = (text: string, quarantine: boolean): boolean =>
      !fewDigits(text) &&
      spellings(text).some((spelled) => stops(core.find(spelled), 'script', event, quarantine, text))
    if (said(messageText(data, blobs), false)) event.stopImmediatePropagation()
    // These the page has by the time that they are read.
    else for (const blob of blobs) void Blob.prototype.text.call(blob).then((text) => said(text, true))
  }

  /** The clerk leaves this frame: what was begun here may be ended in the next. */
  const blur = (event: Event): void => {
    if (event.target !== window && event.target !== document) return
    if (core.numbers && typed && event.isTrusted) link.post({ t: 'typed', digits: typed })
  }

  const click = (event: Event): void => {
    const path = event.composedPath()
    for (let i = 0; i < 6 && i < path.length; i++) {
      const node = path[i]
      if (
        node instanceof Element &&
        call(node, 'matches', 'button,a,[role=button],[type=submit],[onclick]')
      ) {
        sends(event, last)
        return
      }
    }
  }

  const handlers = {
    keydown,
    blur,
    click,
    formdata,
    message,
    focusout: (event: Event) => {
      last = innermost(event)
    },
    beforeinput,
    input: (event: Event) => {
      last = innermost(event)
      after(event)
    },
    change: after,
    compositionend: after,
    paste: (event: Event) => whole('paste', (event as ClipboardEvent).clipboardData, event),
    drop: (event: Event) => whole('drop', (event as DragEvent).dataTransfer, event),
  }
  return {
    handlers,
    catchUp() {
      settle()
      const hit = core.find(typed)
      if (!hit || !core.view?.activation) return
      for (const field of call(document, 'querySelectorAll', 'input,textarea'))
        if (isField(field) && core.find(field.value)) field.value = ''
      stops(hit, 'key', new Event('late'), true)
      typed = ''
    },
    join(digits) {
      typed = (digits + typed).slice(-24)
      meant = typed
      typedAt = Date.now()
    },
  }
}

/** A guarded number in the page's own address. */
export function watchAddress(core: Core): (event?: Event) => void {
  let last = ''
  return (event) => {
    // Before a script's pushState or a link has changed the address: cancelled, the number is never in it.
    const next = (event as { destination?: { url?: string } } | undefined)?.destination?.url
    const href = next ?? location.href
    if (!core.view || !core.numbers || (!next && href === last) || fewDigits(href)) return
    if (!next) last = href
    for (const text of spellings(href)) {
      const hit = core.find(text)
      if (!hit) continue
      const about = { number: 'guarded', way: 'address', layer: 'number', trusted: false } as const
      const quarantine = !next || !event?.cancelable
      const answer = core.judge('guarded', hit.short)
      if (!core.stopped({ ...about, answer, digits: hit.digits, quarantine, text })) continue
      if (next) event?.preventDefault()
      return
    }
  }
}
