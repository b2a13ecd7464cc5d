import { type ActivationId, err, ok, type Result, type Words } from '../../base/index.ts'
import type { ChoiceView, Handlers, Sender } from '../../wire/index.ts'
import type { Activation, Counter } from '../state/index.ts'

/** The handlers of every message whose name begins with one of these words. */
export type HandlersOf<Surface extends string> = Pick<
  Handlers,
  Extract<keyof Handlers, `${Surface}.${string}`>
>

/** What a use case gives back to a surface: a refusal, or nothing to tell beside the new view. */
export type Work = () => Promise<Result<unknown> | undefined>

/** The tab that a message came from; -1 where there is none. */
export const tabOf = (from: Sender): number => from.tab ?? -1

/** An activation that is open. */
export const openActivation = (counter: Counter, id: ActivationId): Result<Activation> => {
  const found = counter.activations.get(id)
  return found ? ok(found) : err('activation/none')
}

export const bothWays = (text: string): Words => ({ 'zh-CN': text, en: text })

export const promisesOf = (counter: Counter): readonly ChoiceView[] =>
  counter.loaded.policy.promises.map(({ code, words }) => ({ code, words }))

const staffName = (counter: Counter, id: string): string =>
  counter.loaded.policy.staff.find((s) => s.id === id)?.name ?? ''

export const shiftView = (counter: Counter) =>
  counter.shift
    ? { clerk: counter.shift.clerk, name: staffName(counter, counter.shift.clerk), how: counter.shift.how }
    : null
