import { useState } from 'preact/hooks'
import { strength } from './passphrase.ts'
import type { T } from './text.ts'

/** What is typed, and what is wrong with it: null where it can be taken. */
export function useNewPassphrase(t: T) {
  const [one, setOne] = useState('')
  const [two, setTwo] = useState('')
  const how = strength(one)
  const problem = how === 'short' ? t('keyTooShort') : one !== two ? t('keyNotSame') : null
  const clear = (): void => {
    setOne('')
    setTwo('')
  }
  return { one, two, setOne, setTwo, how, problem, clear }
}

/** A new passphrase, twice, with a hint on how good it is. */
export function NewPassphrase({
  t,
  id,
  label,
  typed: { one, two, setOne, setTwo, how },
}: {
  t: T
  /** Of the first field; the others are named after it. */
  id: string
  label: string
  typed: ReturnType<typeof useNewPassphrase>
}) {
  const [shown, setShown] = useState(false)
  // The types of preact know no union here; the element does.
  const type = (shown ? 'text' : 'password') as 'password'
  return (
    <>
      <div class="co-field">
        <label for={id}>{label}</label>
        <input
          id={id}
          type={type}
          autocomplete="new-password"
          value={one}
          aria-describedby={`${id}-strength`}
          onInput={(e) => setOne(e.currentTarget.value)}
        />
        <p
          id={`${id}-strength`}
          class="co-strength"
          data-strength={one === '' ? 'none' : how}
          aria-live="polite"
        >
          <span class="co-meter" aria-hidden="true">
            <i />
            <i />
            <i />
            <i />
          </span>
          {one === '' ? t('keyHint') : t(`strength.${how}`)}
        </p>
      </div>
      <div class="co-field">
        <label for={`${id}-again`}>{t('keyAgain')}</label>
        <input
          id={`${id}-again`}
          type={type}
          autocomplete="new-password"
          value={two}
          onInput={(e) => setTwo(e.currentTarget.value)}
        />
      </div>
      <label class="co-check">
        <input type="checkbox" checked={shown} onChange={(e) => setShown(e.currentTarget.checked)} />
        {t('keyShow')}
      </label>
    </>
  )
}
