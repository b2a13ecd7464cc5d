import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../base/index.ts'
import type { T } from './text.ts'

type Heading = { current: HTMLHeadingElement | null }

/** On a display that clerk and customer share: stands between the clerk's page and the customer's first screen. */
export function Turn({ t, heading, onBegin }: { t: T; heading: Heading; onBegin: () => void }) {
  return (
    <>
      <main class="turn">
        <h1 ref={heading} tabIndex={-1} data-say="">
          {t('turnTitle')}
        </h1>
        <p class="lead" data-say="">
          {t('turnLead')}
        </p>
        <p class="sim" data-say="">
          {t('turnSim')}
        </p>
      </main>
      <footer class="answers one">
        <Button kind="act" class="answer" data-action="begin" data-say="" onClick={onBegin}>
          {t('turnBegin')}
        </Button>
      </footer>
    </>
  )
}

/** Long enough to turn a screen round; a tap or a key ends it sooner. */
const TURN_MS = 8000

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
