import type { PanelActivation, PanelService } from '../../utils/wire/index.ts'

/** What has to come off the order before it can go. */
export const toUntick = (activation: PanelActivation): readonly PanelService[] =>
  activation.services.filter(
    (s) => s.ticked && s.code !== '' && /^(?:refused|withdrawn|unknown|draft)$/.test(s.state),
  )

/** What the list shows: everything on the order, and what the customer has already answered. */
export const listed = (activation: PanelActivation): readonly PanelService[] =>
  activation.services.filter(
    (s) =>
      s.ticked || s.code === '' || s.remove || /^(?:included|given|refused|withdrawn|marked)$/.test(s.state),
  )
