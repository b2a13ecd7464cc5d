import type { Words } from '../../base/index.ts'

export interface ChoiceView {
  readonly code: string
  readonly words: Words
}
