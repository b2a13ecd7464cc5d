import type { VNode } from 'preact'
import type { Lang } from '../../utils/base/index.ts'

export type Size = 1 | 2 | 3

/** One fixture view. `name` is unique within its surface; it becomes part of the picture's file name. */
export interface Preview {
  readonly name: string
  /** `size`: the customer's type size; surfaces without one leave it. */
  render(lang: Lang, size: Size): VNode
  /** After the first paint: clicks through to the state that is to be seen. */
  then?(root: HTMLElement): void | Promise<void>
}

/** What a file in `views/` exports as `previews`. */
export type Previews = readonly Preview[]

export const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
