// @vitest-environment happy-dom
/** The faults under Protections: seen, copied whole, and there too where the background has not started. */
import { render } from 'preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Faults, faultLines } from '../../../components/base/Faults.tsx'
import { PopupApp } from '../../../components/popup/index.ts'
import enFaults from '../../../components/text/en/faults.json' with { type: 'json' }
import zhFaults from '../../../components/text/zh-CN/faults.json' with { type: 'json' }
import zhPopup from '../../../components/text/zh-CN/popup.json' with { type: 'json' }
import type { NotedFault } from '../../../utils/base/index.ts'

let root: HTMLElement
const write = vi.fn<(text: string) => Promise<void>>(async () => undefined)
beforeEach(() => {
  write.mockReset()
  write.mockResolvedValue(undefined)
  Object.defineProperty(navigator, 'clipboard', { value: { writeText: write }, configurable: true })
  root = document.createElement('div')
  document.body.append(root)
})
afterEach(() => {
  render(null, root)
  root.remove()
})

const settled = () => new Promise((done) => setTimeout(done, 150))
const noted: readonly NotedFault[] = [
  { at: Date.UTC(2026, 10, 23, 2, 44, 7), code: 'rules/refused', place: 'background/tick' },
  { at: Date.UTC(2026, 10, 23, 3, 2, 12), code: 'error/type', place: 'platform/badge' },
]
const LINES =
  '2026-11-23T02:44:07.000Z rules/refused background/tick\n2026-11-23T03:02:12.000Z error/type platform/badge'

describe('the list', () => {
  it('does not say that the work goes on: it stands also where nothing has started', () => {
    expect(zhFaults.what).not.toContain('没有耽误')
    expect(enFaults.what).not.toContain('did not stop')
  })

  it('copies a line for each, with time, code and place', async () => {
    render(<Faults faults={noted} lang="zh-CN" />, root)
    expect(root.querySelector('summary')?.textContent).toBe(zhFaults['some'].replace('{n}', '2'))
    root.querySelector<HTMLButtonElement>('[data-action="copy-faults"]')?.click()
    await settled()
    expect(write).toHaveBeenCalledWith(LINES)
    expect(faultLines(noted)).toBe(LINES)
    expect(root.querySelector('[role=status]')?.textContent).toBe(zhFaults['copied'])
  })

  it('says so where the browser does not allow it, and the text is there to select', async () => {
    write.mockRejectedValue(new DOMException('no', 'NotAllowedError'))
    render(<Faults faults={noted} lang="en" />, root)
    root.querySelector<HTMLButtonElement>('[data-action="copy-faults"]')?.click()
    await settled()
    expect(root.querySelector('[role=status]')?.textContent).toBe(enFaults['notCopied'])
    expect(root.querySelector('pre')?.textContent).toBe(LINES)
  })

  it('without any says that there was none, and has nothing to copy', () => {
    render(<Faults faults={[]} lang="zh-CN" />, root)
    expect(root.textContent).toBe(zhFaults['none'])
    expect(root.querySelector('button')).toBeNull()
  })
})

it('a background that does not start says what to do, and its faults can be copied', async () => {
  render(
    <PopupApp
      client={{
        ask: async () => ({ ok: false, error: { code: 'start/unknown' } }) as never,
        onNudge: () => () => undefined,
      }}
      lang="zh-CN"
      onDone={() => undefined}
      own={async () => []}
      faults={async () => noted}
    />,
    root,
  )
  await settled()
  expect(root.querySelector('.alert[role=status]')?.textContent).toBe(zhPopup['error.start/unknown'])
  expect(root.querySelector('pre')?.textContent).toBe(LINES)
})
