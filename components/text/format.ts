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
