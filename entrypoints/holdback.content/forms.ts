import { at, held, heldLater, idle, isOrder, later, order, sentinel } from './gate.ts'
import { apply, getter, hook, takes } from './hook.ts'
import { type Body, eachField, NOTHING, readBody } from './read.ts'
import { stringify } from './sentinel.ts'

// Beacons, and forms that a script sends: no event tells of either.

const Form = FormData
const fieldsOf = getter(HTMLFormElement, 'length')
const protocolOf = getter(URL, 'protocol')
const { getAttribute } = Element.prototype

hook('Navigator', 'sendBeacon', (go, args) => {
  if (idle() || !args.length) return go()
  const href = `${args[0]}`
  args[0] = href
  try {
    if ((apply(protocolOf, at(href), []) as string)[0] !== 'h') throw 0
  } catch {
    // The browser itself refuses it, at once and in its own words.
    return go()
  }
  const read = readBody(args[1]) ?? NOTHING
  const { blobs } = read
  const text = `${href}\n${read.text}`
  // An order, too early to know, or not to be read at once: it is said to go, and goes if it may.
  if (isOrder('POST', href)) {
    void (async () => {
      // What an order is answered is nobody's to see here: the browser tells the background.
      args[0] = (await order('POST', href, null, args[1])).go
      if (args[0]) go()
    })()
  } else if (sentinel.mode === 3 || (blobs[0] && sentinel.mode)) void later(text, blobs, go)
  else return held('s', text) ? false : go()
  return true
})

hook('HTMLFormElement', 'submit', (go, _, form) => {
  if (idle() || !takes(fieldsOf, form)) return go()
  const attribute = (name: string): string => (apply(getAttribute, form, [name]) ?? '') as string
  const href = attribute('action') || document.URL
  const method = attribute('method') || 'get'
  const data = new Form(form as HTMLFormElement)
  if (isOrder(method, href)) {
    const pairs: [string, string][] = []
    apply(eachField, data, [
      (value: unknown, name: string) => {
        pairs[pairs.length] = [name, typeof value === 'string' ? value : '']
      },
    ])
    void (async () => {
      const contentType = attribute('enctype')
      const asked = { url: href, method, contentType, body: stringify(pairs), bytes: false } as const
      if (await sentinel.order({ ...asked, route: 'form' })) go()
    })()
    return undefined
  }
  const { text, blobs } = readBody(data) as Body
  const all = `${href}\n${text}`
  // `f` asks about the page as well: a form sent by script is a form sent.
  if (!sentinel.mode || (sentinel.mode !== 3 && !blobs[0])) return held('f', all) ? undefined : go()
  void (async () => {
    if (await heldLater('f', all, blobs)) return
    // Many a page sends one as soon as it is there, and takes it away again; one that is nowhere goes nowhere.
    const isGone = !(form as Element).isConnected
    if (isGone) document.body.append(form as Element)
    go()
    if (isGone) (form as Element).remove()
  })()
  return undefined
})
