import { faults } from '../../utils/base/index.ts'

/**
 * One start at a time, shared by everybody who asks. One that fails is told to all who waited for it, and is forgotten: the
 * next that asks tries again, and so does who asks after `again`. `over` hears how each try went.
 */
export function createStart<T>(
  start: () => Promise<T>,
  over: (failed: boolean) => void,
): { (): Promise<T>; again(): void } {
  let trying: Promise<T> | null = null
  const ready = (): Promise<T> => {
    if (trying) return trying
    const own: Promise<T> = start().then(
      (started) => {
        over(false)
        return started
      },
      (e: unknown) => {
        if (trying === own) trying = null
        faults.note('background/start', e)
        over(true)
        throw e
      },
    )
    trying = own
    return own
  }
  return Object.assign(ready, {
    again: () => {
      trying = null
    },
  })
}
