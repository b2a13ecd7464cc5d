import { Button } from '../base/index.ts'
import type { PartProps } from './props.ts'

/** Papers that can still be printed: of a customer before whose receipt nobody took, and of the last one. */
export function Papers({ t, view, busy, onPaper }: PartProps) {
  return (
    <>
      {view?.papers.map(({ activation, number, handed }) => (
        <section key={activation} class={handed ? 'papers' : 'alert papers'}>
          <p>{t(handed ? 'paper.last' : 'paper.left', { number })}</p>
          <Button class="small" disabled={busy} onClick={() => onPaper(activation)}>
            {t(handed ? 'paper.again' : 'paper.give')}
          </Button>
        </section>
      ))}
    </>
  )
}
