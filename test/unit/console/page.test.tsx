// @vitest-environment happy-dom
import { render } from 'preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Console, type ConsoleBackend } from '../../../components/console/index.ts'
import { CodedError, err, ok } from '../../../utils/base/index.ts'
import type { Name } from '../../../utils/wire/index.ts'
import { demoBackend } from '../../preview/views/console.tsx'

let root: HTMLElement
const asked: { name: Name; body: unknown }[] = []
const saved: string[] = []
const locked = vi.fn()

/** The made-up backend, with what is asked written down and some answers changed. */
function backendWith(answers: Partial<Record<Name, unknown>> = {}, wrong = false): ConsoleBackend {
  const backend = demoBackend()
  return {
    ...backend,
    client: {
      ...backend.client,
      ask: (async (name: Name, body: never) => {
        asked.push({ name, body })
        return name in answers ? answers[name] : backend.client.ask(name, body)
      }) as ConsoleBackend['client']['ask'],
    },
    unlock: async () =>
      wrong
        ? err('vault/passphrase')
        : ok({
            of: async () => ({ opened: [], fault: null }),
            prove: async () => 'f'.repeat(64),
            reseal: async () => ok({ done: 0, closed: 0 }),
            lock: locked,
          }),
    save: (name) => saved.push(name),
  }
}

async function find<E extends Element>(css: string): Promise<E> {
  return vi.waitFor(() => {
    const found = root.querySelector<E>(css)
    if (!found) throw new Error(css)
    return found
  })
}
const press = async (css: string): Promise<void> => (await find<HTMLElement>(css)).click()
async function unlock(): Promise<void> {
  const reason = await find<HTMLInputElement>('input[value=complaint]')
  reason.click()
  const secret = await find<HTMLInputElement>('#secret')
  secret.value = 'demo'
  secret.dispatchEvent(new Event('input', { bubbles: true }))
  await new Promise((done) => setTimeout(done, 150))
  await press('#unlock')
}
async function go(hash: string): Promise<void> {
  location.hash = hash
  window.dispatchEvent(new Event('hashchange'))
  await new Promise((done) => setTimeout(done, 150))
}

beforeEach(() => {
  root = document.createElement('div')
  document.body.append(root)
  asked.length = 0
  saved.length = 0
  locked.mockClear()
  location.hash = '#/today'
})
afterEach(() => {
  render(null, root)
  root.remove()
  vi.useRealTimers()
})

describe('the console', () => {
  it('shows nothing of the log before the vault is open', async () => {
    location.hash = '#/log'
    render(<Console backend={backendWith()} />, root)
    await find('#unlock')
    expect(root.querySelector('#log-table')).toBeNull()
    await unlock()
    await find('#log-table')
    expect(asked).toContainEqual({ name: 'console.unlocked', body: { reason: 'complaint' } })
  })

  it('begins anew, locked, when a log is closed while it is open, and not for any other news', async () => {
    const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined)
    let nudge: () => void = () => undefined
    const backend = backendWith()
    const view = await backend.client.ask('console.open', {})
    if (!view.ok) throw new Error('no view')
    let logs = view.value.logs
    const ask = async (name: Name, body: never) =>
      name === 'console.open' ? ok({ ...view.value, logs }) : backend.client.ask(name, body)
    const client = {
      ...backend.client,
      ask: ask as ConsoleBackend['client']['ask'],
      onNudge: (heard: (n: never) => void) => {
        nudge = () => heard({ nudge: 'console' } as never)
        return () => undefined
      },
    }
    render(<Console backend={{ ...backend, client }} />, root)
    await unlock()
    nudge()
    await new Promise((done) => setTimeout(done, 150))
    expect(reload).not.toHaveBeenCalled()
    logs = [...logs, { name: 'countersign', size: 3, at: '2026-11-23T02:44:05.123Z', why: 'head' }]
    nudge()
    await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce())
    reload.mockRestore()
  })

  it('does not open what could not be logged', async () => {
    render(<Console backend={backendWith({ 'console.unlocked': err('store/full') })} />, root)
    await unlock()
    await vi.waitFor(() => expect(locked).toHaveBeenCalledOnce())
    expect(root.querySelector('.co-figures')).toBeNull()
    expect((await find('[role=alert]')).textContent).toContain('磁盘满了')
  })

  it('makes an entry of a wrong try, and after five it waits', async () => {
    render(<Console backend={backendWith({}, true)} />, root)
    for (let tries = 1; tries <= 5; tries++) {
      await unlock()
      await vi.waitFor(() => expect(asked.filter((a) => a.name === 'console.rejected')).toHaveLength(tries))
      await new Promise((done) => setTimeout(done, 150))
    }
    expect((await find<HTMLButtonElement>('#unlock')).disabled).toBe(true)
    expect((await find('[role=alert]')).textContent).toMatch(/等 (30|29) 秒/)
  })

  it('hands over a file only after its entry, masked unless somebody chose and confirmed', async () => {
    render(<Console backend={backendWith()} />, root)
    await unlock()
    await find('.co-figures')
    await go('#/export')
    await press('#export-go:not([disabled])')
    await vi.waitFor(() =>
      expect(saved).toEqual([
        expect.stringMatching(/^east-street_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d_consents\.csv$/),
      ]),
    )
    expect(asked.find((a) => a.name === 'log.exported')?.body).toMatchObject({ format: 'csv', masked: true })

    await press('#export-unmasked')
    await vi.waitFor(async () => expect((await find<HTMLButtonElement>('#export-go')).disabled).toBe(true))
    await press('#export-understood')
    await press('#export-go:not([disabled])')
    await vi.waitFor(() => expect(saved).toHaveLength(2))
    expect(asked.at(-1)?.body).toMatchObject({ masked: false })
  })

  it('in clear is chosen for one export: the next form, scope and file begin masked, and the button says which', async () => {
    render(<Console backend={backendWith()} />, root)
    await unlock()
    await find('.co-figures')
    await go('#/export')
    const says = async (words: RegExp) =>
      vi.waitFor(async () => expect((await find('#export-go')).textContent).toMatch(words))
    const clear = async () => {
      await press('#export-unmasked')
      await press('#export-understood')
    }
    await says(/遮盖$/)
    await clear()
    await says(/不遮盖$/)
    await press('#export-bundle')
    await says(/加封$/)
    expect((await find<HTMLInputElement>('#export-masked')).checked).toBe(true)
    await clear()
    await says(/资料不加封$/)
    await press('#export-part')
    await says(/加封$/)
    await press('#export-csv')
    await clear()
    await press('#export-go:not([disabled])')
    await vi.waitFor(() => expect(saved).toHaveLength(1))
    await says(/[^不]遮盖$/)
    await press('#export-go:not([disabled])')
    await vi.waitFor(() => expect(saved).toHaveLength(2))
    expect(
      asked.filter((a) => a.name === 'log.exported').map((a) => (a.body as { masked: boolean }).masked),
    ).toEqual([false, true])
  })

  it('exports while the count of what would be in it is not known yet', async () => {
    const backend = backendWith()
    const counting = new Promise<number>(() => undefined)
    render(<Console backend={{ ...backend, reader: { ...backend.reader, count: () => counting } }} />, root)
    await unlock()
    await go('#/export')
    await press('#export-go:not([disabled])')
    await vi.waitFor(() =>
      expect(saved).toEqual([
        expect.stringMatching(/^east-street_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d_consents\.csv$/),
      ]),
    )
  })

  it('says what it could not read, and not that there is nothing', async () => {
    const backend = backendWith()
    const fails = async () => Promise.reject(new CodedError('store/closed'))
    const reader = { ...backend.reader }
    render(<Console backend={{ ...backend, reader, checked: fails }} />, root)
    await unlock()
    await find('.co-figures')
    await vi.waitFor(() => expect(root.textContent).toContain('上次核对的结果读不出来'))
    expect(root.textContent).not.toContain('还没有核对过日志')
    expect(root.querySelector('p.co-problem')).toBeNull()
    // Its page once more, and now the figures cannot be read either.
    for (const read of ['count', 'page'] as const) {
      const before = { ...reader }
      Object.assign(reader, { [read]: fails })
      await go('#/keep')
      await go('#/today')
      expect((await find('p.co-problem')).textContent).toContain('日志没有打开')
      expect(root.querySelector('[data-figure=stops] b')?.textContent).toMatch(
        read === 'count' ? /—|–/ : /\d/,
      )
      Object.assign(reader, before)
    }
  })

  it('says why an alarm could not be seen to', async () => {
    const view = await demoBackend().client.ask('console.open', {})
    if (!view.ok) throw new Error('no view')
    const open = ok({ ...view.value, alarms: ['log/resumed'] })
    render(
      <Console backend={backendWith({ 'console.open': open, 'console.seen': err('store/full') })} />,
      root,
    )
    await unlock()
    await press('[data-action=seen]')
    expect((await find('p.co-problem')).textContent).toContain('磁盘满了')
  })

  it('hands over nothing when the export cannot be logged', async () => {
    render(<Console backend={backendWith({ 'log.exported': err('store/failed') })} />, root)
    await unlock()
    await find('.co-figures')
    await go('#/export')
    await press('#export-go:not([disabled])')
    await find('#export-result[data-state=failed]')
    expect(saved).toEqual([])
  })

  it('reads, checks and names an earlier log where one is chosen', async () => {
    const logs = [{ name: 'countersign', size: 7, at: '2026-11-20T02:00:00.000Z', why: 'root' }]
    const view = await demoBackend({ logs }).client.ask('console.open', {})
    const opened: string[] = []
    const backend = backendWith({ 'console.open': view })
    render(
      <Console
        backend={{
          ...backend,
          forLog: (log) => {
            opened.push(log)
            return { ...backend, log }
          },
        }}
      />,
      root,
    )
    await unlock()
    await find('.co-figures')
    await go('#/verify')
    const choice = await find<HTMLSelectElement>('#log-choice')
    choice.value = 'countersign'
    choice.dispatchEvent(new Event('change', { bubbles: true }))
    await vi.waitFor(() => expect(opened).toEqual(['countersign']))
    await press('#verify-start')
    await find('#verify-result[data-state=sound]')
    expect(asked.find((a) => a.name === 'log.verified')?.body).toMatchObject({ log: 'countersign' })
  })

  it('erases a number only with a reason and understood, and holds it with a reason', async () => {
    render(<Console backend={backendWith()} />, root)
    await unlock()
    await find('.co-figures')
    await go('#/keep')
    const number = await find<HTMLInputElement>('#erase-number')
    number.value = '13800138000'
    number.dispatchEvent(new Event('input', { bubbles: true }))
    await new Promise((done) => setTimeout(done, 150))
    await press('#erase-find')
    await press('#erase-go')
    await vi.waitFor(() =>
      expect(root.querySelector('.co-found [role=alert]')?.textContent).toBe('请先选原因。'),
    )
    expect(number.value).toBe('')

    await press('#erase-result input[value=police]')
    await press('#hold-customer-go')
    const held = { scope: 'customer', number: '13800138000', activation: null, reason: 'police' }
    await vi.waitFor(() =>
      expect(asked.find((a) => a.name === 'console.hold')?.body).toEqual({ ...held, proof: 'f'.repeat(64) }),
    )
    await press('#erase-result input[value=customer-asks]')
    await press('#erase-go')
    expect(asked.some((a) => a.name === 'console.erase')).toBe(false)
    await press('#erase-understood')
    await new Promise((done) => setTimeout(done, 150))
    await press('#erase-go')
    await find('#erased')
    expect(asked.find((a) => a.name === 'console.erase')?.body).toEqual({
      number: '13800138000',
      reason: 'customer-asks',
      proof: 'f'.repeat(64),
    })
  })

  it('changes the passphrase, and replaces a lost one only when that is understood', async () => {
    render(<Console backend={backendWith()} />, root)
    await unlock()
    await find('.co-figures')
    await go('#/settings')
    const typed = async (css: string, value: string): Promise<void> => {
      const field = await find<HTMLInputElement>(css)
      field.value = value
      field.dispatchEvent(new Event('input', { bubbles: true }))
      await new Promise((done) => setTimeout(done, 150))
    }
    await typed('#passphrase-now', 'the old passphrase')
    await typed('#passphrase-next', 'green lantern seven rivers')
    await typed('#passphrase-next-again', 'green lantern seven rivers')
    await press('#change-go')
    await vi.waitFor(() => expect(asked.at(-1)?.name).toBe('vault.passphrase'))
    await typed('#passphrase-lost', 'green lantern seven rivers')
    await typed('#passphrase-lost-again', 'green lantern seven rivers')
    await press('#lost-go')
    await new Promise((done) => setTimeout(done, 150))
    expect(asked.some((a) => a.name === 'vault.replace')).toBe(false)
    await press('#lost-understood')
    await new Promise((done) => setTimeout(done, 150))
    await press('#lost-go')
    await vi.waitFor(() => expect(asked.at(-1)?.name).toBe('vault.replace'))
  })

  it('takes a clerk’s own PIN away only when that is said twice, and by who opens a value with the key', async () => {
    const view = await demoBackend().client.ask('console.open', {})
    const after = view.ok && {
      ...view,
      value: { ...view.value, staff: view.value.staff.map((s) => ({ ...s, pin: 'none' })) },
    }
    location.hash = '#/settings'
    render(<Console backend={backendWith({ 'console.reset-pin': after })} />, root)
    await find('[data-staff="0417"]')
    expect(root.querySelector('[data-action=reset-pin]')).toBeNull()
    await go('#/today')
    await unlock()
    await find('.co-figures')
    await go('#/settings')
    await find('[data-staff="0417"]')
    // Nobody has chosen the other's yet.
    expect(root.querySelectorAll('[data-action=reset-pin]')).toHaveLength(1)
    await press('[data-action=reset-pin]')
    expect(asked.some((a) => a.name === 'console.reset-pin')).toBe(false)
    await press('[data-action=reset-pin-yes]')
    await vi.waitFor(() =>
      expect(asked.at(-1)).toEqual({
        name: 'console.reset-pin',
        body: { staff: '0417', proof: 'f'.repeat(64) },
      }),
    )
    await vi.waitFor(() => expect(root.querySelector('[data-action^=reset-pin]')).toBeNull())
  })

  it('has an alarm seen only by who opens a value with the key', async () => {
    const view = await demoBackend({ alarms: ['log/resumed', 'store/full'] }).client.ask('console.open', {})
    render(<Console backend={backendWith({ 'console.open': view })} />, root)
    await unlock()
    await find('[data-alarm="store/full"]')
    expect(root.querySelectorAll('[data-action=seen]')).toHaveLength(1)
    await press('[data-action=seen]')
    await vi.waitFor(() =>
      expect(asked.at(-1)).toEqual({
        name: 'console.seen',
        body: { alarm: 'log/resumed', proof: 'f'.repeat(64) },
      }),
    )
  })

  it('locks by the button, and then nothing is shown any more', async () => {
    render(<Console backend={backendWith()} />, root)
    await unlock()
    await find('.co-figures')
    await press('#lock')
    await find('#unlock')
    expect(locked).toHaveBeenCalledOnce()
    expect(root.querySelector('.co-figures')).toBeNull()
  })

  it('locks by itself after ten minutes without a key or a pointer', async () => {
    render(<Console backend={backendWith()} />, root)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true })
    await unlock()
    await find('.co-figures')
    await vi.advanceTimersByTimeAsync(9 * 60_000)
    window.dispatchEvent(new Event('keydown'))
    await vi.advanceTimersByTimeAsync(9 * 60_000)
    expect(locked).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(61_000)
    expect(locked).toHaveBeenCalledOnce()
  })
})
