import { held, idle, isOrder, later, NOWHERE, order, sentinel } from './gate.ts'
import { apply, Dom, hook, recall, remember } from './hook.ts'
import { NOTHING, readBody } from './read.ts'

// A request by `XMLHttpRequest`.

const { open, setRequestHeader } = XMLHttpRequest.prototype

/** What is known of a request between `open` and `send`. */
interface Opened {
  /** What `open` was called with. */
  readonly args: unknown[]
  readonly headers: unknown[][]
  type?: string
  rest: string
}

hook('XMLHttpRequest', 'open', (go, args, self) => {
  // Texts, made once: what is looked at is what is used.
  for (let i = 0; i < 2 && i < args.length; i++) if (typeof args[i] !== 'symbol') args[i] = `${args[i]}`
  const result = go()
  remember(self, { args, headers: [], rest: '' })
  return result
})
hook('XMLHttpRequest', 'setRequestHeader', (go, args, self) => {
  for (const i in args) args[i] = `${args[i]}`
  const result = go()
  const about = recall(self) as Opened | undefined
  if (about) {
    about.headers[about.headers.length] = args
    if (apply(''.toLowerCase, args[0], []) === 'content-type') about.type = args[1] as string
    about.rest += `\n${args[0]}\n${args[1]}`
  }
  return result
})
hook('XMLHttpRequest', 'send', (go, args, self) => {
  const about = recall(self) as Opened | undefined
  if (idle() || !about) return go()
  const opened = about.args
  const [method, href] = [opened[0], opened[1]] as [string, string]
  const isLater = opened.length < 3 || opened[2]
  /** What the network does when there is none, with the states that follow. */
  const fail = (): unknown => {
    apply(open, self, ['GET', NOWHERE, isLater])
    args.length = 0
    return go()
  }
  const read = readBody(args[0]) ?? NOTHING
  if (read.body) args[0] = read.body
  if (isOrder(method, href)) {
    if (!isLater) throw new Dom('', 'NetworkError')
    void (async () => {
      const { go: to, contentType, bytes } = await order(method, href, about.type, args[0])
      // Opened anew meanwhile: it is another request now.
      if (recall(self) !== about) return
      if (!to) return fail()
      // The address is given to `open` alone, which takes the headers away.
      opened[1] = to
      apply(open, self, opened)
      for (let i = 0; i < about.headers.length; i++)
        apply(setRequestHeader, self, about.headers[i] as unknown[])
      // What was read is what goes: the page can change its own object meanwhile.
      if (contentType && !about.type) apply(setRequestHeader, self, ['content-type', contentType])
      args[0] = bytes
      return go()
    })()
    return undefined
  }
  const text = `${href}${about.rest}\n${read.text}`
  const isRead = !read.blobs[0]
  if (isRead && !held('s', text)) return go()
  return !isLater || (isRead && sentinel.mode !== 3) ? fail() : void later(text, read.blobs, go, fail)
})
