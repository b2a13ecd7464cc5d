import en from '../text/en/stopped.json' with { type: 'json' }
import { translator } from '../text/index.ts'
import zh from '../text/zh-CN/stopped.json' with { type: 'json' }

type Key = keyof typeof zh
export const stoppedText = translator({ 'zh-CN': zh, en })
export type T = ReturnType<typeof stoppedText>

const KNOWN: ReadonlySet<string> = new Set(Object.keys(zh))

export const errorText = (t: T, code: string): string => {
  const key = `error.${code}`
  return KNOWN.has(key) ? t(key as Key) : t('error.other', { code })
}
