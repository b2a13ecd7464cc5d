import type { Lang } from '../../utils/base/index.ts'
import type { HeldView, HeldWhy } from '../../utils/wire/index.ts'
import en from './en/held.json' with { type: 'json' }
import { translator } from './format.ts'
import { type HeldWords, heldWordsIn, isHeldWhy, TOLD } from './held-words.ts'
import zh from './zh-CN/held.json' with { type: 'json' }

const heldText = translator({ 'zh-CN': zh, en })

export const HELD_WHYS = Object.keys(TOLD) as readonly HeldWhy[]

/** As `heldWordsIn`, with the words at hand: for a surface that carries both languages. */
export const heldWords = (held: HeldView, lang: Lang, isSigning = false): HeldWords =>
  heldWordsIn(heldText(lang), held, lang, isSigning)

/**
 * One reason in one line, for a list of entries: `names` of the services that it is about, where there are any. '' for a
 * reason that this version has no words for.
 */
export function heldLine(why: string, names: readonly string[], lang: Lang): string {
  if (!isHeldWhy(why)) return ''
  const t = heldText(lang)
  const { why: key, code } = TOLD[why]
  const list = names.map((name) => `“${name}”`).join(lang === 'zh-CN' ? '、' : ', ')
  const said = t(key)
  const stop = lang === 'zh-CN' ? '。' : '.'
  const of = list && (lang === 'zh-CN' ? `${list}。` : ` ${list}.`)
  const mark =
    code === undefined ? '' : lang === 'zh-CN' ? `${t('code', { code })}。` : ` ${t('code', { code })}.`
  return `${said.endsWith(stop) ? said : said + stop}${of}${mark}`
}

/** How many were held in a burst. */
export const heldCount = (n: number, lang: Lang): string => heldText(lang)('count', { n })
