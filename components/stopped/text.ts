import en from '../text/en/stopped.json' with { type: 'json' }
import { faultTexts, translator } from '../text/index.ts'
import zh from '../text/zh-CN/stopped.json' with { type: 'json' }

export const stoppedText = translator({ 'zh-CN': zh, en })
export type T = ReturnType<typeof stoppedText>

/** A coded fault in words, with what to do. */
export const faultText = faultTexts(zh, 'error')
