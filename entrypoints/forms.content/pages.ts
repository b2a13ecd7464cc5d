import { call, fewDigits, native } from '../../utils/guard/page.ts'
import type { Banner, FrameCore as Core, FormsLayer, Frame } from '../../utils/wire/frame.ts'
import { controlIn, spent } from './control.ts'
import { cancel, createLogInWait } from './log-in-wait.ts'
import { createReader } from './reader.ts'
import { held, numberOn, report } from './verdict.ts'

const seen = (element: Element): boolean => (element as HTMLElement).checkVisibility?.() !== false

/** A guarded number stands in a form that is about to be sent, and nothing lets it go. */
function sendsNumber(core: Core, form: HTMLFormElement, event: Event): boolean {
  let text = native(form, 'action')
  core.reading = true
  try {
    new FormData(form).forEach((value, name) => {
      if (typeof value === 'string') text += `\n${name}\n${value}`
    })
  } finally {
    core.reading = false
  }
  const hit = core.find(text)
  if (hit) {
    const answer = core.judge('guarded', hit.short)
    const { digits } = hit
    const about = { number: 'guarded', way: 'submit', layer: 'number' } as const
    return core.stopped({ ...about, answer, digits, trusted: event.isTrusted })
  }
  return false
}

/** Warns of a sign-up page, once an address; called when the page has been read while it was idle. */
function createWarning(core: Core, banner: Banner): () => void {
  let warned = ''
  return () => {
    core.touch()
    if (!core.pages || !core.view) return
    const page = core.page()
    if (page.kind !== 'sign-up' || core.view.permit || warned === location.href) return
    if (numberOn(core, page.phone).number !== 'none') return
    const answer = core.judge('none', null)
    if (answer.act !== 'banner' || !core.snapshot) return
    warned = location.href
    banner.show(core.snapshot.texts, {
      n: 0,
      act: 'banner',
      why: answer.why,
      cell: answer.cell,
      page: page.kind,
      quarantine: false,
    })
  }
}

/** The page layer: what kind of page this is, and whether its form may be sent. */
export function watchPages({ core, banner, shadowRootOf }: Frame): FormsLayer {
  let observer: MutationObserver | null = null

  const warn = createWarning(core, banner)
  const { waits, later, pressAgain } = createLogInWait(core)

  /** Some sites act before the click; the click alone is reported. */
  const pressed = (event: Event): void => {
    if (event.isTrusted) core.person()
    if (!core.pages) return
    if (event.type === 'pointerdown' || event.type === 'click') {
      core.touch()
      for (const node of event.composedPath()) if (node instanceof Element) used.add(node)
    }
    const control = controlIn(core, event)
    if (!control) return
    if (event.type === 'click' ? report(core, 'button', event.isTrusted) : held(core)) cancel(event)
    else if (control === 'code' && spent(core, event)) cancel(event)
    else if (waits(event) && event.type === 'click') {
      const target = event.composedPath()[0] as HTMLElement
      later(event, () => call(target, 'click'))
    }
  }
  const input = (event: Event): void => {
    if (core.view?.origin !== 'catalogue') return
    const { value } = event.composedPath()[0] as HTMLInputElement
    if (value && !fewDigits(value, 11)) waits(event)
  }

  const submit = (event: Event): void => {
    if (!core.pages && !core.numbers) return
    const form = (event.composedPath()[0] ?? event.target) as HTMLFormElement
    if (!(form instanceof HTMLFormElement)) return
    if (sendsNumber(core, form, event)) {
      cancel(event)
      return
    }
    if (!core.pages) return
    core.touch()
    const page = core.page()
    const parts = [page.phone, page.submit, page.code]
    const inside = parts.some((part) => part && call(form, 'contains', part))
    if (!inside && !page.unread) return
    if (report(core, 'submit', event.isTrusted)) cancel(event)
    else if (waits(event)) later(event, () => call(form, 'requestSubmit', (event as SubmitEvent).submitter))
  }

  const keydown = (event: Event): void => {
    if (!core.pages || (event as KeyboardEvent).key !== 'Enter' || (event as KeyboardEvent).isComposing)
      return
    const field = event.composedPath()[0]
    if (!(field instanceof HTMLInputElement)) return
    core.touch()
    const { phone, code, unread } = core.page()
    // With a form the browser makes a click or a submit of it; without one the page listens for the key.
    if (field.form || (!unread && field !== phone && field !== code && field.type !== 'password')) return
    if (report(core, 'submit', event.isTrusted)) cancel(event)
  }

  const used = new WeakSet<Element>()
  /**
   * A closed root is found by asking for it, which in Chromium takes some three microseconds: asked are elements of
   * a page's own making, elements that show nothing of their own, and what the clerk has pressed.
   */
  const rootOf = (host: Element): ShadowRoot | null =>
    import.meta.env.FIREFOX ||
    host.localName.includes('-') ||
    (!host.firstElementChild && !host.textContent?.trim()) ||
    used.has(host)
      ? shadowRootOf(host)
      : null
  const reader = createReader({ shadowRootOf: rootOf, visible: seen }, (isStale) => {
    warn()
    if (isStale) core.touch()
  })

  return {
    classify: reader.classify,
    handlers: {
      pointerdown: pressed,
      mousedown: pressed,
      touchstart: pressed,
      pointerup: pressed,
      mouseup: pressed,
      touchend: pressed,
      click: pressed,
      submit,
      keydown,
      input,
      change: input,
    },
    refresh() {
      pressAgain()
      if (core.pages && !observer) {
        observer = new MutationObserver(() => {
          core.touch()
          reader.changed()
        })
        observer.observe(document, { childList: true, subtree: true })
      } else if (!core.pages && observer) {
        observer.disconnect()
        observer = null
      }
      if (core.pages) reader.soon()
    },
    held(trusted) {
      if (!core.pages) return false
      core.touch()
      return report(core, 'submit', trusted)
    },
  }
}
