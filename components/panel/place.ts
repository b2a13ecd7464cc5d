/** A rectangle in CSS pixels of the viewport. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface Place {
  readonly side: 'left' | 'right'
  readonly top: number
  readonly height: number
}

export const PANEL_WIDTH = 372
const EDGE = 20
const GAP = 12
/** Less than this shows no reason and no button. */
const LEAST = 240

/**
 * Where the unfolded panel may stand so that it never covers what is in `keep` (the submit button): the right column
 * first, above or below it, then the left one. null: nowhere; the panel stays a tab.
 */
export function place(view: { width: number; height: number }, keep: Box | null, top = 68): Place | null {
  const lowest = view.height - GAP
  const whole = { top: Math.min(top, Math.max(GAP, lowest - LEAST)), bottom: lowest }
  for (const side of ['right', 'left'] as const) {
    const left = side === 'right' ? view.width - EDGE - PANEL_WIDTH : EDGE
    if (left < 0 || left + PANEL_WIDTH > view.width) continue
    const beside = !keep || keep.right + GAP <= left || keep.left - GAP >= left + PANEL_WIDTH
    const spans = beside
      ? [whole]
      : [
          { top: whole.top, bottom: Math.min(lowest, keep.top - GAP) },
          { top: Math.max(GAP, keep.bottom + GAP), bottom: lowest },
        ]
    const best = spans.reduce((a, b) => (b.bottom - b.top > a.bottom - a.top ? b : a))
    if (best.bottom - best.top >= LEAST) return { side, top: best.top, height: best.bottom - best.top }
  }
  return null
}

/** Height at which the folded tab stands: the middle, or beside the submit button where that reaches the edge. */
export function placeTab(
  view: { width: number; height: number },
  keep: Box | null,
  size: { width: number; height: number },
): number {
  const middle = Math.round(view.height / 2 - size.height / 2)
  if (!keep || keep.right + GAP <= view.width - size.width) return middle
  if (keep.bottom + GAP <= middle || keep.top - GAP >= middle + size.height) return middle
  const above = keep.top - GAP - size.height
  return above >= GAP ? above : keep.bottom + GAP
}
