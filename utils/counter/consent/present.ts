import { err, ok, type Result } from '../../base/index.ts'
import type { Draft } from '../../log/index.ts'
import type { Write } from '../../store/index.ts'
import type { In } from '../../wire/index.ts'
import type { Activation, Counter } from '../state/index.ts'
import { advance, clerkOf, record } from '../state/index.ts'

/** What was shown, in which layer, for how long: one entry a layer, before the answer. */
export async function presented(
  counter: Counter,
  activation: Activation,
  shown: In<'sign.presented'>,
): Promise<Result<null>> {
  if (!activation.session?.items.some((i) => i.service === shown.service))
    return err('session/unknown-service')
  const notice = counter.loaded.catalogue.notice(shown.service, shown.lang)
  if (notice?.hash !== shown.hash) return err('notice/not-current')
  // A draft that nobody approved was not put to anybody, whatever a page says.
  const why = counter.loaded.catalogue.why(shown.service)
  if (why) return err(why)
  // The text itself is kept once it has been put to somebody, so that it can be shown years later, whatever the policy
  // says by then.
  const known = (await counter.store.noticeShown(shown.hash)) !== null
  const keep: Write[] = known
    ? []
    : [
        {
          table: 'notices',
          put: {
            hash: shown.hash,
            service: shown.service,
            lang: shown.lang,
            notice: JSON.parse(JSON.stringify(notice.notice)),
            at: counter.now(),
          },
        },
      ]
  const draft: Draft = {
    kind: 'notice.presented',
    clerk: clerkOf(counter),
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
      ...(shown.zoom === undefined ? {} : { zoom: shown.zoom }),
      ...(shown.px === undefined ? {} : { px: shown.px }),
      // What the window adds to the list for a child is no part of the notice's text, so it is said here.
      ...(shown.layer === 'full' && activation.session.who === 'child' ? { child: true } : {}),
    },
  }
  const { lang, size } = shown
  // The next window of this customer, which may be the receipt's, begins as they read this one.
  if (activation.shown?.lang === lang && activation.shown.size === size) await record(counter, [draft], keep)
  else await advance(counter, { ...activation, shown: { lang, size } }, [draft], keep)
  return ok(null)
}
