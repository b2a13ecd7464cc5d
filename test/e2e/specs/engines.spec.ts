/**
 * The table of rules-table.ts with real requests in real tabs, by each engine in turn: the browser's own rules, and where an
 * unpacked extension may block (Firefox) a listener beneath them. What counts is what the server saw.
 */
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { describe, expect, it } from 'vitest'
import { toDnr } from '../../../utils/guard/index.ts'
import { startWorld, type World } from '../../world/world.ts'
import { browserUnderTest, type Driven, type DrivenPage, launch, until } from '../driver/index.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { dynamicRules, type Request, sessionRules, table } from '../rules-table.ts'

const browser = browserUnderTest()
/** Workers have no tab; the browser's own oracle is asked about them (rules.spec.ts). */
// What names a whole address is tried in held-orders.spec.ts: here each address has a port and a query more.
const cases = table.filter(([, { tabId, url }]) => (tabId ?? -1) >= 0 && !url.includes('#'))

interface Api {
  readonly declarativeNetRequest: Record<string, (update?: object) => Promise<{ id: number }[]>>
  readonly tabs: { query(what: object): Promise<{ id: number; url?: string }[]> }
}
type Rules = readonly { readonly id: number }[]

let d: Driven
let world: World
let own: DrivenPage
const tabs = new Map<number, { page: DrivenPage; id: number }>()
let matcher: string

beforeAll(async () => {
  world = await startWorld()
  d = await launch({ browser })
  own = await d.newPage(d.extensionUrl('popup.html'))
  for (const n of new Set(cases.map(([, { tabId }]) => tabId as number))) {
    const page = await d.newPage(`${world.url('plain', '/')}?tab=${n}`)
    const id = await own.evaluate(async (mark) => {
      const { browser: api } = globalThis as unknown as { browser: Api }
      return (await api.tabs.query({})).find((tab) => tab.url?.endsWith(mark))?.id
    }, `?tab=${n}`)
    if (id === undefined) throw new Error('a tab without an id')
    tabs.set(n, { page, id })
  }
  const made = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL('../../../utils/guard/match.ts', import.meta.url)),
        formats: ['iife'],
        name: 'engine',
      },
    },
  })
  const [output] = Array.isArray(made) ? made : [made]
  if (!output || !('output' in output)) throw new Error('no bundle')
  matcher = output.output[0].code
})
afterAll(async () => {
  await d?.close()
  await world?.close()
})

const session = () => sessionRules((n) => tabs.get(n)?.id ?? 0)

async function dnr(on: boolean): Promise<void> {
  const of = (rules: ReturnType<typeof session>) => (on ? rules.flatMap((r) => toDnr(r, browser)) : [])
  await own.evaluate(
    async (dynamic, volatile) => {
      const { declarativeNetRequest: api } = (globalThis as unknown as { browser: Api }).browser
      for (const [store, addRules] of [
        ['Dynamic', dynamic],
        ['Session', volatile],
      ] as const) {
        const removeRuleIds = (await api[`get${store}Rules`]?.())?.map(({ id }) => id)
        await api[`update${store}Rules`]?.({ removeRuleIds, addRules })
      }
    },
    of(dynamicRules) as Rules,
    of(session()) as Rules,
  )
}

async function listener(on: boolean): Promise<void> {
  const rules = JSON.stringify([...dynamicRules, ...session()])
  await own.page.evaluate(`(() => {
    const { onBeforeRequest: event } = browser.webRequest
    if (globalThis.held) event.removeListener(globalThis.held)
    globalThis.held = null
    if (!${on}) return
    ${matcher.replace(/^(?:var|const|let) engine/m, 'globalThis.engine')}
    const says = engine.toBlocking(${rules})
    globalThis.held = (details) => {
      const said = says(details)
      if (said?.act === 'stopped-page') return { redirectUrl: browser.runtime.getURL('/stopped.html') }
      return said ? { cancel: true } : {}
    }
    event.addListener(globalThis.held, { urls: ['<all_urls>'] }, ['blocking'])
  })()`)
}

/** What came of a request: the server has seen it, the stopped page stands there, or neither. */
async function live(request: Request, n: number): Promise<'seen' | 'stopped-page' | 'nothing'> {
  const { page } = tabs.get(request.tabId as number) as { page: DrivenPage }
  // As it is spelled: what is encoded in the table is not written anew.
  const href = request.url.replace(/^https:\/\/([^/]+)/, `http://$1:${world.port}`)
  const url = `${href}${href.includes('?') ? '&' : '?'}case=${n}`
  const seen = () => world.requests().some((r) => r.query.endsWith(`case=${n}`))
  if (request.type === 'main_frame') {
    await page.engine.navigate(page.page, url).catch(() => undefined)
    const where = await until(
      'an end of it',
      async () =>
        seen()
          ? 'seen'
          : (await page.url().catch(() => '')).includes('/stopped.html')
            ? 'stopped-page'
            : /^(chrome-error|about:neterror)/.test(page.page.url())
              ? 'nothing'
              : null,
      { timeout: 1_000 },
    ).catch(() => 'nothing' as const)
    return where as 'seen'
  }
  const method = (request.method ?? 'get').toUpperCase()
  await page.evaluate(
    (kind, to, how) =>
      new Promise<void>((done) => {
        if (kind === 'xmlhttprequest') {
          fetch(to, { method: how, mode: 'no-cors' }).then(
            () => done(),
            () => done(),
          )
          return
        }
        const frame = document.createElement('iframe')
        frame.onload = () => done()
        frame.src = to
        document.body.append(frame)
        setTimeout(done, 1_000)
      }),
    request.type,
    url,
    method,
  )
  return seen() ? 'seen' : 'nothing'
}

const engines: readonly (readonly [name: string, set: (on: boolean) => Promise<void>])[] = [
  ['the browser’s own rules', dnr],
  ...(browser === 'firefox' ? ([['a blocking listener', listener]] as const) : []),
]

describe.each(engines)('%s', (_, set) => {
  it(`do with every request what the table says (${cases.length} cases)`, async () => {
    const told: [string, string][] = []
    await set(true)
    for (const [i, [what, request]] of cases.entries()) {
      const { page } = tabs.get(request.tabId as number) as { page: DrivenPage }
      const from = request.initiator ? new URL(request.initiator).hostname : 'plain.localhost'
      if ((await page.evaluate(() => location.hostname).catch(() => '')) !== from) {
        await set(false)
        await page.goto(`http://${from}:${world.port}/`)
        await set(true)
      }
      told.push([what, await live(request, 1_000 + i)])
    }
    await set(false)
    const meant = { allow: 'seen', none: 'seen', block: 'nothing', 'stopped-page': 'stopped-page' } as const
    expect(told).toEqual(cases.map(([what, , act]) => [what, meant[act]]))
  })
})
