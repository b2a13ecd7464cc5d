import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../base/index.ts'
import type { ScreenProps } from './screen.ts'

/** The customer may still hold the screen: long enough for slow hands. A tap or a key ends it sooner. */
const TURN_MS = 30_000

/** Stands between the customer's last tap and the clerk's page. It costs the clerk nothing: it goes by itself. */
export function Return({ t, heading, onGone }: Omit<ScreenProps, 'lang'> & { onGone: () => void }) {
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
