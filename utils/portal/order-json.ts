/** Orders that are JSON: the lists stand at the paths that the adapter names. */
import { readJson } from './json.ts'
import { decode } from './order-bytes.ts'
import type { OrderForm } from './order-forms.ts'
import { readPaths } from './order-paths.ts'

/** `text/plain` is what fetch says of a string when the page says nothing; many servers read JSON from it. */
export const JSON_TYPES = /^(?:application\/json|text\/json|text\/plain|application\/[\w.-]+\+json)$/

export const jsonForm: OrderForm = {
  types: JSON_TYPES,
  tree(bytes, { charset }) {
    const text = decode(bytes, charset)
    return text.ok ? readJson(text.value) : text
  },
  items: readPaths,
}
