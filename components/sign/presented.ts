import type { ActivationId, Lang, Result } from '../../utils/base/index.ts'
import type { Client, SignItem } from '../../utils/wire/index.ts'
import type { Reading } from './Item.tsx'
import type { Size } from './memory.ts'

/** Starts to measure how one screen is read. */
export const startReading = (): Reading => ({
  since: performance.now(),
  fullSince: null,
  fullEnd: false,
  keyEnd: false,
  aloud: false,
})

/** Writes down what was on the screen, and how it was read, before the answer to it. */
export async function sendPresented(
  client: Client,
  on: {
    readonly activation: ActivationId
    readonly item: SignItem
    readonly lang: Lang
    readonly size: Size
  },
  reading: Reading,
): Promise<Result<unknown>> {
  const { activation, item, lang, size } = on
  const now = performance.now()
  const common = {
    activation,
    service: item.service,
    hash: item.notices[lang].hash,
    lang,
    aloud: reading.aloud,
    size,
  }
  const key = await client.ask('sign.presented', {
    ...common,
    layer: 'key',
    ms: Math.round(now - reading.since),
    scrolled: reading.keyEnd,
  })
  if (!key.ok) return key
  return client.ask('sign.presented', {
    ...common,
    layer: 'full',
    ms: reading.fullSince === null ? 0 : Math.round(now - reading.fullSince),
    scrolled: reading.fullEnd,
    // The full list is read by the eye only.
    aloud: false,
  })
}
