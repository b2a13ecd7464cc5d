import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

/** One part of the popup, under its title. */
export function Part({
  title,
  kind,
  children,
}: {
  title: string
  kind?: string
  children: ComponentChildren
}) {
  const id = useId()
  return (
    <section aria-labelledby={id} class={kind}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  )
}
