import type { Words } from './words.ts'

/** One reason of a list; none is chosen for anybody. */
export function Reasons<Code extends string>({
  w,
  id,
  group,
  codes,
  chosen,
  onChoose,
}: {
  w: Words
  /** Name of the radio group on this page. */
  id: string
  /** Group of the words. */
  group: 'erase' | 'hold'
  codes: readonly Code[]
  chosen: Code | ''
  onChoose: (code: Code) => void
}) {
  return (
    <fieldset class="co-choices">
      <legend>{w.t(group === 'erase' ? 'eraseReason' : 'holdReason')}</legend>
      {codes.map((code) => (
        <label key={code} class="co-choice">
          <input
            type="radio"
            name={id}
            value={code}
            checked={chosen === code}
            onChange={() => onChoose(code)}
          />
          {w.code(group, code)}
        </label>
      ))}
    </fieldset>
  )
}
