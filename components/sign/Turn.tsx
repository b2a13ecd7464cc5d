import { useEffect, useRef } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'
import type { SignView } from '../../utils/wire/index.ts'
import { Button } from '../base/index.ts'
import { Codes } from './Codes.tsx'
import type { T } from './text.ts'

/** The others tell something. */
const QUESTIONS = /^(?:who|age|asked|item|check|sign)$/

type Heading = { current: HTMLHeadingElement | null }

/**
 * On a display that clerk and customer share: stands between the clerk's page and the customer's first screen, whether that
 * is a question, or something to be taken note of. Whose the codes are is said before the tap: they arrive meanwhile.
 */
export function Turn(props: { view: SignView; lang: Lang; t: T; heading: Heading; onBegin: () => void }) {
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

/** The customer may still hold the screen: long enough for slow hands. A tap or a key ends it sooner. */
const TURN_MS = 30_000

/** And between the customer's last tap and the clerk's page. It costs the clerk nothing: it goes by itself. */
export function Return({ t, heading, onGone }: { t: T; heading: Heading; onGone: () => void }) {
  const gone = useRef(onGone)
  gone.current = onGone
  useEffect(() => {
    const timer = setTimeout(() => gone.current(), TURN_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <>
      <main class="turn">
        <h1 ref={heading} tabIndex={-1} data-say="">
          {t('returnTitle')}
        </h1>
        <p class="lead" data-say="">
          {t('returnLead')}
        </p>
      </main>
      <footer class="answers one">
        <Button class="answer" data-action="go-on" data-say="" onClick={onGone}>
          {t('returnGo')}
        </Button>
      </footer>
    </>
  )
}
