import { held, heldLater, sentinel } from './gate.ts'
import { apply, getter, hook } from './hook.ts'
import { blobsText } from './read.ts'

// Values that a script puts into a field, takes off the clipboard or puts there: no event tells of them.

for (const field of ['HTMLInputElement', 'HTMLTextAreaElement']) {
  const put = (value: unknown): boolean => sentinel.mode === 1 && held('v', `${value}`)
  hook(field, 'value', (go, args) => {
    const [value] = args
    if (typeof value === 'string') {
      if (put(value)) args[0] = ''
      // Too early to know: looked at again with the sentinel's first word.
      else if (sentinel.mode === 3) {
        void (async () => {
          if (await heldLater('v', value)) {
            args[0] = ''
            go()
          }
        })()
      }
    }
    return go()
  })
  hook(field, 'setRangeText', (go, args) => (put(args[0]) ? undefined : go()))
}

// What a person is asked for by the browser's own window, and what a script takes off the clipboard, meets no event.
hook('', 'prompt', (go) => {
  const said = go() as string | null
  return said && held('v', said) ? '' : said
})
const { ClipboardItem: Item } = globalThis
const typesOf = Item && getter(Item, 'types')
const partOf = Item?.prototype.getType
/** The texts among what is, or will be, on the clipboard. */
const texts = async (items: readonly unknown[]): Promise<string> => {
  const blobs: Blob[] = []
  for (let i = 0; i < items.length; i++) {
    const types = apply(typesOf, items[i], []) as string[]
    for (let j = 0; j < types.length; j++)
      if (types[j]?.[0] === 't') blobs[blobs.length] = (await apply(partOf, items[i], [types[j]])) as Blob
  }
  return blobsText(blobs)
}
hook('Clipboard', 'readText', async (go) => {
  const text = (await go()) as string
  return (await heldLater('v', text)) ? '' : text
})
hook('Clipboard', 'read', async (go) => {
  const items = (await go()) as unknown[]
  return sentinel.mode && (await heldLater('v', await texts(items))) ? [] : items
})
// On a portal: nothing of the number is handed out.
hook('Clipboard', 'writeText', (go, args) => {
  if (sentinel.orders && sentinel.ask('c', `${args[0]}`)) args[0] = '*'
  return go()
})
hook('Clipboard', 'write', async (go, args) => {
  if (sentinel.orders) {
    const items = [...(args[0] as unknown[])]
    args[0] = sentinel.ask('c', await texts(items)) ? [new Item({ 'text/plain': '*' })] : items
  }
  return go()
})
