import '../../../components/verify/verify.css'
import { Verify } from '../../../components/verify/index.ts'
import type { Lang } from '../../../utils/base/index.ts'
import type { Preview, Previews } from '../preview.ts'
import { codes } from '../world.ts'

const render = (lang: Lang) => <Verify first={lang} />
/** Size and root of a made-up log; no signature under it is anybody's. */
const NOTE = `example.invalid/log\n20852\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n`

async function paste(root: HTMLElement, note: string): Promise<void> {
  const field = root.querySelector<HTMLTextAreaElement>('#verify-text')
  if (!field) throw new Error('preview: no field')
  field.value = note
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
  await new Promise((done) => setTimeout(done, 50))
  root.querySelector<HTMLButtonElement>('#verify-go')?.click()
  await new Promise((done) => setTimeout(done, 150))
}

/** As if the page was opened by the address in a receipt's square. */
const digits = codes.one[0]?.replace('CSR1:', '') ?? ''
const settled = () => new Promise<void>((done) => setTimeout(done, 200))

const view = (name: string, then?: Preview['then']): Preview => ({ name, render, ...(then ? { then } : {}) })

export const previews: Previews = [
  view('empty'),
  view('checkpoint', (root) => paste(root, NOTE)),
  view('not-a-checkpoint', (root) => paste(root, 'hello\n')),
  { ...view('receipt', settled), render: (lang) => <Verify first={lang} fragment={digits} /> },
  view('receipt-changed', (root) =>
    paste(root, codes.one[0]?.replace(/.$/, (d) => String((Number(d) + 1) % 10)) ?? ''),
  ),
  view('receipt-part', (root) => paste(root, codes.two[0] ?? '')),
]
