import en from '../text/en/withdraw.json' with { type: 'json' }
import { type Translate, translator } from '../text/index.ts'
import zh from '../text/zh-CN/withdraw.json' with { type: 'json' }

export const withdrawText = translator({ 'zh-CN': zh, en })

/** What went wrong, in words. */
export function faultText(t: Translate<typeof zh>, code: string): string {
  if (code === 'number/not-a-number') return t('error.number')
  if (code === 'receipt-code/part-missing') return t('error.part')
  if (code.startsWith('receipt-code/')) return t('error.code')
  if (code.startsWith('receipt/')) return t('error.proof')
  if (code === 'decision/none') return t('error.gone')
  if (code === 'decision/not-valid') return t('error.twice')
  return t('error.other', { code })
}
