import type { Price } from '../../utils/notice/index.ts'
import enCommon from './en/common.json' with { type: 'json' }
import { translator } from './format.ts'
import zhCommon from './zh-CN/common.json' with { type: 'json' }

export { format, type Translate, translator } from './format.ts'

export const commonText = translator({ 'zh-CN': zhCommon, en: enCommon })

/** `6 元/月`, `free`: a price in words. */
export function priceText(price: Price, lang: 'zh-CN' | 'en'): string {
  const t = commonText(lang)
  if (price.fen === 0) return t('free')
  const yuan = price.fen % 100 === 0 ? String(price.fen / 100) : (price.fen / 100).toFixed(2)
  return t(price.per === 'month' ? 'perMonth' : price.per === 'year' ? 'perYear' : 'perOnce', { yuan })
}
