import { randomBytes } from '../base/index.ts'
import { coded } from './db.ts'

const NAME = 'scratch'
/** A value that stays within the browser's log: from 64 KB on it would become a file of its own. */
const PIECE = 60_000
const PIECES = 16
/** Twice what Chromium gathers before it begins a new log (4 MB), so that the first has surely been put away. */
const ROUNDS = 10

/**
 * This runs before the first entry of a browser run. Chromium keeps IndexedDB in LevelDB and goes on writing behind the end
 * of its last log. Where the browser was killed in the middle of a record, that end is torn. The next start reads over it.
 * What is then written behind it looks like damage to the start after that, and Chromium throws away everything that the
 * extension has stored. So this writes enough to another database that LevelDB puts the torn log away and begins a new one.
 * The entries themselves are not touched. A failure shows at the first append, and is not reported here.
 */
export async function flushBrowserLog(): Promise<void> {
  try {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(NAME, 1)
      request.onupgradeneeded = () => request.result.createObjectStore('scratch')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
      request.onblocked = () => reject(new Error('blocked'))
    })
    const write = (work: (store: IDBObjectStore) => void, durability: IDBTransactionDurability) =>
      new Promise<void>((resolve, reject) => {
        const tx = db.transaction('scratch', 'readwrite', { durability })
        tx.oncomplete = () => resolve()
        tx.onabort = () => reject(coded(tx.error))
        work(tx.objectStore('scratch'))
      })
    try {
      // The bytes are random, because the browser compresses a value before it writes it.
      const piece = randomBytes(PIECE)
      for (let round = 0; round < ROUNDS; round++) {
        await write((store) => {
          for (let n = 0; n < PIECES; n++) store.put(piece, n)
        }, 'relaxed')
      }
      await write((store) => store.clear(), 'strict')
    } finally {
      db.close()
    }
  } catch {
    // A full or broken disk says so where it matters: at the first append.
  }
}
