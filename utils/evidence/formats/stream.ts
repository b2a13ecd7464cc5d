import { type Bytes, concat } from '../../base/index.ts'

/** Big enough that a stream is not all hand-overs, small enough to be nothing in memory. */
const CHUNK_BYTES = 65_536

/** Small pieces as a stream of larger ones, pulled. */
export function streamOf(pieces: AsyncGenerator<Bytes>): ReadableStream<Bytes> {
  return new ReadableStream<Bytes>({
    async pull(controller) {
      const parts: Bytes[] = []
      let size = 0
      while (size < CHUNK_BYTES) {
        const next = await pieces.next()
        if (next.done) break
        parts.push(next.value)
        size += next.value.length
      }
      if (size === 0) return controller.close()
      controller.enqueue(concat(...parts))
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}

/** A stream that is made by the first who reads it. */
export function streamLater(make: () => Promise<ReadableStream<Uint8Array>>): ReadableStream<Bytes> {
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = null
  return new ReadableStream<Bytes>({
    async pull(controller) {
      reader ??= (await make()).getReader()
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value as Bytes)
    },
    async cancel(reason) {
      await reader?.cancel(reason)
    },
  })
}
