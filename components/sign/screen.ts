import type { Lang } from '../../utils/base/index.ts'
import type { SignView } from '../../utils/wire/index.ts'
import type { T } from './text.ts'

/** Where a screen starts, for the eye and for a screen reader. */
export type Heading = { current: HTMLHeadingElement | null }

/** What every screen gets. */
export interface ScreenProps {
  readonly lang: Lang
  readonly t: T
  readonly heading: Heading
}

/** What a screen gets that shows the whole view. */
export type ViewProps = ScreenProps & { readonly view: SignView }
