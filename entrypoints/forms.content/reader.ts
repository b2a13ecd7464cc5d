import { type ClassifyOptions, classifyPage, classifySteps, type Page } from '../../utils/guard/page.ts'

/** Time between two looks at a page that keeps changing: at first, and where look after look finds the same. */
const PAUSE = 400
const LONGEST = 1_600
/** What one slice may take of an idle moment. */
const SLICE = 4

export interface Reader {
  /** What the page is, read to its end now: who presses a button does not wait for an idle moment. */
  classify(): Page
  /** Reads the page on idle slices before long, and tells when it has. */
  soon(): void
  /** The page has changed: what is being read is read again. */
  changed(): void
}

/**
 * `read` is told when a reading on idle slices is over, and whether the page has changed meanwhile; inside that call
 * `classify` answers with what was read.
 */
export function createReader(options: ClassifyOptions, read: (isStale: boolean) => void): Reader {
  let due = false
  let isStale = false
  let fresh: Page | null = null
  let last = ''
  let pause = PAUSE

  const slices = (steps: Generator<undefined, Page>): void => {
    const work = (deadline: IdleDeadline): void => {
      const end = performance.now() + Math.min(SLICE, Math.max(1, deadline.timeRemaining()))
      let step: IteratorResult<undefined, Page>
      try {
        step = steps.next()
        while (!step.done && performance.now() < end) step = steps.next()
      } catch {
        // Who presses a button is told; the next change of the page is a new beginning.
        due = false
        return
      }
      if (step.done) finish(step.value)
      else slices(steps)
    }
    requestIdleCallback(work, { timeout: 1_000 })
  }
  const finish = (page: Page): void => {
    due = false
    pause = page.kind === last ? Math.min(pause * 2, LONGEST) : PAUSE
    last = page.kind
    fresh = page
    read(isStale)
    fresh = null
    if (isStale) soon()
  }
  const soon = (): void => {
    if (due) return
    due = true
    setTimeout(() => {
      isStale = false
      slices(classifySteps(document, options))
    }, pause)
  }
  return {
    classify: () => fresh ?? classifyPage(document, options),
    soon,
    changed() {
      isStale = true
      soon()
    },
  }
}
