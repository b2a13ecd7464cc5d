/** Fills `{name}`; an unknown name stays visible, so that a test finds it. */
export const format = (text: string, params: Readonly<Record<string, string | number>> = {}): string =>
  text.replace(/\{(\w+)\}/g, (all, name: string) => (name in params ? String(params[name]) : all))

/** A typed translator over one surface's two tables: `const t = translator({ 'zh-CN': zh, en })(lang)`. */
export const translator =
  <T extends Readonly<Record<string, string>>>(tables: {
    readonly 'zh-CN': T
    readonly en: Readonly<Record<keyof T, string>>
  }) =>
  (lang: 'zh-CN' | 'en') =>
  (key: keyof T & string, params?: Readonly<Record<string, string | number>>): string =>
    format(tables[lang][key] as string, params)

export type Translate<T> = (
  key: keyof T & string,
  params?: Readonly<Record<string, string | number>>,
) => string

type Texts = Readonly<Record<string, string>>

/**
 * Finds the words for codes that come from elsewhere: `<group>.<code>`, else the words for all codes of its kind
 * (`<group>.receipt` for `receipt/…`), else `fallback`.
 */
export const keyFinder =
  <T extends Texts>(texts: T) =>
  <F extends (keyof T & string) | null>(group: string, code: string, fallback: F): (keyof T & string) | F =>
    [`${group}.${code}`, `${group}.${code.split('/')[0]}`].find((key) => Object.hasOwn(texts, key)) ??
    fallback

/** A fault in words, with what to do; where a surface has none, `<group>.other` names the code, so that it can be read out. */
export const faultTexts = <G extends string, T extends Texts & Readonly<Record<`${G}.other`, string>>>(
  texts: T,
  group: G,
) => {
  const keyFor = keyFinder<Texts>(texts)
  return (t: Translate<T>, code: string, params: Readonly<Record<string, string | number>> = {}): string =>
    t(keyFor(group, code, `${group}.other`) as keyof T & string, { code, ...params })
}
