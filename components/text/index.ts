import type { Price } from '../../utils/notice/index.ts'
import enCommon from './en/common.json' with { type: 'json' }
import { translator } from './format.ts'
import zhCommon from './zh-CN/common.json' with { type: 'json' }

export { faultTexts, format, keyFinder, type Translate, translator } from './format.ts'

export const commonText = translator({ 'zh-CN': zhCommon, en: enCommon })

/** Why a refusal was not the customer's own no; '' for a reason that this version has no words for. */
export function notTodayWhy(why: string, lang: 'zh-CN' | 'en'): string {
  const key = `notToday.${why}`
  return key in zhCommon ? commonText(lang)(key as keyof typeof zhCommon) : ''
}

/** The same as a sentence's beginning: `Not today: …`. */
export function notTodayText(why: string, lang: 'zh-CN' | 'en'): string {
  const t = commonText(lang)
  const words = notTodayWhy(why, lang)
  return words === '' ? t('notToday') : t('notTodayWhy', { why: words })
}

/** `6 元/月`, `free`: a price in words. */
export function priceText(price: Price, lang: 'zh-CN' | 'en'): string {
  const t = commonText(lang)
  if (price.fen === 0) return t('free')
  const yuan = price.fen % 100 === 0 ? String(price.fen / 100) : (price.fen / 100).toFixed(2)
  return t(price.per === 'month' ? 'perMonth' : price.per === 'year' ? 'perYear' : 'perOnce', { yuan })
}
