import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

/** A browser that knows displays and opens windows: what no headless browser of ours can. */
const windows = {
  create: vi.fn(async (_: object) => ({ id: 7 })),
  update: vi.fn(async (_: number, __: object) => undefined),
}
const kept = new Map<string, unknown>()
vi.mock('webextension-polyfill', () => ({
  default: {
    runtime: { getURL: (path: string) => `chrome-extension://x${path}` },
    tabs: { query: async () => [], create: vi.fn(async () => ({ id: 1 })) },
    windows,
    storage: {
      local: {
        get: async (key: string) => (kept.has(key) ? { [key]: kept.get(key) } : {}),
        set: async (values: object) => {
          for (const [k, v] of Object.entries(values)) kept.set(k, v)
        },
        remove: async (key: string) => void kept.delete(key),
      },
    },
    permissions: { request: async () => true },
  },
}))

const { chooseDisplay, displaysForPopup, placeFor } = await import('../../../utils/platform/displays.ts')
const { openWindow } = await import('../../../utils/platform/tabs.ts')

const counter = {
  id: '1',
  name: 'A',
  isPrimary: true,
  isEnabled: true,
  bounds: { left: 0, top: 0, width: 1366, height: 768 },
}
const customer = {
  id: '2',
  name: 'B',
  isPrimary: false,
  isEnabled: true,
  bounds: { left: 1366, top: 0, width: 1024, height: 768 },
}
const plugged = (...displays: (typeof counter)[]) => {
  vi.stubGlobal('chrome', { system: { display: { getInfo: async () => displays } } })
}

beforeEach(() => {
  kept.clear()
  windows.create.mockClear()
  windows.update.mockClear()
  windows.create.mockImplementation(async () => ({ id: 7 }))
})
afterEach(() => vi.unstubAllGlobals())

describe("the customer's display", () => {
  it('chosen once, remembered: the window opens there and fills it', async () => {
    plugged(counter, customer)
    await chooseDisplay('2')
    expect(await displaysForPopup()).toMatchObject({ display: '2', displays: [{ id: '1' }, { id: '2' }] })
    await openWindow('/sign.html?a=1', 'customer')
    expect(windows.create).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ left: 1366, top: 0, width: 1024, height: 768 }),
    )
    // A window cannot be placed and made full screen in one call.
    expect(windows.create.mock.calls[0]?.[0]).not.toHaveProperty('state')
    expect(windows.update).toHaveBeenCalledExactlyOnceWith(7, { state: 'fullscreen' })
  })

  it('unplugged: full screen on the one that is there, so that the page under it is not seen', async () => {
    plugged(counter)
    await chooseDisplay('2')
    expect((await displaysForPopup()).display).toBeNull()
    await openWindow('/sign.html?a=1', 'customer')
    expect(windows.create).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ type: 'popup', state: 'fullscreen' }),
    )
  })

  it('unplugged between the look and the opening: the window still opens', async () => {
    plugged(counter, customer)
    await chooseDisplay('2')
    windows.create.mockRejectedValueOnce(new Error('Invalid value for bounds'))
    await openWindow('/sign.html?a=1', 'customer')
    expect(windows.create).toHaveBeenCalledTimes(2)
    expect(windows.create.mock.calls[1]?.[0]).toMatchObject({ state: 'fullscreen' })
  })

  it('no permission, or no such API: full screen', async () => {
    vi.stubGlobal('chrome', {})
    await chooseDisplay('2')
    expect(await displaysForPopup()).toEqual({ displays: [], display: null })
    await openWindow('/sign.html?a=1', 'customer')
    expect(windows.create.mock.calls[0]?.[0]).toMatchObject({ state: 'fullscreen' })
  })

  it("the clerk's own display is never taken for the customer's", () => {
    const own = { id: '1', name: 'A', primary: true, bounds: counter.bounds }
    expect(placeFor([own], '1')).toBeNull()
    expect(placeFor([own, { ...own, id: '2', primary: false }], '1')).toBeNull()
  })
})
