// @vitest-environment happy-dom
/** The two ends of the line between sentinel and holdback, and what a page's world could say on it. */
import * as fc from 'fast-check'
import * as v from 'valibot'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { openChannel } from '../../../entrypoints/sentinel.content/channel.ts'
import { state } from '../../../utils/wire/holdback.ts'
import { SENTINEL_CALLS } from '../../../utils/wire/names.ts'

const handlers = {
  ask: vi.fn((_: string, text: string) => text === 'held'),
  order: vi.fn(),
  orderOver: vi.fn(),
  reopened: vi.fn(),
}

/** The node that the sentinel offers, as holdback gets it. */
function meet() {
  let line: EventTarget | null = null
  document.addEventListener(
    SENTINEL_CALLS,
    (event) => {
      line = (event as FocusEvent).relatedTarget
    },
    { capture: true, once: true },
  )
  const channel = openChannel(handlers)
  if (!line) throw new Error('the sentinel did not call')
  const node: EventTarget = line
  const say = (type: string, detail: unknown): boolean => {
    const event = new CustomEvent(type, { detail, cancelable: true })
    try {
      node.dispatchEvent(event)
    } catch {
      // happy-dom hands a listener's fault to who dispatched; a browser reports it and goes on.
    }
    return event.defaultPrevented
  }
  return { channel, node, say }
}

beforeEach(() => {
  vi.resetAllMocks()
  handlers.ask.mockImplementation((_, text) => text === 'held')
})

describe('what holdback is told', () => {
  it('has the shape of the contract', () => {
    const { channel, node } = meet()
    let told = ''
    node.addEventListener('state', (event) => {
      told = (event as CustomEvent<string>).detail
    })
    channel.state(1, true)
    expect(v.parse(state, JSON.parse(told))).toEqual({ mode: 1, orders: true })
  })
})

describe('what comes from the page’s world', () => {
  it('is held where the question cannot be answered', () => {
    const { say } = meet()
    expect(say('ask', 'sheld')).toBe(true)
    expect(say('ask', 'sfree')).toBe(false)
    handlers.ask.mockImplementation(() => {
      throw new Error('could not look')
    })
    expect(say('ask', 'sfree')).toBe(true)
  })

  it('is no answer to anything where it is not a text', () => {
    const { say } = meet()
    fc.assert(
      fc.property(
        fc.constantFrom('ask', 'order', 'over', 'open', 'here', 'state', 'answer'),
        fc.anything().filter((x) => typeof x !== 'string'),
        (type, detail) => {
          say(type, detail)
        },
      ),
    )
    expect(handlers.ask).not.toHaveBeenCalled()
    expect(handlers.order).not.toHaveBeenCalled()
    expect(handlers.orderOver).not.toHaveBeenCalled()
  })
})
