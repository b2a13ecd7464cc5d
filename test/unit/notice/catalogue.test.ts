import { describe, expect, it } from 'vitest'
import type { Json, ServiceId } from '../../../utils/base/index.ts'
import { noticeHash, readCatalogue } from '../../../utils/notice/index.ts'
import { json, noticeFor, ring, shop } from './notice.ts'

const notices = [shop, ring].flatMap((s) => [noticeFor(s, 'zh-CN'), noticeFor(s, 'en')]).map(json)
const read = (over: Partial<Parameters<typeof readCatalogue>[0]> = {}) =>
  readCatalogue({ builtIn: [], services: [json(shop), json(ring)], without: [], notices, ...over })
const good = (over?: Parameters<typeof read>[0]) => {
  const r = read(over)
  if (!r.ok) throw new Error(r.error.where)
  return r.value
}
const where = (over: Parameters<typeof read>[0]) => {
  const r = read(over)
  return r.ok ? null : `${r.error.code} ${r.error.where}`
}

describe('readCatalogue', () => {
  it('finds services by id, code and host, and notices by language', () => {
    const c = good()
    expect(c.byCode('RBT-6')?.id).toBe('ring')
    expect(c.byCode('rbt-6')).toBe(null)
    expect(c.siteOf('m.SHOP.localhost:8080')?.id).toBe('shop')
    expect(c.siteOf('shop.localhost.')?.id).toBe('shop')
    expect(c.siteOf('notshop.localhost')).toBe(null)
    expect(c.siteOf('localhost')).toBe(null)
    const n = c.notice(shop.id, 'en')
    expect(n?.hash).toBe(noticeHash(noticeFor(shop, 'en')))
    expect(n?.missing).toEqual([])
    expect(c.complete(shop.id)).toBe(true)
    expect(c.complete('nobody' as ServiceId)).toBe(false)
  })

  it('is complete only in both languages', () => {
    expect(good({ notices: notices.slice(0, 1) }).complete(shop.id)).toBe(false)
    const gap = structuredClone(notices) as unknown as { full: { receiver: unknown } }[]
    gap[1]!.full.receiver = null
    const c = good({ notices: gap as unknown as Json[] })
    expect(c.complete(shop.id)).toBe(false)
    expect(c.notice(shop.id, 'zh-CN')?.missing).toEqual([])
    expect(c.notice(shop.id, 'en')?.missing).toContain('full.receiver.name (PIPL 23)')
  })

  it('does not let a notice name another price than the order has', () => {
    const dearer = json({ ...ring, price: { fen: 900, per: 'month' } })
    const c = good({ services: [json(shop), dearer] })
    expect(c.notice(ring.id, 'zh-CN')?.missing).toEqual(['key.price (not the price of the service)'])
    expect(c.complete(ring.id)).toBe(false)
  })

  it('lets the policy change and take out built-in services', () => {
    const own = { ...shop, codes: ['OTHER'] }
    const c = good({ builtIn: [shop, ring], services: [json(own)], without: ['ring'] })
    expect([...c.services.keys()]).toEqual(['shop'])
    expect(c.byCode('OTHER')?.id).toBe('shop')
    expect(c.byCode('ACC-SHOP')).toBe(null)
  })

  it('knows a real company by its sites, whatever the policy calls it', () => {
    const named = (domain: string) => {
      const site = { ...shop.site, domains: [domain], start: `https://${domain}/` }
      const own = {
        ...shop,
        id: 'x.cloud',
        codes: ['X'],
        site: { ...site, signUp: [], code: [], create: [] },
      }
      const texts = [noticeFor(own as never, 'zh-CN'), noticeFor(own as never, 'en')].map(json)
      const c = good({
        builtIn: [shop],
        services: [json(ring), json(own)],
        notices: [...notices, ...texts],
      })
      return c.why('x.cloud' as ServiceId)
    }
    for (const domain of ['shop.localhost', 'm.shop.localhost'])
      expect([domain, named(domain)]).toEqual([domain, 'notice/not-approved'])
    expect(named('notshop.localhost')).toBe(null)
  })

  it('names where hostile input is wrong, and takes over nothing', () => {
    const bad = (change: (s: Record<string, unknown>) => void, at = 0) => {
      const services = [json(shop), json(ring)] as unknown as Record<string, unknown>[]
      change(services[at]!)
      return where({ services: services as unknown as Json[] })
    }
    const site = (over: object) => bad((s) => Object.assign(s['site'] as object, over))
    expect(bad((s) => (s['id'] = 'Shop!'))).toBe('catalogue/invalid services.0.id')
    expect(bad((s) => (s['extra'] = 1))).toBe('catalogue/invalid services.0.extra')
    expect(bad((s) => (s['price'] = { fen: -1, per: 'month' }), 1)).toBe(
      'catalogue/invalid services.1.price.fen',
    )
    expect(bad((s) => (s['name'] = { 'zh-CN': '价\u202e格', en: 'x' }))).toBe(
      'catalogue/invalid services.0.name.zh-CN',
    )
    expect(bad((s) => (s['codes'] = ['RBT-6']))).toMatch(/^catalogue\/invalid services\.\d\.codes$/)
    expect(site({ domains: ['com.cn'] })).toBe('catalogue/invalid services.0.site.domains.0')
    expect(site({ domains: ['*.shop.localhost'] })).toBe('catalogue/invalid services.0.site.domains.0')
    expect(site({ start: 'javascript:alert(1)' })).toBe('catalogue/invalid services.0.site.start')
    expect(site({ start: 'http://cloudfair.example/' })).toBe('catalogue/invalid services.0.site.start')
    expect(site({ start: 'https://elsewhere.example/' })).toBe('catalogue/invalid services.0.site.start')
    expect(site({ code: [{ host: 'shop.localhost', path: 'api' }] })).toBe(
      'catalogue/invalid services.0.site.code.0.path',
    )
    expect(where({ services: [json(shop), json(shop)] })).toBe('catalogue/invalid services.1.id')
    expect(where({ notices: [notices[0]!, notices[0]!] })).toBe('catalogue/invalid notices.1')
    expect(where({ services: [json(shop)] })).toBe('catalogue/invalid notices.2.service')
    expect(where({ notices: [null, 7] as Json[] })).toBe('catalogue/invalid notices.0')
    expect(where({ services: { length: 3 } as never })).toBe('catalogue/invalid services')
    expect(where({ notices: [JSON.parse('{"__proto__": {"service": "shop"}}') as Json] })).toMatch(
      /^catalogue\/invalid notices\.0/,
    )
  })
})
