import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const TEXTS = join(ROOT, 'components/text')
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
const surfaces = (lang: string) => readdirSync(join(TEXTS, lang)).sort()
const params = (text: unknown) => [...String(text).matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

describe('the two languages', () => {
  it('have the same surfaces', () => {
    expect(surfaces('zh-CN').length).toBeGreaterThan(0)
    expect(surfaces('en')).toEqual(surfaces('zh-CN'))
  })

  it.each(surfaces('zh-CN'))('say the same things in %s', (file) => {
    const zh = json(join(TEXTS, 'zh-CN', file))
    const en = json(join(TEXTS, 'en', file))
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
    for (const [key, text] of Object.entries(zh)) {
      for (const one of [text, en[key]]) {
        expect(typeof one === 'string' && one.trim() !== '', `${file} ${key} is an empty text or none`).toBe(
          true,
        )
      }
      // Each says every parameter; one language may need it twice.
      expect([...new Set(params(en[key]))], `${file} ${key}`).toEqual([...new Set(params(text))])
    }
  })

  it('have the same messages for the browser, short enough for the stores', () => {
    const of = (lang: string) =>
      json(join(ROOT, 'public/_locales', lang, 'messages.json')) as Record<string, { message: string }>
    const [zh, en] = [of('zh_CN'), of('en')]
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
    for (const messages of [zh, en]) {
      expect(messages['extensionName']?.message.length).toBeLessThanOrEqual(45)
      expect(messages['extensionDescription']?.message.length).toBeLessThanOrEqual(132)
    }
  })
})
