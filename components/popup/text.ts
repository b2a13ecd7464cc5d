import en from '../text/en/popup.json' with { type: 'json' }
import { type Translate, translator } from '../text/index.ts'
import zh from '../text/zh-CN/popup.json' with { type: 'json' }

export type PopupText = Translate<typeof zh>
type PopupKey = keyof typeof zh
export const popupText = translator({ 'zh-CN': zh, en })

/** A key made of a code that comes from elsewhere; one that no text knows falls back. */
export const keyFor = (prefix: string, code: string, fallback: PopupKey): PopupKey => {
  const key = `${prefix}.${code}`
  return Object.hasOwn(zh, key) ? (key as PopupKey) : fallback
}
