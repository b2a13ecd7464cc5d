import type { ActivationProps } from './props.ts'

/** Accounts at other companies that the clerk may add to what the customer is asked. */
export function Accounts({ t, lang, view, activation, busy, onAdd }: ActivationProps) {
  const there = new Set(activation.services.map((s) => s.id))
  const free = view?.accounts.filter((a) => !there.has(a.id)) ?? []
  if (free.length === 0) return null
  return (
    <section class="accounts">
      <h2>{t('account.title')}</h2>
      <p class="cs-small cs-muted">{t('account.own')}</p>
      <div class="chips">
        {free.map((a) => (
          <button key={a.id} type="button" class="chip" disabled={busy} onClick={() => onAdd(a.id)}>
            <span class="plus" aria-hidden="true" /> {a.name[lang]}
          </button>
        ))}
      </div>
    </section>
  )
}
