import type { ActivationId, Result } from '../../base/index.ts'
import { CONSOLE } from './console.ts'
import type { InOf, OutOf } from './message.ts'
import { PANEL } from './panel.ts'
import { POPUP } from './popup.ts'
import { SIGN } from './sign.ts'
import { STOPPED } from './stopped.ts'
import { WITHDRAW } from './withdraw.ts'

/**
 * The contract of the extension's pages and the panel with the background. A message is written once, in the file of the
 * surface that sends it; nobody else may send it.
 */
export const MESSAGES = { ...PANEL, ...SIGN, ...STOPPED, ...POPUP, ...WITHDRAW, ...CONSOLE } as const

/** Who may send what: the panel by its kind, a page of ours by its path. */
export const SENDERS: readonly (readonly [sender: string, messages: object])[] = [
  ['panel', PANEL],
  ['/sign.html', SIGN],
  ['/stopped.html', STOPPED],
  ['/popup.html', POPUP],
  ['/withdraw.html', WITHDRAW],
  ['/console.html', CONSOLE],
]

export type Messages = typeof MESSAGES
export type Name = keyof Messages
export type In<N extends Name> = InOf<Messages[N]>
export type Out<N extends Name> = OutOf<Messages[N]>

/** What the background answers. `k`: the one-time token that a page's next message carries. */
export type Answer<N extends Name = Name> = { readonly r: Result<Out<N>>; readonly k?: string }

/** Pushed to panels and pages when what they show may have changed; they ask again. */
export interface Nudge {
  readonly nudge: 'panel' | 'sign' | 'stopped' | 'popup' | 'console'
  readonly activation?: ActivationId
  /** For the panels of this tab alone. */
  readonly tab?: number
  /** The clerk has asked that these codes be unticked, in whichever frame they stand. */
  readonly untick?: readonly string[]
}

/** What a surface uses. Entry points make it from `platform`; previews and tests pass their own. */
export interface Client {
  ask<N extends Name>(name: N, body: In<N>): Promise<Result<Out<N>>>
  onNudge(listener: (nudge: Nudge) => void): () => void
}
