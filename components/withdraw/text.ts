import en from '../text/en/withdraw.json' with { type: 'json' }
import { faultTexts, translator } from '../text/index.ts'
import zh from '../text/zh-CN/withdraw.json' with { type: 'json' }

export const withdrawText = translator({ 'zh-CN': zh, en })

/** What went wrong, in words. */
export const faultText = faultTexts(zh, 'error')
