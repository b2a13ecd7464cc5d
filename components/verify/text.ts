import en from '../text/en/verify.json' with { type: 'json' }
import { translator } from '../text/index.ts'
import zh from '../text/zh-CN/verify.json' with { type: 'json' }

export const verifyText = translator({ 'zh-CN': zh, en })

/** A fault in words; a code that this version does not know is shown. */
export const faultText = (lang: 'zh-CN' | 'en', code: string): string => {
  const key = `fault.${code}`
  return key in zh ? verifyText(lang)(key as keyof typeof zh) : code
}
