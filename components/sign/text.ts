import type { Lang } from '../../utils/base/index.ts'
import en from '../text/en/sign.json' with { type: 'json' }
import { translator } from '../text/index.ts'
import zh from '../text/zh-CN/sign.json' with { type: 'json' }

export type Key = keyof typeof zh
export const signText = translator({ 'zh-CN': zh, en })
export type T = ReturnType<typeof signText>

/** A name and what it is of, as one sentence. */
export const pair = (name: string, of: string, lang: Lang): string =>
  `${name}${lang === 'en' ? ': ' : '：'}${of}`

const KNOWN: ReadonlySet<string> = new Set(Object.keys(zh))

/** A coded error in words, with what to do. An unknown code keeps its name, so that a clerk can say it. */
export const errorText = (t: T, code: string): string => {
  const key = `error.${code}`
  return KNOWN.has(key) ? t(key as Key) : t('error.other', { code })
}
