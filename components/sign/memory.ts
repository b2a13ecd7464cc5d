import type { Lang } from '../../utils/base/index.ts'

/** The customer's type size; 3 is the largest. */
export type Size = 1 | 2 | 3

/** What this window remembers of the customer's choices if it is loaded again. */
export interface Memory {
  read(): { readonly lang?: Lang; readonly size?: Size; readonly begun?: boolean }
  write(chosen: { readonly lang: Lang; readonly size: Size }): void
  /** The customer has the screen: it is not turned to them a second time. */
  begin(): void
}
