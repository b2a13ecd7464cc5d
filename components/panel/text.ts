import en from '../text/en/panel.json' with { type: 'json' }
import { type Translate, translator } from '../text/index.ts'
import zh from '../text/zh-CN/panel.json' with { type: 'json' }

export type PanelText = Translate<typeof zh>
export type PanelKey = keyof typeof zh
export const panelText = translator({ 'zh-CN': zh, en })

/** A key made of a code that comes from elsewhere; one that no text knows falls back. */
export const keyFor = (prefix: string, code: string, fallback: PanelKey): PanelKey => {
  const key = `${prefix}.${code}`
  return Object.hasOwn(zh, key) ? (key as PanelKey) : fallback
}
