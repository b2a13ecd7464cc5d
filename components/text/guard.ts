import type { Lang } from '../../utils/base/index.ts'
import type { BannerTexts } from '../../utils/wire/index.ts'
import en from './en/guard.json' with { type: 'json' }
import zh from './zh-CN/guard.json' with { type: 'json' }

const starting = (table: Readonly<Record<string, string>>, prefix: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([k, v]) => (k.startsWith(prefix) ? [[k.slice(prefix.length), v]] : [])),
  )

/** Words of the sentinel's banner: the background sends them, so that the script in every frame carries none. */
export function guardTexts(lang: Lang): Omit<BannerTexts, 'reasons' | 'lang'> {
  const table = lang === 'en' ? en : zh
  return {
    brand: table.brand,
    stopped: table.stopped,
    close: table.close,
    reasonTitle: table.reasonTitle,
    askCustomer: table.askCustomer,
    manager: table.manager,
    quarantined: table.quarantined,
    why: starting(table, 'why.'),
    next: starting(table, 'next.'),
  }
}
