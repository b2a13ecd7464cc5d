import { allNames } from '../../../utils/store/index.ts'

/** Every string and every run of bytes in a value, whatever its shape; keys count as well. */
function* textsIn(value: unknown, seen = new Set<object>()): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'number') yield String(value)
  else if (value instanceof Uint8Array) yield Buffer.from(value).toString('latin1')
  else if (value instanceof ArrayBuffer) yield Buffer.from(value).toString('latin1')
  else if (typeof value === 'object' && value !== null && !seen.has(value)) {
    seen.add(value)
    for (const [key, one] of Object.entries(value)) {
      yield key
      yield* textsIn(one, seen)
    }
  }
}

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/**
 * Where one of these texts stands: in a value or a key of any table, or in a key of any index, of any database here. Read
 * past our own code, so that what it does not know of is found as well.
 */
export async function placesOf(...texts: readonly string[]): Promise<string[]> {
  const places: string[] = []
  for (const name of await allNames()) {
    const db = await asked(indexedDB.open(name))
    for (const table of db.objectStoreNames) {
      const store = db.transaction(table).objectStore(table)
      const look = (where: string, value: unknown) => {
        const all = [...textsIn(value)].join('\n')
        for (const text of texts) {
          const bytes = Buffer.from(text, 'utf8').toString('latin1')
          if (all.includes(text) || all.includes(bytes)) places.push(`${where}: ${text}`)
        }
      }
      look(`${name}/${table}`, await asked(store.getAllKeys()))
      look(`${name}/${table}`, await asked(store.getAll()))
      for (const index of store.indexNames) {
        const keys: unknown[] = []
        await new Promise<void>((resolve, reject) => {
          const walk = store.index(index).openKeyCursor()
          walk.onerror = () => reject(walk.error)
          walk.onsuccess = () => {
            if (!walk.result) return resolve()
            keys.push(walk.result.key)
            walk.result.continue()
          }
        })
        look(`${name}/${table}.${index}`, keys)
      }
    }
    db.close()
  }
  return places
}

/** How many rows of a table name this activation. */
export async function rowsNaming(table: string, activation: string): Promise<number> {
  let n = 0
  for (const name of await allNames()) {
    const db = await asked(indexedDB.open(name))
    const store = db.transaction(table).objectStore(table)
    const [rows, keys] = [await asked(store.getAll()), await asked(store.getAllKeys())]
    n += rows.filter((row, i) => [...textsIn([row, keys[i]])].join('\n').includes(activation)).length
    db.close()
  }
  return n
}
