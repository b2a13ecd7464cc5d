import { Button } from '../base/index.ts'
import type { ScreenProps } from './screen.ts'
import { faultText } from './text.ts'

/** Before the first screen: it comes, or why it does not. */
export function Opening({
  t,
  heading,
  fault,
  onRetry,
}: Omit<ScreenProps, 'lang'> & { fault: string | null; onRetry: () => void }) {
  return (
    <main>
      <h1 class="loading" ref={heading} tabIndex={-1}>
        {fault === null ? t('loading') : faultText(t, fault)}
      </h1>
      {fault !== null && (
        <p class="lead">
          <Button large onClick={onRetry}>
            {t('retry')}
          </Button>
        </p>
      )}
    </main>
  )
}
