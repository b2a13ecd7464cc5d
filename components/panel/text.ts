import type { PanelTexts } from '../../utils/wire/index.ts'
import type { HeldText } from '../text/held-words.ts'
import { faultTexts, format, keyFinder, type Translate } from '../text/index.ts'
import type zh from '../text/zh-CN/panel.json'

export type PanelKey = keyof typeof zh

/** The panel's words, as the background has sent them. */
export interface PanelText {
  (...args: Parameters<Translate<typeof zh>>): string
  /** The key for a code that comes from elsewhere: `<group>.<code>`, or the fallback. */
  keyFor(group: string, code: string, fallback: PanelKey): PanelKey
  /** A problem in words. */
  problem(code: string): string
  readonly held: HeldText
}

const from =
  (words: Readonly<Record<string, string>>) =>
  (key: string, params?: Readonly<Record<string, string | number>>): string =>
    format(words[key] ?? key, params)

/** Makes the panel's words of what was sent. */
export function panelText({ panel, held }: PanelTexts): PanelText {
  const words = panel as typeof zh
  const t = from(panel)
  const find = keyFinder(words)
  const problem = faultTexts(words, 'problem')
  return Object.assign(t as Translate<typeof zh>, {
    keyFor: (group: string, code: string, fallback: PanelKey) => find(group, code, fallback),
    problem: (code: string) => problem(t, code),
    held: from(held) as HeldText,
  })
}
