import { useId, useState } from 'preact/hooks'
import { Button } from '../base/index.ts'
import type { PartProps } from './props.ts'

/** Starts a shift with a staff id and its PIN; the first one of a clerk is typed twice. */
export function StartShift({ view, t, busy, onStart }: PartProps) {
  const others = view.staff.filter((s) => s.id !== view.shift?.clerk)
  const [staff, setStaff] = useState('')
  const [pin, setPin] = useState('')
  const [again, setAgain] = useState('')
  const [differs, setDiffers] = useState(false)
  const chosen = others.find((s) => s.id === staff)
  const first = chosen !== undefined && !chosen.hasPin
  const id = useId()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!chosen || busy) return
        // What nobody has typed twice alike would lock its clerk out.
        const isSame = !first || pin === again
        setDiffers(!isSame)
        if (isSame) onStart(staff, pin)
        // What was typed does not stay on the screen, right or wrong.
        setPin('')
        setAgain('')
      }}
    >
      <label for={`${id}-staff`}>{t('shift.staff')}</label>
      <select
        id={`${id}-staff`}
        value={staff}
        required
        onChange={(event) => {
          setStaff(event.currentTarget.value)
          setDiffers(false)
        }}
      >
        <option value="">{t('shift.choose')}</option>
        {others.map((s) => (
          <option key={s.id} value={s.id}>
            {s.id} · {s.name}
          </option>
        ))}
      </select>
      <label for={`${id}-pin`}>{t(first ? 'shift.pin.new' : 'shift.pin.label')}</label>
      <input
        id={`${id}-pin`}
        type="password"
        inputMode="numeric"
        autocomplete="off"
        minLength={4}
        maxLength={8}
        required
        value={pin}
        onInput={(event) => setPin(event.currentTarget.value)}
      />
      {first && (
        <>
          <label for={`${id}-again`}>{t('shift.pin.again')}</label>
          <input
            id={`${id}-again`}
            type="password"
            inputMode="numeric"
            autocomplete="off"
            minLength={4}
            maxLength={8}
            required
            value={again}
            onInput={(event) => setAgain(event.currentTarget.value)}
          />
        </>
      )}
      <p class="alert" role="alert" hidden={!differs}>
        {differs && t('shift.pin.differs')}
      </p>
      <Button kind="act" type="submit" disabled={busy || view.wait > 0}>
        {t('shift.start')}
      </Button>
    </form>
  )
}
