import type { ActivationId, Lang, Result } from '../../utils/base/index.ts'
import type { Client, SignItem } from '../../utils/wire/index.ts'
import type { Attention } from './attention.ts'
import type { Reading } from './Item.tsx'
import type { Size } from './memory.ts'

/** Starts to measure how one screen is read. */
export const startReading = (attention: Attention): Reading => ({
  since: attention.ms(),
  seen: () => attention.ms(),
  fullSince: null,
  fullEnd: false,
  keyEnd: false,
  aloud: false,
  fullAloud: false,
})

/** Type size of the key facts on the screen, in CSS px. */
function typeSize(): number | null {
  const fact = document.querySelector('.sign .fact dd')
  const px = fact ? Number.parseFloat(getComputedStyle(fact).fontSize) : Number.NaN
  return px >= 1 && px <= 200 ? Math.round(px) : null
}

/** Writes down what was on the screen, and how it was read, before the answer to it. */
export async function sendPresented(
  client: Client,
  on: {
    readonly activation: ActivationId
    readonly item: SignItem
    readonly lang: Lang
    readonly size: Size
    /** Per cent; null where nobody can say. */
    readonly zoom: number | null
  },
  reading: Reading,
): Promise<Result<unknown>> {
  const { activation, item, lang, size, zoom } = on
  const now = reading.seen()
  const px = typeSize()
  const common = {
    activation,
    service: item.service,
    hash: item.notices[lang].hash,
    lang,
    size,
    ...(zoom === null ? {} : { zoom }),
    ...(px === null ? {} : { px }),
  }
  const key = await client.ask('sign.presented', {
    ...common,
    layer: 'key',
    ms: Math.round(now - reading.since),
    scrolled: reading.keyEnd,
    aloud: reading.aloud,
  })
  if (!key.ok) return key
  return client.ask('sign.presented', {
    ...common,
    layer: 'full',
    ms: reading.fullSince === null ? 0 : Math.round(now - reading.fullSince),
    scrolled: reading.fullEnd,
    aloud: reading.fullAloud,
  })
}
