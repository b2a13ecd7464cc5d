import {
  call,
  controlKind,
  fewDigits,
  findNumbers,
  fingerprint,
  holdsSending,
  isButton,
  native,
  tag,
} from '../../utils/guard/page.ts'
import type { FrameCore as Core, FormsLayer, Frame } from '../../utils/wire/frame.ts'
import { createReader } from './reader.ts'

const TYPED = 'input:not([type=hidden],[type=checkbox],[type=radio],[type=submit],[type=button]),textarea'

type Seen = {
  readonly number: 'guarded' | 'other' | 'none'
  readonly digits: string | null
  readonly short: number | null
}

/** Which number stands in the form: what the table's columns ask. */
function numberOn(core: Core, phone: Element | undefined): Seen {
  const fields: Element[] = phone ? [phone] : []
  const root = (phone?.getRootNode() ?? document) as Document | ShadowRoot
  for (const field of call(root, 'querySelectorAll', TYPED)) if (fields.length < 60) fields.push(field)
  for (const field of fields) {
    const [number] = findNumbers((field as HTMLInputElement).value ?? '')
    if (!number || !core.view) continue
    const digits = number.slice(3)
    const short = fingerprint(digits, core.view.key)
    return { number: core.view.whole.has(short) ? 'guarded' : 'other', digits, short }
  }
  return { number: 'none', digits: null, short: null }
}

const seen = (element: Element): boolean => (element as HTMLElement).checkVisibility?.() !== false

/** The page layer: what kind of page this is, and whether its form may be sent. */
export function watchPages({ core, banner, shadowRootOf }: Frame): FormsLayer {
  let observer: MutationObserver | null = null
  let warned = ''
  /** The press that waits for the rules, done again once they stand. */
  let again: (() => void) | null = null
  let asked = 0

  /** What the table says about sending this form now; null: nobody has anything to say. */
  const verdict = (): { shown: Seen; answer: ReturnType<Core['judge']> } | null => {
    const page = core.page()
    if (page.kind === 'other') return null
    const shown = numberOn(core, page.phone)
    // With a permit in this tab a step of the form without the number is part of what was signed for.
    if (shown.number === 'none' && core.view?.permit) return null
    return { shown, answer: core.judge(shown.number, shown.short) }
  }
  /** It may not go. */
  const held = (): boolean => {
    const { answer } = verdict() ?? {}
    return answer !== undefined && (answer.stops || holdsSending(answer))
  }

  const report = (way: string, trusted: boolean): boolean => {
    const said = verdict()
    if (!said) return false
    const { answer, shown } = said
    return core.stopped({ answer, number: shown.number, way, layer: 'page', digits: shown.digits, trusted })
  }

  const cancel = (event: Event): void => {
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  /**
   * The clerk's own log-in by code at a site of the catalogue: the table allows it and the floor knows no clerk. True while
   * the rules that let it through do not stand yet; they are asked for. By a hand alone, and for a number that was read.
   */
  const waits = (event: Event): boolean => {
    const { view, snapshot } = core
    if (!event.isTrusted || view?.origin !== 'catalogue' || view.activation || view.permit) return false
    const page = core.page()
    if (page.kind !== 'code-log-in' || !snapshot || snapshot.logIn > Date.now() + 500) return false
    const { number, short } = numberOn(core, page.phone)
    if (number !== 'other' || core.judge(number, short).stops) return false
    if (Date.now() - asked > 1_000) core.tell('log-in')
    asked = Date.now()
    return true
  }
  const later = (event: Event, press: () => void): void => {
    cancel(event)
    again = press
    setTimeout(() => {
      if (again === press) again = null
    }, 3_000)
  }

  /** The control that an event is about, where it sends a code or the form; `code` for "get code". */
  const controlIn = (event: Event): 'code' | 'submit' | null => {
    const { kind, code, submit, unread } = core.page()
    if (kind === 'other') return null
    const path = event.composedPath()
    for (let i = 0; i < 6 && i < path.length; i++) {
      const node = path[i]
      // A field is no control, however near the button stands.
      if (!(node instanceof Element) || call(node, 'matches', TYPED)) break
      if (controlKind(node) === 'code') return 'code'
      const local = tag(node)
      if (node === code && !/^(input|textarea|select)$/.test(local)) return 'code'
      // Of a page that could not be read, whatever may send.
      if (node === submit || (unread && (isButton(node) || controlKind(node) !== 'other'))) return 'submit'
      if (/^(form|body|html|section|main)$/.test(local)) break
    }
    return null
  }
  /** With a permit: three codes, also where nobody knows the request that asks for one. */
  const spent = (event: Event): boolean => {
    const { permit } = core.snapshot ?? {}
    if (!permit) return false
    if (permit.spent && event.type === 'click') {
      const answer = { act: 'stop', why: 'codes-spent', cell: '', stops: true } as const
      const about = { number: 'guarded', way: 'button', layer: 'page', digits: null } as const
      core.stopped({ ...about, answer, trusted: event.isTrusted })
    } else if (event.type === 'click') core.tell('code')
    return permit.spent
  }

  /** Some sites act before the click; the click alone is reported. */
  const pressed = (event: Event): void => {
    if (event.isTrusted) core.person()
    if (!core.pages) return
    if (event.type === 'pointerdown' || event.type === 'click') {
      core.touch()
      for (const node of event.composedPath()) if (node instanceof Element) used.add(node)
    }
    const control = controlIn(event)
    if (!control) return
    if (event.type === 'click' ? report('button', event.isTrusted) : held()) cancel(event)
    else if (control === 'code' && spent(event)) cancel(event)
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
      if (core.stopped({ ...about, answer, digits, trusted: event.isTrusted })) {
        cancel(event)
        return
      }
    }
    if (!core.pages) return
    core.touch()
    const page = core.page()
    const parts = [page.phone, page.submit, page.code]
    const inside = parts.some((part) => part && call(form, 'contains', part))
    if (!inside && !page.unread) return
    if (report('submit', event.isTrusted)) cancel(event)
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
    if (report('submit', event.isTrusted)) cancel(event)
  }

  /** The page has been read while it was idle. */
  const look = (): void => {
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
    look()
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
      const press = again
      if (press && (core.snapshot?.logIn ?? 0) > Date.now()) {
        again = null
        press()
      }
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
      return report('submit', trusted)
    },
  }
}
