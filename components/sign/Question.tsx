import type { Heading } from './screen.ts'
import type { T } from './text.ts'

/** One question, two answers of the same size. */
export function Question(props: {
  name: string
  title: string
  lead?: string
  no: { readonly action: string; readonly text: string }
  yes: { readonly action: string; readonly text: string }
  t: T
  heading: Heading
  onAnswer: (yes: boolean) => void
}) {
  const { name, title, lead, no, yes, t, heading, onAnswer } = props
  return (
    <>
      <main class={`check ${name}`}>
        <h1 ref={heading} tabIndex={-1} data-say="">
          {title}
        </h1>
        {lead && (
          <p class="lead" data-say="">
            {lead}
          </p>
        )}
      </main>
      <section class="answers" aria-label={t('answers')}>
        <button
          type="button"
          class="answer"
          data-action={no.action}
          data-say=""
          onClick={() => onAnswer(false)}
        >
          {no.text}
        </button>
        <button
          type="button"
          class="answer"
          data-action={yes.action}
          data-say=""
          onClick={() => onAnswer(true)}
        >
          {yes.text}
        </button>
      </section>
    </>
  )
}
