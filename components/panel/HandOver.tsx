import { useState } from 'preact/hooks'
import { Button } from '../base/index.ts'
import type { PartProps } from './props.ts'

/** The promise is asked, and its tap hands the screen over. */
export function HandOver({
  t,
  lang,
  view,
  busy,
  onHandOver,
  title = t('hand.title'),
}: PartProps & { readonly title?: string }) {
  const [other, setOther] = useState(false)
  const [text, setText] = useState('')
  return (
    <section class="hand" aria-label={title}>
      <h2>{title}</h2>
      <p class="cs-small cs-muted">{t('hand.ask')}</p>
      <div class="choices">
        {view?.promises.map((p) => (
          <Button
            key={p.code}
            disabled={busy}
            {...(p.code === 'other' ? { 'aria-expanded': other } : {})}
            onClick={() => (p.code === 'other' ? setOther(!other) : onHandOver(p.code, null))}
          >
            {p.words[lang]}
          </Button>
        ))}
      </div>
      {other && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (text.trim()) onHandOver('other', text.trim())
          }}
        >
          <label>
            {t('hand.other')}
            <input
              type="text"
              maxLength={60}
              autocomplete="off"
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </label>
          <Button type="submit" disabled={busy || text.trim() === ''}>
            {t('hand.otherGo')}
          </Button>
        </form>
      )}
    </section>
  )
}
