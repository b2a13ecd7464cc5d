import 'fake-indexeddb/auto'
import { Window } from 'happy-dom'
import { render } from 'preact'
import { afterEach, expect, it, vi } from 'vitest'
import { policyFault, wordsOf } from '../../../components/console/words.ts'
import { Popup } from '../../../components/popup/index.ts'
import en from '../../../components/text/en/console.json' with { type: 'json' }
import enPopup from '../../../components/text/en/popup.json' with { type: 'json' }
import { takePolicy } from '../../../utils/counter/index.ts'
import type { PopupView } from '../../../utils/wire/index.ts'
import { openCounter, type TestCounter } from '../counter/open-counter.ts'

let c: TestCounter
afterEach(() => {
  c.close()
  vi.unstubAllGlobals()
})

/** What popup and console say of the policy, in English. */
async function said(): Promise<{ popup: string; console: string; source: string }> {
  const view = await c.ok('popup.open', {})
  // A document alone: the counter beside it runs as in Node.
  vi.stubGlobal('document', new Window().document)
  const root = document.createElement('div')
  const nothing = () => undefined
  render(
    <Popup
      view={{ ...view, lang: 'en' } satisfies PopupView}
      busy={false}
      fault={null}
      own={async () => []}
      onStart={nothing}
      onEnd={nothing}
      onPledge={nothing}
      onResume={nothing}
      onConsole={nothing}
      onDisplay={nothing}
      onTakeBack={nothing}
    />,
    root,
  )
  const popup = [...root.querySelectorAll('.alert:not([role])')].map((p) => p.textContent).join()
  render(null, root)
  const { policy } = await c.ok('console.open', {})
  const w = wordsOf({ services: [], staff: [], promises: [], reasons: [] }, 'en')
  return {
    popup,
    console: policy.fault === null ? '' : policyFault({ ...policy, fault: policy.fault }, w),
    source: policy.source,
  }
}
/** The words of a text up to what is filled in. */
const start = (text: string) => text.slice(0, text.indexOf('{'))
const end = (text: string) => text.slice(text.lastIndexOf('}') + 1)

it('says that the last good policy holds only where there is one', async () => {
  c = await openCounter()
  expect(await said()).toEqual({ popup: '', console: '', source: 'local' })
  await takePolicy(c.counter, '{"v":1}', 'managed')
  const told = await said()
  expect(told.source).toBe('local')
  expect(told.popup).toContain(end(enPopup['policy.fault']))
  expect(told.console).toContain(end(en.policyFault))
})

it('says that only the built-in policy holds where the kept text is broken', async () => {
  c = await openCounter()
  await c.counter.store.log.write([
    c.counter.store.policyWrite('local', '{"v":', 'ab'.repeat(32), c.counter.now()),
  ])
  c = await c.restart()
  const told = await said()
  expect(told.source).toBe('built-in')
  expect(told.popup).toContain(start(enPopup['policy.fault.built-in']))
  expect(told.popup).toContain(end(enPopup['policy.fault.built-in']))
  expect(told.popup).not.toContain(end(enPopup['policy.fault']))
  expect(told.console).toContain(end(en.policyFaultBuiltIn))
})

it('says so too where the first policy of the company does not read', async () => {
  c = await openCounter()
  await c.counter.store.log.write([{ table: 'policy', remove: 'current' }])
  c = await c.restart()
  expect(await said()).toEqual({ popup: '', console: '', source: 'built-in' })
  await takePolicy(c.counter, '{"v":1}', 'managed')
  const told = await said()
  expect(told.source).toBe('built-in')
  expect(told.popup).toContain(end(enPopup['policy.fault.built-in']))
  expect(told.console).toContain(end(en.policyFaultBuiltIn))
})
