/**
 * One start at a time, shared by everybody who asks. One that fails is told to all who waited for it, and is forgotten: the
 * next that asks tries again. `over` hears how each try went.
 */
export function createStart<T>(start: () => Promise<T>, over: (failed: boolean) => void): () => Promise<T> {
  let trying: Promise<T> | null = null
  return () => {
    trying ??= start().then(
      (started) => {
        over(false)
        return started
      },
      (e: unknown) => {
        trying = null
        over(true)
        throw e
      },
    )
    return trying
  }
}
