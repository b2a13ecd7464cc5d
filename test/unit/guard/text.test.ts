/** What appears in a guarded page, one element after the other as a parser or a framework builds it. */
import { Window } from 'happy-dom'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Core } from '../../../entrypoints/sentinel.content/core.ts'
import { watchText } from '../../../entrypoints/sentinel.content/text.ts'
import { findGuarded, fingerprint } from '../../../utils/guard/page.ts'

const KEY = [1, 2, 3, 4] as const
const NUMBER = '13800138000'

let found: (string | null)[]
let end: () => void
beforeEach(() => {
  // Only now: where a browser has its getters is asked once, and this is none.
  const window = new Window()
  for (const name of ['document', 'Element', 'HTMLElement', 'Text', 'MutationObserver'] as const)
    vi.stubGlobal(name, window[name])
  found = []
  const view = {
    guarding: true,
    activation: true,
    key: KEY,
    whole: new Set([fingerprint(NUMBER, KEY)]),
    runs: new Set<number>(),
    origin: 'unknown',
    permit: null,
    codes: 0,
    table: {},
    allowed: [],
  } as const
  const state = {
    view,
    numbers: true,
    snapshot: { whole: [1] },
    find: (text: string) => findGuarded(text, view),
    judge: () => ({ act: 'stop', why: 'guarded', cell: '', stops: true }),
    stopped: ({ digits }: { digits: string | null }) => {
      found.push(digits)
      return true
    },
  }
  const text = watchText(state as unknown as Core)
  text.appeared()
  end = () => {
    state.view = { ...view, guarding: false } as never
    text.appeared()
  }
})
afterEach(() => {
  end()
  vi.unstubAllGlobals()
})

/** Each node goes in alone, into what is in the page already: a record for each, all seen in one go. */
const built = async (...make: ((into: Element) => Node)[]): Promise<(string | null)[]> => {
  let into: Element = document.body
  for (const one of make) {
    const node = into.appendChild(one(into))
    if (node instanceof Element && node.localName !== 'td') into = node
  }
  await new Promise((done) => setTimeout(done, 5))
  return found
}
const element = (name: string) => () => document.createElement(name)
const words = (text: string) => () => document.createTextNode(text)
const cell = (text: string) => () => {
  const made = document.createElement('td')
  made.textContent = text
  return made
}

describe('text that is built piece by piece', () => {
  it('is found deep within what came in the same go', async () => {
    expect(await built(element('section'), element('div'), element('p'), words(NUMBER))).toEqual([NUMBER])
  })
  it('is found beside figures that would run into it', async () => {
    expect(await built(element('table'), element('tr'), cell('1'), cell(NUMBER), cell('2'))).toEqual([NUMBER])
  })
  it('is found behind more text than is looked at of one piece', async () => {
    expect(await built(element('section'), words('x'.repeat(5_000)), element('p'), words(NUMBER))).toEqual([
      NUMBER,
    ])
  })
  it('is found in a comment, which is no part of the text around it', async () => {
    expect(await built(element('section'), element('p'), () => document.createComment(NUMBER))).toEqual([
      NUMBER,
    ])
  })
  it('is found in a root that stands in what came in the same go', async () => {
    expect(
      await built(element('section'), element('div'), () => {
        const host = document.createElement('div')
        const inside = document.createElement('p')
        inside.textContent = NUMBER
        host.attachShadow({ mode: 'open' }).append(inside)
        return host
      }),
    ).toEqual([NUMBER])
  })
  it('is nothing where there is no number', async () => {
    expect(await built(element('section'), element('p'), words('2026-11-28 10:00:00'))).toEqual([])
  })
})
