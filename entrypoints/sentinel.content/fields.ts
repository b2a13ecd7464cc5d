import { call, fewDigits, spellings } from '../../utils/guard/page.ts'
import { innermost, isField } from './caret.ts'
import type { Core } from './core.ts'
import { watchFilled } from './filled.ts'
import { sends, watchKeys } from './keys.ts'
import type { Link } from './link.ts'
import { messageText } from './message-text.ts'
import { keepDigits, keepMeant, stops, typed } from './typed.ts'

export interface Fields {
  readonly handlers: Record<string, (event: Event) => void>
  /** Digits that were typed in another frame of this tab. */
  join(digits: string): void
  /** With the first snapshot: what was typed before anybody knew whose number it was. */
  catchUp(): void
}

/** Everything by which a number gets into a field, and what a form or a message from another frame holds. */
export function watchFields(core: Core, link: Link): Fields {
  const { changed, lookAgain } = watchFilled(core)
  /** The field in which the clerk was last. */
  let last: Element | null = null

  /**
   * What a form holds as it leaves, whatever the page's own listeners have put into it by then. It cannot be cancelled any
   * more, so it leaves without its values.
   */
  const formdata = (event: Event): void => {
    if (!core.view || !core.numbers || core.reading) return
    const { formData } = event as FormDataEvent
    let text = ''
    for (const [name, value] of formData) if (typeof value === 'string') text += `${name}\n${value}\n`
    // Made by a script as often as by a hand: it gives no tries back.
    if (!stops(core, core.find(text), 'submit', new Event(''), false, text)) return
    for (const name of [...formData.keys()]) formData.set(name, '')
  }

  /** A message from a frame of another origin: its own holdback knows nothing of where it goes. */
  const message = (event: Event): void => {
    if (!core.view || !core.numbers) return
    const { data } = event as MessageEvent<unknown>
    const blobs: Blob[] = []
    const said = (text: string, quarantine: boolean): boolean =>
      !fewDigits(text) &&
      spellings(text).some((spelled) => stops(core, core.find(spelled), 'script', event, quarantine, text))
    if (said(messageText(data, blobs), false)) event.stopImmediatePropagation()
    // These the page has by the time that they are read.
    else for (const blob of blobs) void Blob.prototype.text.call(blob).then((text) => said(text, true))
  }

  /** The clerk leaves this frame: what was begun here may be ended in the next. */
  const blur = (event: Event): void => {
    if (event.target !== window && event.target !== document) return
    if (core.numbers && typed.digits && event.isTrusted) link.post({ t: 'typed', digits: typed.digits })
  }

  const click = (event: Event): void => {
    const path = event.composedPath()
    for (let i = 0; i < 6 && i < path.length; i++) {
      const node = path[i]
      if (
        node instanceof Element &&
        call(node, 'matches', 'button,a,[role=button],[type=submit],[onclick]')
      ) {
        sends(core, event, last)
        return
      }
    }
  }

  return {
    handlers: {
      ...watchKeys(core),
      blur,
      click,
      formdata,
      message,
      focusout: (event) => {
        last = innermost(event)
      },
      input: (event) => {
        last = innermost(event)
        changed(event)
      },
      change: changed,
      compositionend: changed,
    },
    catchUp() {
      lookAgain()
      const hit = core.find(typed.digits)
      if (!hit || !core.view?.activation) return
      for (const field of call(document, 'querySelectorAll', 'input,textarea'))
        if (isField(field) && core.find(field.value)) field.value = ''
      stops(core, hit, 'key', new Event('late'), true)
      typed.digits = ''
    },
    join(digits) {
      keepDigits((digits + typed.digits).slice(-24))
      keepMeant(typed.digits)
    },
  }
}
