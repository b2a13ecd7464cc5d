import { call, native } from '../../utils/guard/page.ts'
import type { Banner, BannerNotice } from '../../utils/wire/frame.ts'
import type { BannerTexts } from '../../utils/wire/sentinel.ts'

/** The tokens of components/tokens.css that the banner needs; a page's own styles and its CSP do not reach them. */
const INK = 'light-dark(#1a1d21,#eceae5)'
const INK_2 = 'light-dark(#565b63,#a9adb5)'
const PAPER = 'light-dark(#fff,#16181b)'
const LINE = 'light-dark(#dcd9d0,#363a40)'
const STOPPED = 'light-dark(#a3231b,#f0918a)'
const STOPPED_BG = 'light-dark(#fbe9e7,#3a1614)'
const ACT = 'light-dark(#0b5f53,#5cc4b2)'
const ACT_INK = 'light-dark(#fff,#08211d)'
const FONT = "system-ui,'PingFang SC','Microsoft YaHei UI','Noto Sans CJK SC','Noto Sans SC',sans-serif"
const HOST = `${'all:initial;color-scheme:light dark;position:fixed;inset:16px 16px auto auto;z-index:2147483647;border:0;padding:0;margin:0;background:none;overflow:visible;width:auto;height:auto;display:block'.replaceAll(';', '!important;')}!important`
const root = (): HTMLElement | null => native(document, 'documentElement')
const BUTTON = `font:600 15px/1.3 ${FONT};min-height:44px;padding:8px 16px;border-radius:6px;cursor:pointer;margin:0`

const make = (name: string, style: string, text = ''): HTMLElement => {
  const element = call(document, 'createElement', name)
  element.style.cssText = style
  if (text) element.textContent = text
  return element
}
const button = (text: string, primary: boolean, press: (at: number) => void): HTMLElement => {
  const element = make(
    'button',
    `${BUTTON};${primary ? `background:${ACT};color:${ACT_INK};border:1px solid ${ACT}` : `background:${PAPER};color:${INK};border:1px solid ${INK_2}`}`,
    text,
  )
  ;(element as HTMLButtonElement).type = 'button'
  element.addEventListener('click', (event) => {
    // Only a hand: a page cannot press for the clerk.
    if (event.isTrusted) press(event.timeStamp)
  })
  return element
}

/** A signature of the customer's would open it. */
const asksCustomer = ({ act, why }: BannerNotice): boolean =>
  act !== 'inform' && /-unsigned$|^sign-up-held$/.test(why)

/** What the banner says: what happened, why, and what can be done now. */
function boxOf(texts: BannerTexts, notice: BannerNotice): HTMLElement {
  const box = make(
    'section',
    `box-sizing:border-box;width:min(392px,calc(100vw - 32px));max-height:calc(100vh - 32px);overflow:auto;display:grid;gap:12px;padding:16px;background:${PAPER};color:${INK};font:15px/1.5 ${FONT};letter-spacing:normal;word-spacing:normal;border:1px solid ${LINE};border-top:4px solid ${STOPPED};border-radius:10px;box-shadow:0 10px 34px rgb(0 0 0/.16)`,
  )
  box.setAttribute('role', 'alertdialog')
  box.setAttribute('aria-labelledby', 't')
  box.setAttribute('aria-describedby', 'w')
  box.lang = texts.lang
  box.tabIndex = -1
  const head = make('div', 'display:flex;gap:10px;align-items:center')
  const warning = notice.act === 'banner' || notice.act === 'inform'
  head.append(make('b', 'font-size:15px', texts.brand))
  if (!warning) {
    head.append(
      make(
        'span',
        `background:${STOPPED_BG};color:${STOPPED};padding:2px 8px;border-radius:4px;font-size:13px`,
        texts.stopped,
      ),
    )
  }
  const title = make(
    'h2',
    'margin:0;font-size:18px;line-height:1.4;font-weight:600;overflow-wrap:anywhere',
    texts.why[notice.act === 'inform' ? 'inform' : notice.why] ?? texts.stopped,
  )
  title.id = 't'
  // What can be done: said for the reason where there is a word for it, else for the act; not where nobody can sign.
  const asks = asksCustomer(notice)
  const general = notice.act === 'stop' && !asks ? '' : (texts.next[notice.act] ?? '')
  const next = notice.quarantine
    ? texts.quarantined
    : notice.act === 'inform'
      ? general
      : (texts.next[notice.why] ?? general)
  const what = make('p', `margin:0;color:${INK_2};overflow-wrap:anywhere`, next)
  what.id = 'w'
  box.append(head, title)
  if (next) box.append(what)
  return box
}

/**
 * What the clerk sees of a stop: what happened, why, and what can be done now. It is added to the page only then, in a closed
 * shadow root, styled through CSSOM alone.
 */
export function createBanner(act: {
  reason(n: number, cell: string, code: string): void
  askCustomer(n: number): void
  manager(n: number): void
}): Banner & { owns(target: unknown): boolean } {
  let host: HTMLElement | null = null
  let before: Element | null = null
  /** How often a page may take it away and see it come back; a page that goes on is shown as it wants to be. */
  let back = 0
  /** What the host wears, as the browser says it; nothing of a page's own sheets is above it. */
  let worn = ''
  let since = 0
  const keep = new MutationObserver(() => {
    if (!host || host.isConnected || back++ > 50) return
    root()?.append(host)
    try {
      host.showPopover()
    } catch {
      // As below.
    }
  })

  const hide = (): void => {
    const had = host !== null
    keep.disconnect()
    host?.remove()
    host = null
    if (had && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    before = null
  }

  /** Whether the banner is as we made it: a page may hide it, or bring it under a hand that is on its way to something else. */
  const isSeen = (now: number): boolean =>
    host !== null &&
    host.style.cssText === worn &&
    now - since > 200 &&
    host.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  return {
    hide,
    owns: (target) => host !== null && target === host,
    show(texts, notice) {
      if (window !== top && (innerWidth < 260 || innerHeight < 120)) return
      // A warning about the page does not take the place of what was just stopped on it.
      if (notice.n === 0 && host?.isConnected) return
      const focused = before ?? native(document, 'activeElement')
      host?.remove()
      before = focused
      host = make('div', HOST)
      // Spacing stays the reader's own to change (WCAG 1.4.12): the box below sets it, and nothing fixes it.
      for (const name of ['letter-spacing', 'word-spacing', 'line-height']) host.style.removeProperty(name)
      worn = host.style.cssText
      since = performance.now()
      const inside = host.attachShadow({ mode: 'closed' })
      const box = boxOf(texts, notice)
      const row = make('div', 'display:flex;flex-wrap:wrap;gap:8px')
      if (notice.act === 'reason' || notice.act === 'acknowledge') {
        box.append(make('p', 'margin:0;font-weight:600', texts.reasonTitle))
        for (const { code, words } of texts.reasons) {
          row.append(
            button(words, false, (at) => {
              if (!isSeen(at)) return
              act.reason(notice.n, notice.cell, code)
              hide()
            }),
          )
        }
      } else if (asksCustomer(notice) && notice.why !== 'log-in-unsigned') {
        row.append(
          button(texts.askCustomer, true, (at) => {
            if (!isSeen(at)) return
            act.askCustomer(notice.n)
            hide()
          }),
        )
      }
      // Who waits for nobody: what is cut off, and what no manager can open, have no such button.
      if (
        texts.manager &&
        notice.act === 'stop' &&
        notice.cell &&
        !notice.quarantine &&
        notice.why !== 'trading-site'
      )
        row.append(
          button(texts.manager, false, () => {
            act.manager(notice.n)
            hide()
          }),
        )
      row.append(button(texts.close, false, hide))
      box.append(row)
      box.addEventListener('keydown', (event) => {
        event.stopPropagation()
        if (event.isTrusted && event.key === 'Escape') hide()
      })
      inside.append(box)
      root()?.append(host)
      keep.disconnect()
      back = 0
      keep.observe(document, { childList: true })
      const html = root()
      if (html) keep.observe(html, { childList: true })
      try {
        // The top layer: over a page's own dialogs.
        host.popover = 'manual'
        host.showPopover()
      } catch {
        // Without popovers the z-index has to do.
      }
      // What waits for an answer takes the focus; a stop while typing leaves it in the field.
      if (notice.act === 'reason' || notice.act === 'acknowledge') box.focus({ preventScroll: true })
    },
  }
}
