import type { Lang } from '../../utils/base/index.ts'
import en from '../text/en/sign.json' with { type: 'json' }
import { faultTexts, translator } from '../text/index.ts'
import zh from '../text/zh-CN/sign.json' with { type: 'json' }

export const signText = translator({ 'zh-CN': zh, en })
export type T = ReturnType<typeof signText>

/** A name and what it is of, as one sentence. */
export const pair = (name: string, of: string, lang: Lang): string =>
  `${name}${lang === 'en' ? ': ' : '：'}${of}`

/** A coded fault in words, with what to do. */
export const faultText = faultTexts(zh, 'error')
