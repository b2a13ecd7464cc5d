import { err, ok, type Result } from '../base/index.ts'
import type { In } from '../wire/index.ts'
import { clerkOf, record } from './record.ts'
import type { Activation, Desk } from './state.ts'

/** What was shown, in which layer, for how long: one entry a layer, before the answer. */
export async function presented(
  desk: Desk,
  activation: Activation,
  shown: In<'sign.presented'>,
): Promise<Result<null>> {
  if (!activation.session?.items.some((i) => i.service === shown.service))
    return err('session/unknown-service')
  const notice = desk.loaded.catalogue.notice(shown.service, shown.lang)
  if (notice?.hash !== shown.hash) return err('notice/not-current')
  await record(desk, [
    {
      kind: 'notice.presented',
      clerk: clerkOf(desk),
      activation: activation.id,
      cust: activation.cust,
      body: {
        service: shown.service,
        notice: shown.hash,
        lang: shown.lang,
        layer: shown.layer,
        ms: Math.round(shown.ms),
        scrolled: shown.scrolled,
        aloud: shown.aloud,
        size: shown.size,
      },
    },
  ])
  return ok(null)
}
