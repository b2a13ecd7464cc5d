import en from '../text/en/popup.json' with { type: 'json' }
import { faultTexts, keyFinder, type Translate, translator } from '../text/index.ts'
import zh from '../text/zh-CN/popup.json' with { type: 'json' }

export type PopupText = Translate<typeof zh>
export const popupText = translator({ 'zh-CN': zh, en })

export const keyFor = keyFinder(zh)
export const faultText = faultTexts(zh, 'error')
