import type { ServiceId } from '../../base/index.ts'
import { asksBack, type Session, signerOf } from '../../consent/index.ts'
import type { SignerRef } from '../../log/index.ts'
import type { Activation, Counter } from '../state/index.ts'

/**
 * Whether the person whose real-name data the portal shows is the one who signs for this service. For a child's number
 * that is the child where the portal's age or their own word says so, else the grown-up who came with them; where the portal gives no age
 * nobody can tell, and it counts for nobody.
 */
function isPortalPerson(activation: Activation, session: Session, service: ServiceId): boolean {
  const age = activation.age ?? (session.minor ? 17 : null)
  if (session.who !== 'child' && session.who !== 'teen') return true
  if (age === null) return false
  return age < 18 === (signerOf(session, service) === 'customer')
}

/** How the one who answers for this service was identified. */
export const identifiedBy = (
  activation: Activation,
  session: Session,
  service: ServiceId,
): SignerRef['identified'] =>
  activation.realName && isPortalPerson(activation, session, service)
    ? 'portal-real-name'
    : activation.documentSeen
      ? 'document-seen'
      : 'none'

/** Somebody who signs now is not the portal's person, or the portal has none, and nobody has said that they saw a paper. */
export const isUnidentified = (activation: Activation): boolean => {
  const { session } = activation
  return session && session.items.length > 0
    ? session.items.some((i) => identifiedBy(activation, session, i.service) === 'none')
    : !activation.realName && !activation.documentSeen
}

/** By the portal's age, or by the customer's own word. */
export const aloudFirst = (counter: Counter, activation: Activation): boolean =>
  asksBack(activation.session ?? activation.user ?? { checks: null }) ||
  (activation.age !== null && activation.age >= counter.loaded.policy.times.aloudAge)
