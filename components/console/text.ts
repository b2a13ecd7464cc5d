import type { Lang } from '../../utils/base/index.ts'
import en from '../text/en/console.json' with { type: 'json' }
import { heldLine } from '../text/held.ts'
import { keyFinder, notTodayText, type Translate, translator } from '../text/index.ts'
import zh from '../text/zh-CN/console.json' with { type: 'json' }

export const consoleText = translator({ 'zh-CN': zh, en })
export type T = Translate<typeof zh>
const keyFor = keyFinder(zh)

/** A code in words; the code itself where this version has no words for it: shown, never hidden. */
export const codeWords = (t: T, group: string, code: string): string => {
  const key = keyFor(group, code, null)
  return key === null ? code : t(key)
}

/**
 * The outcome of a kind of entry, for tables. `why` of a refusal says that it was not the customer's own no; of a held submit,
 * what it was held for.
 */
export const kindWords = (t: T, lang: Lang, kind: string, why?: string): string =>
  kind === 'consent.refused' && why
    ? notTodayText(why, lang)
    : [codeWords(t, 'kind', kind), ...(kind === 'submit.stopped' && why ? [heldLine(why, [], lang)] : [])]
        .filter(Boolean)
        .join(lang === 'zh-CN' ? '：' : ': ')
