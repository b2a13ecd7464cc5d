import type { Adapter } from '../../utils/policy/index.ts'
import { type Eyes, findRow, findTick, type PageReading } from '../../utils/portal/index.ts'
import type { PanelService } from '../../utils/wire/index.ts'

/** Unticks these services on the portal's page, and returns those that it could not untick. */
export function untickOnPage(
  document: Document,
  adapter: Adapter,
  eyes: Omit<Eyes, 'now'>,
  read: () => PageReading | null,
  services: readonly PanelService[],
): readonly PanelService[] {
  return services.filter(({ code }) => {
    const tick = findTick(document, adapter, code, eyes)
    const ticked = () => read()?.services.find((s) => s.code === code)?.ticked === true
    // A real click, so that the portal's own listeners run; what they made of it is read back, not assumed.
    if (tick && ticked()) tick.click()
    return ticked()
  })
}

/** Scrolls the portal's row of this service into sight, so that the clerk unticks it by hand. */
export function showRow(
  document: Document,
  adapter: Adapter,
  eyes: Omit<Eyes, 'now'>,
  service: PanelService,
): void {
  findRow(document, adapter, service.code, eyes)?.scrollIntoView({ block: 'center' })
}
