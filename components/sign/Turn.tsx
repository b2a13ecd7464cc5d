import { Button } from '../base/index.ts'
import { Codes } from './Codes.tsx'
import type { ViewProps } from './screen.ts'

/** The others tell something. */
const QUESTIONS = /^(?:who|age|asked|item|check|sign)$/

/**
 * On a display that clerk and customer share: stands between the clerk's page and the customer's first screen, whether that
 * is a question, or something to be taken note of. Whose the codes are is said before the tap: they arrive meanwhile.
 */
export function Turn(props: ViewProps & { onBegin: () => void }) {
  const { view, lang, t, heading, onBegin } = props
  const asks = QUESTIONS.test(view.step)
  return (
    <>
      <main class="turn">
        <h1 ref={heading} tabIndex={-1} data-say="">
          {t('turnTitle')}
        </h1>
        <p class="lead" data-say="">
          {t(asks ? 'turnLead' : 'turnLeadSee')}
        </p>
        <p class="sim" data-say="">
          {t(asks ? 'turnSim' : 'sim')}
        </p>
        {view.step === 'hand-over' && <Codes codesFor={view.codesFor} lang={lang} t={t} />}
      </main>
      <footer class="answers one">
        <Button kind="act" class="answer" data-action="begin" data-say="" onClick={onBegin}>
          {t(asks ? 'turnBegin' : 'turnBeginSee')}
        </Button>
      </footer>
    </>
  )
}
