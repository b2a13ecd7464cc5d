import { call, controlKind, isButton, tag } from '../../utils/guard/page.ts'
import type { FrameCore as Core } from '../../utils/wire/frame.ts'
import { TYPED } from './verdict.ts'

/** The control that an event is about, where it sends a code or the form; `code` for "get code". */
export const controlIn = (core: Core, event: Event): 'code' | 'submit' | null => {
  const { kind, code, submit, unread } = core.page()
  if (kind === 'other') return null
  const path = event.composedPath()
  for (let i = 0; i < 6 && i < path.length; i++) {
    const node = path[i]
    // A field is no control, however near the button stands.
    if (!(node instanceof Element) || call(node, 'matches', TYPED)) break
    if (controlKind(node) === 'code') return 'code'
    const local = tag(node)
    if (node === code && !/^(input|textarea|select)$/.test(local)) return 'code'
    // Of a page that could not be read, whatever may send.
    if (node === submit || (unread && (isButton(node) || controlKind(node) !== 'other'))) return 'submit'
    if (/^(form|body|html|section|main)$/.test(local)) break
  }
  return null
}
/** With a permit: three codes, also where nobody knows the request that asks for one. */
export const spent = (core: Core, event: Event): boolean => {
  const { permit } = core.snapshot ?? {}
  if (!permit) return false
  if (permit.spent && event.type === 'click') {
    const answer = { act: 'stop', why: 'codes-spent', cell: '', stops: true } as const
    const about = { number: 'guarded', way: 'button', layer: 'page', digits: null } as const
    core.stopped({ ...about, answer, trusted: event.isTrusted })
  } else if (event.type === 'click') core.tell('code')
  return permit.spent
}
