import { useEffect, useRef } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'
import { Button } from '../base/index.ts'
import type { Waiting } from './pending.ts'
import { withdrawText } from './text.ts'

/** What was tapped, that it is not done yet, and both ways on: at once, or not at all. */
export function Undo({ lang, waiting }: { lang: Lang; waiting: Waiting }) {
  const t = withdrawText(lang)
  const { pending, kept } = waiting
  const undo = useRef<HTMLDivElement>(null)
  const id = pending?.id ?? null
  // The button that was tapped is gone: the keyboard goes on from here.
  useEffect(() => {
    if (id !== null) undo.current?.querySelector<HTMLElement>('[data-action=undo]')?.focus()
  }, [id])
  return (
    <>
      {pending && (
        <div class="undo" ref={undo}>
          <p>{t('asked', { name: pending.name, left: pending.left })}</p>
          <Button large data-action="undo" onClick={waiting.undo}>
            {t('undo')}
          </Button>
          <Button large kind="act" data-action="withdraw-now" onClick={waiting.now}>
            {t('now')}
          </Button>
        </div>
      )}
      {/* Once, and not each second. */}
      <p class={kept === null ? 'cs-hidden' : 'kept'} role="status" data-kept={kept === null ? '' : 'yes'}>
        {pending
          ? t('asked', { name: pending.name, left: 60 })
          : kept === null
            ? ''
            : t('kept', { name: kept })}
      </p>
    </>
  )
}
