import { call, native } from '../../utils/guard/page.ts'
import { shadowRootOf } from './link.ts'

/** How much of a field around the caret is looked at: more than a number with its marks. */
export const NEAR = 48

export type Field = HTMLInputElement | HTMLTextAreaElement

export const isField = (node: unknown): node is Field =>
  node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement

/** The innermost element that an event is about, through closed shadow roots too. */
export function innermost(event: Event): Element | null {
  let element = (event.composedPath()[0] ?? event.target) as Element | null
  while (element instanceof Element && !isField(element)) {
    const inner: Element | null = shadowRootOf(element)?.activeElement ?? null
    if (!inner) break
    element = inner
  }
  return element instanceof Element ? element : null
}

/** What stands before and after the caret (or the selection) of a field or of an editable element. */
export function around(target: Element | null, event: InputEvent | null): [string, string] {
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
      // A place that is gone meanwhile has no text beside it.
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
export function boxes(field: Field): string {
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
