import { describe, expect, it } from 'vitest'
import { type Answered, heldBy } from '../../../components/panel/gate.ts'
import { PANEL_WIDTH, place, placeTab } from '../../../components/panel/place.ts'
import type { PageReading, PageService } from '../../../utils/portal/index.ts'
import type { PanelView } from '../../../utils/wire/index.ts'

const service = (code: string, ticked = true, included = false): PageService => ({
  code,
  name: code,
  price: null,
  ticked,
  included,
})
const reading = (services: PageService[], more: Partial<PageReading> = {}): PageReading => ({
  adapter: 'demo',
  number: '138 0013 8000',
  customer: '王秀芬',
  age: 68,
  realName: true,
  clerk: '0417',
  order: 'A-1',
  services,
  loading: false,
  confirmed: null,
  missing: [],
  ...more,
})
const answered = (to: PageReading, open: boolean, problem: string | null = null): Answered => ({
  reading: to,
  view: {
    problem,
    activation: { gate: { open, why: open ? null : 'gate/waiting' } },
  } as unknown as PanelView,
})

describe('the gate of the submit button', () => {
  const plan = service('PLAN', true, true)
  const signed = reading([plan, service('VRBT'), service('INS', false)])

  it('opens for what the background has seen and let go', () => {
    expect(heldBy(signed, answered(signed, true))).toBeNull()
  })

  it('stays open for less, and for another step of the same order', () => {
    expect(heldBy(reading([plan, service('VRBT', false)]), answered(signed, true))).toBeNull()
    expect(heldBy(reading([plan], { order: 'A-2' }), answered(signed, true))).toBeNull()
  })

  it.each([
    ['a service ticked since', reading([plan, service('VRBT'), service('INS')])],
    ['a service that came late', reading([plan, service('VRBT'), service('NEW')])],
    ['a service that now says it is part of the plan', reading([plan, service('VRBT', true, true)])],
    ['another number', reading([plan], { number: '139 0000 0000' })],
    ['another customer', reading([plan], { customer: '李四' })],
    ['another clerk', reading([plan], { clerk: '0392' })],
    ['services loading again', reading([plan], { loading: true })],
  ])('holds for a moment: %s', (_, now) => expect(heldBy(now, answered(signed, true))).toBe('moment'))

  it('holds before the first answer, and says for a moment what may have been mended', () => {
    expect(heldBy(signed, null)).toBe('moment')
    expect(heldBy(reading([plan]), answered(signed, false))).toBe('moment')
  })

  it('holds while the background says so', () => {
    expect(heldBy(signed, answered(signed, false))).toBe('closed')
    expect(heldBy(signed, answered(signed, true, 'store/full'))).toBe('problem')
    const nothing = { reading: signed, view: { problem: null, activation: null } as unknown as PanelView }
    expect(heldBy(signed, nothing)).toBe('closed')
  })

  it('holds a page that cannot be read, whatever was answered', () => {
    const broken = reading([plan], { missing: ['fields.number'] })
    expect(heldBy(broken, answered(broken, true))).toBe('missing')
  })

  it('has no business with a page without an activation, or after the confirmation', () => {
    expect(heldBy(null, answered(signed, false))).toBeNull()
    expect(heldBy(reading([], { confirmed: { order: null } }), answered(signed, false))).toBeNull()
  })
})

describe('where the panel stands', () => {
  const sizes = [
    { width: 1366, height: 768 },
    { width: 1024, height: 768 },
    { width: 800, height: 600 },
    { width: 400, height: 300 },
  ]
  it('never covers the submit button', () => {
    for (const view of sizes) {
      for (let left = 0; left + 120 <= view.width; left += 40) {
        for (let top = 0; top + 44 <= view.height; top += 40) {
          const button = { left, top, right: left + 120, bottom: top + 44 }
          const at = place(view, button)
          const x = at?.side === 'right' ? view.width - 20 - PANEL_WIDTH : 20
          const covers = (a: { left: number; top: number; right: number; bottom: number }) =>
            a.left < button.right && a.right > button.left && a.top < button.bottom && a.bottom > button.top
          if (at) {
            expect(covers({ left: x, top: at.top, right: x + PANEL_WIDTH, bottom: at.top + at.height })).toBe(
              false,
            )
            expect(at.top + at.height).toBeLessThanOrEqual(view.height)
          }
          const size = { width: 44, height: 130 }
          const tab = placeTab(view, button, size)
          if (view.height >= 600) {
            expect(
              covers({ left: view.width - 44, top: tab, right: view.width, bottom: tab + size.height }),
            ).toBe(false)
          }
        }
      }
    }
  })

  it('stays a tab where there is no room', () => {
    expect(place({ width: 380, height: 700 }, null)).toBeNull()
    expect(place({ width: 800, height: 200 }, { left: 300, top: 80, right: 500, bottom: 120 })).toBeNull()
  })
})
