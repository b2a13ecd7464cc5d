import { useState } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'
import type { ChoiceView } from '../../utils/wire/index.ts'
import { Button } from '../base/index.ts'
import type { T } from './text.ts'

interface Given {
  manager: string
  pin: string
  reason: string
}

/** A manager at the counter, with a PIN of their own. The PIN is not kept, also not after a wrong one. */
export function Override(props: {
  reasons: readonly ChoiceView[]
  lang: Lang
  t: T
  onOverride: (given: Given) => Promise<boolean>
}) {
  const { reasons, lang, t, onOverride } = props
  const [manager, setManager] = useState('')
  const [pin, setPin] = useState('')
  const [reason, setReason] = useState('')
  return (
    <details class="override">
      <summary>{t('override')}</summary>
      <form
        autocomplete="off"
        onSubmit={async (e) => {
          e.preventDefault()
          setPin('')
          await onOverride({ manager: manager.trim(), pin, reason })
        }}
      >
        <p>{t('overrideLead')}</p>
        <label>
          {t('manager')}
          <input
            name="manager"
            required
            autocomplete="off"
            value={manager}
            onInput={(e) => setManager(e.currentTarget.value)}
          />
        </label>
        <label>
          {t('pin')}
          <input
            name="pin"
            type="password"
            required
            inputMode="numeric"
            autocomplete="off"
            value={pin}
            onInput={(e) => setPin(e.currentTarget.value)}
          />
        </label>
        <fieldset>
          <legend>{t('overrideReason')}</legend>
          {reasons.map((r) => (
            <label key={r.code} class="reason">
              <input
                type="radio"
                name="reason"
                required
                value={r.code}
                checked={reason === r.code}
                onChange={() => setReason(r.code)}
              />
              {r.words[lang]}
            </label>
          ))}
        </fieldset>
        <Button type="submit" data-action="override">
          {t('overrideGo')}
        </Button>
      </form>
    </details>
  )
}
