/**
 * The bench lines of the guard, in Chromium with the built extension and an open activation, beside the same browser
 * without it: what a page, a key and a mutation cost where the guard is awake.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import puppeteer, { type Page } from 'puppeteer-core'
import { build } from 'vite'
import { activate, openCounter, YOUNGER } from '../e2e/flow.ts'
import { findBrowser } from '../run/browsers.mjs'
import type { Line } from './log.ts'

const FIELDS = ['姓名', '手机号', '邮箱', '地址', '邮编', '备注', '公司', '税号', '开户行', '账号']
const form = (i: number): string =>
  `<form id="f${i}"><h3>登记 ${i}</h3>${FIELDS.map((name, j) => `<p><label>${name}<input name="n${i}_${j}" placeholder="请输入${name}"></label></p>`).join('')}<button>保存</button></form>`
const forms = (n: number): string => Array.from({ length: n }, (_, i) => form(i)).join('')
const signUp =
  '<h1>注册</h1><form><input type="tel" placeholder="手机号"><input placeholder="验证码"><button type="button">获取验证码</button><button>注册</button></form>'
const html = (body: string): string => `<!doctype html><meta charset="utf-8"><title>表单</title>${body}`

/** Three form-heavy pages, one that is a sign-up among them, and one of more than 5,000 elements. */
const PAGES: Readonly<Record<string, string>> = {
  '/forms': html(forms(40)),
  '/sign-up': html(forms(30) + signUp),
  '/late': html(
    `<div id="r"></div><script>r.innerHTML=${JSON.stringify(forms(40)).replaceAll('</', '<\\/')}</script>`,
  ),
  '/large': html(forms(155) + signUp),
  '/field': html('<input id="x"><div id="m"></div>'),
}

const lineOf = (
  name: string,
  ours: number,
  peer: number,
  unit: string,
  limit: number | null,
  note: string,
): Line => ({
  name,
  ours: Number(ours.toPrecision(4)),
  peer: Number(peer.toPrecision(4)),
  unit,
  ratio: peer === 0 ? ours : Number((ours / peer).toPrecision(4)),
  limit,
  note,
})
const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0

async function loadTime(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'load' })
  return page.evaluate(
    () => (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).loadEventEnd,
  )
}

/** Microseconds that one key takes in the page, its three events together. */
const keyTime = (page: Page, keys: number): Promise<number> =>
  page.evaluate((n) => {
    const field = document.querySelector<HTMLInputElement>('#x')
    if (!field) throw new Error('no field')
    field.focus()
    const began = performance.now()
    for (let i = 0; i < n; i++) {
      const key = String.fromCharCode(97 + (i % 26))
      const all = { bubbles: true, cancelable: true, composed: true }
      field.dispatchEvent(new KeyboardEvent('keydown', { ...all, key }))
      field.dispatchEvent(new InputEvent('beforeinput', { ...all, data: key, inputType: 'insertText' }))
      field.value = i % 40 === 0 ? '' : field.value + key
      field.dispatchEvent(new InputEvent('input', { ...all, data: key, inputType: 'insertText' }))
    }
    return ((performance.now() - began) * 1000) / n
  }, keys)

/** Ten thousand mutations a second; gives the tasks of 50 ms and more. */
const storm = (page: Page, seconds: number): Promise<number> =>
  page.evaluate(
    (s) =>
      new Promise<number>((done) => {
        let long = 0
        const watch = new PerformanceObserver((list) => {
          long += list.getEntries().length
        })
        watch.observe({ entryTypes: ['longtask'] })
        const place = document.querySelector('#m') as Element
        const end = performance.now() + s * 1000
        const timer = setInterval(() => {
          for (let i = 0; i < 50; i++)
            place.append(Object.assign(document.createElement('p'), { textContent: `${i}` }))
          for (let i = 0; i < 50; i++) place.firstChild?.remove()
          if (performance.now() < end) return
          clearInterval(timer)
          setTimeout(() => done(long), 500)
        }, 10)
      }),
    seconds,
  )

export async function benchGuard({ only, say }: { only: RegExp; say: (line: Line) => void }): Promise<void> {
  const names = ['page.load', 'guard.key', 'guard.classify', 'guard.storm', 'guard.memory']
  if (!names.some((name) => only.test(name))) return
  const executable = findBrowser('chromium')
  if (!executable) return
  const server = createServer((request, response) => {
    const body = PAGES[new URL(request.url ?? '/', 'http://x').pathname]
    response.writeHead(body ? 200 : 404, { 'content-type': 'text/html' }).end(body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = (path: string): string =>
    `http://forms.localhost:${(server.address() as AddressInfo).port}${path}`
  const counter = await openCounter({ browser: 'chromium' })
  const plain = await puppeteer.launch({
    executablePath: executable,
    pipe: true,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu'],
  })
  try {
    await activate(counter, { ...YOUNGER, ticks: [] })
    const ours = (await counter.d.newPage()).page
    const peer = await plain.newPage()
    await peer.setViewport({ width: 1366, height: 768 })
    if (only.test('page.load')) {
      for (const path of ['/forms', '/sign-up', '/late']) {
        const times: { ours: number; peer: number }[] = []
        for (let i = 0; i < 33; i++) {
          await peer.bringToFront()
          const without = await loadTime(peer, url(path))
          await ours.bringToFront()
          const withIt = await loadTime(ours, url(path))
          // The first loads warm caches.
          if (i >= 3) times.push({ ours: withIt, peer: without })
        }
        const [a, b] = [median(times.map((t) => t.ours)), median(times.map((t) => t.peer))]
        // 1.03, or 5 ms: whichever allows more.
        say(
          lineOf('page.load', a, b, 'ms', Math.max(1.03, (b + 5) / b), `${path}, median of ${times.length}`),
        )
      }
    }
    if (only.test('guard.key')) {
      await ours.goto(url('/field'))
      await peer.goto(url('/field'))
      await keyTime(peer, 500)
      await keyTime(ours, 500)
      const without = await keyTime(peer, 10_000)
      const added = Math.max(0, (await keyTime(ours, 10_000)) - without)
      say(lineOf('guard.key', added, 50, 'µs', null, `mean of 10,000, less ${without.toFixed(1)} without it`))
    }
    if (only.test('guard.classify')) {
      const built = await build({
        configFile: false,
        logLevel: 'error',
        build: {
          write: false,
          target: 'es2023',
          lib: {
            entry: join(import.meta.dirname, '../../utils/guard/page.ts'),
            formats: ['iife'],
            name: 'guardPage',
          },
        },
      })
      const [{ output }] = built as unknown as [{ output: { code: string }[] }]
      for (const [path, limit] of [
        ['/sign-up', 4],
        ['/large', 8],
      ] as const) {
        await peer.goto(url(path))
        const took = await peer.evaluate((code) => {
          // biome-ignore lint/security/noGlobalEval: a page of this bench runs the room as it is bundled
          const guard = globalThis.eval(`${code};guardPage`) as {
            classifyPage(d: Document): { kind: string }
          }
          const times: number[] = []
          let kind = ''
          for (let i = 0; i < 40; i++) {
            const began = performance.now()
            ;({ kind } = guard.classifyPage(document))
            times.push(performance.now() - began)
          }
          return { times, kind, nodes: document.querySelectorAll('*').length }
        }, output[0]?.code ?? '')
        if (took.kind !== 'sign-up') throw new Error(`guard.classify: ${path} is ${took.kind}`)
        const note = `${path}, ${took.nodes} elements, one slice; least ${Math.min(...took.times).toFixed(1)} ms, first ${took.times[0]?.toFixed(1)} ms`
        say(lineOf('guard.classify', median(took.times), limit, 'ms', null, note))
      }
    }
    if (only.test('guard.storm')) {
      await ours.goto(url('/field'))
      await peer.goto(url('/field'))
      await peer.bringToFront()
      const without = await storm(peer, 10)
      await ours.bringToFront()
      const long = await storm(ours, 10)
      say(lineOf('guard.storm', long, without, 'long tasks', null, '10,000 mutations a second for 10 s'))
    }
    if (only.test('guard.memory')) {
      const heap = async (page: Page): Promise<number> => {
        await page.goto(url('/forms'))
        const client = await page.createCDPSession()
        await client.send('HeapProfiler.collectGarbage')
        return ((await page.metrics()).JSHeapUsedSize ?? 0) / 1024
      }
      say(lineOf('guard.memory', await heap(ours), await heap(peer), 'KB of heap a tab', null, '/forms'))
    }
  } finally {
    await counter.close()
    await plain.close()
    await new Promise<void>((done) => server.close(() => done()))
  }
}
