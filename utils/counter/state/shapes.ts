import * as v from 'valibot'

/** An id that is a text with a brand: what it is an id of, only the types say. */
export const vId = <T extends string>() => v.custom<T>((value) => typeof value === 'string' && value !== '')

export const vLang = v.picklist(['zh-CN', 'en'])

export const vHash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
