import type { ComponentChildren } from 'preact'

/** given: signed, green disc · declined: the customer's no, or nothing to do, neutral bar · waiting: amber ring · stopped: red square. */
export type TagKind = 'given' | 'declined' | 'waiting' | 'stopped'

/** A state in words, with a shape of its own so that colour is never alone. */
export function Tag({ kind, children }: { kind: TagKind; children: ComponentChildren }) {
  return <span class={`cs-tag cs-${kind}`}>{children}</span>
}
