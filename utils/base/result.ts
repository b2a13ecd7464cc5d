/** What a call at a trust boundary answers. `code` is from a small union; it never carries customer data. */
export type Result<T, C extends string = string> = { ok: true; value: T } | { ok: false; error: Fault<C> }

/** A coded error. `where` names a field or a line, never a value. */
export interface Fault<C extends string = string> {
  code: C
  where?: string
}

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value })

export const err = <C extends string>(code: C, where?: string): { ok: false; error: Fault<C> } => ({
  ok: false,
  error: where === undefined ? { code } : { code, where },
})

/** A coded error inside a room; `code` is what crosses a boundary, the message stays constant. */
export class CodedError extends Error {
  readonly code: string
  /** Names a part, never a value. */
  readonly where: string | undefined
  constructor(code: string, where?: string) {
    super(code)
    this.name = 'CodedError'
    this.code = code
    this.where = where
  }
}
