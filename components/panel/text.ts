import en from '../text/en/panel.json' with { type: 'json' }
import { faultTexts, keyFinder, type Translate, translator } from '../text/index.ts'
import zh from '../text/zh-CN/panel.json' with { type: 'json' }

export type PanelText = Translate<typeof zh>
export type PanelKey = keyof typeof zh
export const panelText = translator({ 'zh-CN': zh, en })

export const keyFor = keyFinder(zh)
export const problemText = faultTexts(zh, 'problem')
