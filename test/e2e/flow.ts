/**
 * What the people at the counter do, in their own words: the clerk at the portal, the customer at the signing window, the
 * manager in the console. Shared by the specs and by `npm start`.
 */
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import enConsole from '../../components/text/en/console.json' with { type: 'json' }
import enPanel from '../../components/text/en/panel.json' with { type: 'json' }
import enSign from '../../components/text/en/sign.json' with { type: 'json' }
import enStopped from '../../components/text/en/stopped.json' with { type: 'json' }
import { commonText, translator } from '../../components/text/index.ts'
import zhConsole from '../../components/text/zh-CN/console.json' with { type: 'json' }
import zhPanel from '../../components/text/zh-CN/panel.json' with { type: 'json' }
import zhSign from '../../components/text/zh-CN/sign.json' with { type: 'json' }
import zhStopped from '../../components/text/zh-CN/stopped.json' with { type: 'json' }
import { type Lang, maskNumber } from '../../utils/base/index.ts'
import type { Policy } from '../../utils/policy/index.ts'
import { worldPolicy } from '../world/policy.ts'
import { type Host, startWorld, type World } from '../world/world.ts'
import {
  type BrowserName,
  type Driven,
  type DrivenPage,
  type LaunchOptions,
  launch,
  until,
} from './driver/index.ts'

const words = (lang: Lang) => ({
  common: commonText(lang),
  panel: translator({ 'zh-CN': zhPanel, en: enPanel })(lang),
  sign: translator({ 'zh-CN': zhSign, en: enSign })(lang),
  stopped: translator({ 'zh-CN': zhStopped, en: enStopped })(lang),
  console: translator({ 'zh-CN': zhConsole, en: enConsole })(lang),
})

/** An invented customer: the identity number has a right check digit and the area code of no place. */
export const CUSTOMER = { number: '13800138000', name: '王秀芬', born: '1958' }
/** Under 60: no question back after each agreement. */
export const YOUNGER = { number: '13800138001', name: '李示例', born: '1991' }
/** Another number that is nobody's: publicly known, as all of them. */
export const OTHER_NUMBER = '13900000000'

export interface Counter {
  readonly d: Driven
  readonly world: World
  readonly lang: Lang
  readonly t: ReturnType<typeof words>
  readonly policy: Policy
  /** Taps counted: the clerk's on our surfaces, the customer's on theirs; and what kind the customer's were. */
  readonly taps: {
    clerk: number
    customer: number
    who: number
    answers: number
    checks: number
    signatures: number
    /** On a shared display: the screen turned round, before and after. No answer to anything, so apart from the others. */
    turns: number
  }
  close(): Promise<void>
}

export interface CounterOptions {
  readonly browser: BrowserName
  readonly lang?: Lang
  readonly profileDir?: string
  readonly policy?: (policy: Policy) => Policy
  /** Vault and policy are set up by messages, as the console would; the main job does it by hand. */
  readonly ready?: boolean
  readonly world?: World
  readonly headless?: boolean
  readonly colorScheme?: 'light' | 'dark'
  /** Another way to start the browser, as by policy; the policy in force then comes with it. */
  readonly launch?: (options: LaunchOptions, policy: Policy) => Promise<Driven>
}

/** A counter in a world of its own, with a browser that has the built extension in it. */
export async function openCounter(options: CounterOptions): Promise<Counter> {
  const lang = options.lang ?? 'zh-CN'
  const world = options.world ?? (await startWorld())
  const made = { ...worldPolicy(world.port), lang }
  const policy = options.policy ? options.policy(made) : made
  const start = options.launch ?? launch
  const settings: LaunchOptions = {
    browser: options.browser,
    lang,
    ...(options.profileDir ? { profileDir: options.profileDir } : {}),
    ...(options.headless === undefined ? {} : { headless: options.headless }),
    ...(options.colorScheme ? { colorScheme: options.colorScheme } : {}),
  }
  const d = await start(settings, policy)
  const counter: Counter = {
    d,
    world,
    lang,
    t: words(lang),
    policy,
    taps: { clerk: 0, customer: 0, who: 0, answers: 0, checks: 0, signatures: 0, turns: 0 },
    async close() {
      await d.close()
      await world.close()
    },
  }
  if (options.ready !== false) {
    const recipient = await identityToRecipient(await generateX25519Identity())
    await ask(counter, 'console.html', [
      ['console.open', {}],
      ['vault.create', { recipient, sealed: 'unused' }],
      ...(options.launch ? [] : ([['policy.import', { text: JSON.stringify(policy) }]] as const)),
    ])
  }
  return counter
}

interface Said {
  readonly ok: boolean
  readonly value?: unknown
  readonly error?: { readonly code: string; readonly where?: string }
}

/** Sends messages from a page of the extension, with the tokens it is given, and closes it. */
export async function ask(
  { d }: Pick<Counter, 'd'>,
  path: string,
  messages: readonly (readonly [name: string, body: unknown])[],
): Promise<readonly Said[]> {
  const page = await d.newPage(d.extensionUrl(path))
  const said = (await page.evaluate(
    async (list) => {
      const api =
        (globalThis as unknown as { browser?: never; chrome: never }).browser ??
        (globalThis as never)['chrome']
      const send = (api as { runtime: { sendMessage(m: unknown): Promise<{ r: Said; k?: string }> } }).runtime
        .sendMessage
      const out: Said[] = []
      let k: string | undefined
      for (const [m, b] of list) {
        const answer = await send({ m, b, ...(k ? { k } : {}) })
        k = answer.k ?? k
        out.push(answer.r)
      }
      return out
    },
    messages as readonly (readonly [string, unknown])[],
  )) as readonly Said[]
  await page.close()
  const bad = said.find((s) => !s.ok)
  if (bad) throw new Error(`${path}: ${JSON.stringify(bad.error)}`)
  return said
}

/** The portal at the services step of a new activation. `ticks`: what is ticked beyond the plan. */
export async function openPortal(
  { d, world, lang }: Counter,
  options: {
    readonly ticks?: readonly string[]
    readonly query?: string
    readonly number?: string
    readonly name?: string
    readonly id?: string
    readonly step?: 'services' | 'confirm'
    readonly page?: DrivenPage
  } = {},
): Promise<DrivenPage> {
  const hash = new URLSearchParams({
    number: options.number ?? CUSTOMER.number,
    name: options.name ?? CUSTOMER.name,
    ...(options.id ? { id: options.id } : {}),
    ...(options.ticks ? { ticks: options.ticks.join(',') } : {}),
  })
  const query = [options.query, lang === 'en' ? 'lang=en' : ''].filter(Boolean).join('&')
  const url = `${world.url('carrier', '/')}${query ? `?${query}` : ''}#/${options.step ?? 'services'}?${hash}`
  if (options.page) {
    await options.page.goto(url)
    return options.page
  }
  return d.newPage(url)
}

/** The clerk's one tap: states the promise and hands the screen to the customer. */
export async function handOver(counter: Counter, portal: DrivenPage, promise = 'none'): Promise<DrivenPage> {
  const choice = counter.policy.promises.find((p) => p.code === promise)
  if (!choice) throw new Error(`no promise ${promise}`)
  await portal.panel.button(choice.words[counter.lang]).click()
  counter.taps.clerk++
  return turned(counter)
}

/** The customer's window, turned to them: on a shared display a screen in between is tapped first. */
export async function turned(counter: Counter): Promise<DrivenPage> {
  const sign = await counter.d.waitForPage('sign.html')
  const step = await until('the first screen of the window', async () => {
    const s = await stepOf(sign).catch(() => null)
    return s?.step && s.step !== 'loading' ? s.step : null
  })
  if (step === 'turn') await begin(counter, sign)
  return sign
}

async function begin(counter: Counter, sign: DrivenPage): Promise<void> {
  await (await sign.page.waitForSelector('[data-action=begin]'))?.click()
  counter.taps.turns++
  await until('the screen after it', async () => (await stepOf(sign).catch(() => null))?.step !== 'turn')
}

/** The clerk does not wait until the screen in between goes by itself. */
export async function turnedBack(counter: Counter, sign: DrivenPage): Promise<void> {
  const button = await sign.page.waitForSelector('[data-action=go-on]', { timeout: 5000 }).catch(() => null)
  await button?.click().catch(() => undefined)
  if (button) counter.taps.turns++
}

/** A hand writes a name: two characters' worth of strokes, a little different each time. */
export function autograph(seed = Math.random()): (readonly [number, number])[][] {
  const w = (n: number) => n + (Math.sin(seed * 997 + n * 61) * 0.5 + seed * 0.3) * 0.03
  return [
    [
      [0.2, 0.3],
      [0.24, 0.32],
      [0.3, 0.3],
      [0.36, 0.29],
    ],
    [
      [0.28, 0.22],
      [0.27, 0.4],
      [0.24, 0.55],
      [0.2, 0.66],
    ],
    [
      [0.22, 0.5],
      [0.28, 0.52],
      [0.35, 0.48],
      [0.38, 0.58],
      [0.36, 0.7],
      [0.3, 0.66],
    ],
    [
      [0.5, 0.3],
      [0.55, 0.42],
      [0.6, 0.3],
      [0.66, 0.44],
      [0.7, 0.3],
    ],
    [
      [0.52, 0.6],
      [0.6, 0.55],
      [0.68, 0.6],
      [0.64, 0.72],
      [0.54, 0.72],
      [0.52, 0.6],
    ],
  ].map((stroke) => stroke.map(([x, y]) => [w(x as number), w(y as number)] as const))
}

const stepOf = (page: DrivenPage): Promise<{ step: string; at: string; heading: string }> =>
  page.evaluate(() => {
    const root = document.querySelector<HTMLElement>('[data-step]')
    return {
      step: root?.dataset['step'] ?? '',
      at: root?.dataset['at'] ?? '',
      heading: document.querySelector('h1')?.textContent ?? '',
    }
  })

export interface CustomerOptions {
  /** Answer by service id; agree unless told. */
  readonly answers?: Readonly<Record<string, 'agree' | 'refuse'>>
  readonly seen?: (step: string, page: DrivenPage) => Promise<void>
  /** After the name is written, before it is handed in. */
  readonly drawn?: (page: DrivenPage) => Promise<void>
  /** Who uses the number, and the relation where the screen asks for it; the customer themself unless told. */
  readonly who?: readonly [
    who: 'self' | 'child' | 'teen' | 'adult',
    relation?: 'mother' | 'father' | 'parent',
  ]
  /** 60 and over, where the portal gives no age. */
  readonly aged?: boolean
  /** "Did you ask for this yourself?" */
  readonly asked?: boolean
  /** What is pressed where a signature is asked for: `keys` signs on paper by keyboard. */
  readonly signs?: 'strokes' | 'paper'
  /** Leaves the window as it is at this step. */
  readonly stopAt?: string
  /** Leaves the window as it is when this says so; asked at every step. */
  readonly until?: (step: string) => boolean
}

/** The customer's window opens in Chinese; who reads English says so first. */
export async function inLanguage(counter: Counter, sign: DrivenPage): Promise<void> {
  if (counter.lang !== 'en') return
  const other = sign.button(commonText('zh-CN')('language'))
  await until('the language of the window', async () => {
    if ((await sign.evaluate(() => document.documentElement.lang)) === 'en') return true
    if (await other.here()) await other.click()
    return false
  })
}

/** The customer goes through their screens until the screen is to be given back. Counts each tap and each signature. */
export async function customerAnswers(
  counter: Counter,
  sign: DrivenPage,
  options: CustomerOptions = {},
): Promise<void> {
  const { t, taps } = counter
  const tap = async (name: string): Promise<void> => {
    await sign.button(name).click()
    taps.customer++
  }
  await inLanguage(counter, sign)
  for (let guard = 0; guard < 60; guard++) {
    const now = await until('a step of the signing window', async () => {
      const s = await stepOf(sign).catch(() => null)
      return s?.step && s.step !== 'loading' ? s : null
    })
    if (now.step === 'turn') {
      await begin(counter, sign)
      continue
    }
    await options.seen?.(now.step, sign)
    if (now.step === options.stopAt || options.until?.(now.step)) return
    const before = `${now.step}/${now.at}/${now.heading}`
    if (now.step === 'who') {
      taps.who++
      const [who, relation] = options.who ?? ['self']
      await tap(t.sign(`who.${who}`))
      if (relation) await tap(t.sign(`relation.${relation}`))
    } else if (now.step === 'age') {
      // A guardian is asked one thing less than who answers for themself.
      const own = await sign.button(t.sign('age.adult')).here()
      await tap(t.sign(own ? (options.aged ? 'age.aged' : 'age.adult') : options.aged ? 'ageYes' : 'ageNo'))
    } else if (now.step === 'asked') {
      await tap(t.sign(options.asked === false ? 'askedNo' : 'askedYes'))
    } else if (now.step === 'item') {
      taps.answers++
      const service = Object.keys(options.answers ?? {}).find((id) =>
        now.heading.includes(nameOf(counter, id)),
      )
      await tap(t.sign(service ? (options.answers?.[service] ?? 'agree') : 'agree'))
    } else if (now.step === 'check') {
      taps.checks++
      await tap(t.sign('checkYes'))
    } else if (now.step === 'sign') {
      taps.signatures++
      if (options.signs === 'paper') {
        await tap(t.sign('paper'))
        await tap(t.sign('paperDone'))
        await until('the step after paper', async () => (await stepOf(sign)).step !== 'sign')
      } else await sign.get('img', t.sign('padLabel')).draw(autograph(guard / 60 + Math.random() / 100))
      await options.drawn?.(sign)
      if (options.signs !== 'paper') await tap(t.sign('signed'))
    } else {
      return
    }
    await until('the next step', async () => {
      const s = await stepOf(sign).catch(() => null)
      return s && `${s.step}/${s.at}/${s.heading}` !== before ? s : null
    }).catch(async (e: Error) => {
      // What the window says in its place is why.
      const said = await sign.evaluate(() => document.body.innerText.slice(0, 600)).catch(() => 'nothing')
      throw new Error(`${e.message}, after ${before}; the window says: ${said}`)
    })
  }
  throw new Error('the signing window does not end')
}

export function nameOf(counter: Counter, service: string): string {
  const found = counter.policy.services.find((s) => (s as { id: string }).id === service) as
    | { name: Record<Lang, string> }
    | undefined
  if (!found) throw new Error(`no service ${service}`)
  return found.name[counter.lang]
}

/** No tab shows this page of ours: Firefox opens no new one in a window that is just closing. */
export const gone = (c: Counter, page: string): Promise<unknown> =>
  until(`${page} to close`, async () => {
    for (const one of await c.d.pages())
      if ((await one.url().catch(() => '')).includes(`/${page}`)) return false
    return true
  })

/** The customer gives the screen back, and its window is gone. */
export async function giveBack(counter: Counter, sign: DrivenPage): Promise<void> {
  await sign.button(counter.t.sign('doneButton')).click()
  counter.taps.customer++
  await turnedBack(counter, sign)
  await gone(counter, 'sign.html')
}

/** On to the portal's last step, where the submit button is. */
export async function toConfirm(counter: Counter, portal: DrivenPage): Promise<void> {
  await portal.button(counter.lang === 'en' ? /^Next: check/ : /^下一步：核对/).click()
  await until('the submit button', () =>
    portal.evaluate(() => document.querySelector('#submit-order') !== null),
  )
}

/** Presses the portal's own submit button, with the mouse. */
export const pressSubmit = (counter: Counter, portal: DrivenPage): Promise<void> =>
  portal.button(counter.lang === 'en' ? /^Submit/ : /^提交/).click()

/** The portal's confirmation is on the screen. */
export const confirmedBy = (portal: DrivenPage): Promise<unknown> =>
  until('the confirmation', () =>
    portal.evaluate(() => document.querySelector('.result-ok[data-order]') !== null),
  )

/** The customer's display shows the receipt; one tap says that the handset was in their hand or in sight. */
export async function takeReceipt(counter: Counter): Promise<void> {
  const sign = await turned(counter)
  await until('the receipt', async () => (await stepOf(sign).catch(() => null))?.step === 'hand-over')
  await inLanguage(counter, sign)
  await sign.button(counter.t.sign('handsetYes')).click()
  counter.taps.customer++
  await until('the end', async () => (await stepOf(sign).catch(() => null))?.step === 'over')
}

/** A picture of the extension in a tab that stays: its origin may read the database, and nothing runs in it. */
const readers = new WeakMap<Driven, DrivenPage>()

async function readerOf(d: Driven): Promise<DrivenPage> {
  const kept = readers.get(d)
  if (kept && !kept.page.isClosed()) {
    try {
      if (await kept.evaluate(() => location.protocol.endsWith('-extension:'))) return kept
    } catch {
      // It went with the browser, with the extension, or with what a test has closed.
    }
  }
  const page = await d.newPage(d.extensionUrl('icon/16.png'), { behind: true })
  readers.set(d, page)
  return page
}

/** Every entry of the log, oldest first, as the database of the browser holds it. */
export async function logOf({ d }: Pick<Counter, 'd'>): Promise<readonly Record<string, unknown>[]> {
  const page = await readerOf(d)
  return page.evaluate(
    () =>
      new Promise<Record<string, unknown>[]>((resolve, reject) => {
        const open = indexedDB.open('countersign')
        open.onerror = () => reject(new Error('no database'))
        open.onsuccess = () => {
          const db = open.result
          const all = db.transaction('entries').objectStore('entries').getAll()
          all.onsuccess = () => {
            const text = new TextDecoder()
            resolve(all.result.map((row: { bytes: Uint8Array }) => JSON.parse(text.decode(row.bytes))))
            db.close()
          }
          all.onerror = () => reject(new Error('no entries'))
        }
      }),
  )
}

export const wait = until

export { LEAK } from './leak.ts'

export const kindsOf = (entries: readonly Record<string, unknown>[]): string[] =>
  entries.map((e) => String(e['kind']))

/** How often a request reached a site of the world, by the world's own count. */
export const reached = (counter: Counter, site: Host, request: string): number =>
  counter.world.counts()[site]?.[request] ?? 0

/** A new activation at the services step, and the panel has read it. */
export async function activate(
  counter: Counter,
  options: Parameters<typeof openPortal>[1] = {},
): Promise<DrivenPage> {
  const portal = await openPortal(counter, options)
  await portal.panel.waitForText(maskNumber(options?.number ?? CUSTOMER.number))
  return portal
}

/** The portal has drawn everything that it draws late: only then would a person go on. */
export const allDrawn = (portal: DrivenPage): Promise<unknown> =>
  until('the portal to have drawn all services', () =>
    portal.evaluate(
      () =>
        document.querySelector('.svc-loading') === null &&
        (document.querySelector('[data-offering=AFG00]') !== null ||
          document.querySelector('#order-form') !== null),
    ),
  )

/** Goes to a page that the guard replaces, and waits for the page that stands there instead. */
export async function stoppedAt(counter: Counter, url: string, page?: DrivenPage): Promise<DrivenPage> {
  const shown = page ?? (await counter.d.newPage())
  await shown.goto(url)
  await shown.waitForUrl(/stopped\.html/)
  await shown.waitForText(counter.t.stopped('now'))
  return shown
}

/** From the stopped page: one tap states the promise and hands the screen over; the customer signs; one tap opens the site. */
export async function permitFor(
  counter: Counter,
  site: 'shop' | 'social',
  seen?: (step: string, page: DrivenPage) => Promise<void>,
): Promise<DrivenPage> {
  const { t, d, world, taps, lang, policy } = counter
  const path = site === 'shop' ? '/register' : '/signup'
  const stopped = await stoppedAt(counter, world.url(site, path))
  const none = policy.promises.find((p) => p.code === 'none')
  await stopped.button(none?.words[lang] ?? '').click()
  taps.clerk++
  const sign = await d.waitForPage('sign.html')
  await customerAnswers(counter, sign, seen ? { seen } : {})
  await giveBack(counter, sign)
  await stopped.button(t.stopped('openSite')).click()
  taps.clerk++
  return d.waitForPage(world.url(site, path))
}

/** The sign-up form of either site, as a hand fills it. Nothing is asserted: what the guard stops stays stopped. */
export const signUp = {
  phone: (page: DrivenPage) => page.field(/手机号|Mobile number/),
  code: (page: DrivenPage) => page.field(/验证码|code|6 位|6 digits/i),
  getCode: (page: DrivenPage) => page.button(/获取验证码|Get code/),
  agree: (page: DrivenPage) => page.checkbox(/同意|agree/i),
  submit: (page: DrivenPage) => page.button(/^(立即注册|注册|Sign up)$/).nth(-1),
}

/** Gets a code, reads it off the customer's handset, and signs up. */
export async function signUpWith(
  counter: Counter,
  page: DrivenPage,
  site: 'shop' | 'social',
  number: string,
): Promise<void> {
  await signUp.phone(page).fill(number)
  await signUp.getCode(page).click()
  const code = await until('the code on the handset', async () => counter.world.smsCode(site, number))
  await signUp.code(page).fill(code)
  await signUp.agree(page).click()
  await signUp.submit(page).click()
}

/** No tab shows this site any more. */
export const tabsGone = (counter: Counter, site: Host): Promise<unknown> =>
  until(`no tab at ${site}`, async () => {
    const open = await Promise.all((await counter.d.pages()).map((p) => p.url().catch(() => '')))
    return !open.some((u) => u.startsWith(counter.world.url(site)))
  })

/** Waits until the log has an entry that fits, and gives every entry. */
export async function logUntil(
  counter: Counter,
  what: string,
  fits: (entry: Record<string, unknown>) => boolean,
): Promise<readonly Record<string, unknown>[]> {
  return until(`${what} in the log`, async () => {
    const entries = await logOf(counter)
    return entries.some(fits) ? entries : null
  })
}
