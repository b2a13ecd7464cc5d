import type { ComponentChildren } from 'preact'
import { Button, Seal } from '../base/index.ts'
import type { T } from './text.ts'

export const PLACES = ['today', 'log', 'verify', 'export', 'keep', 'settings'] as const
export type Place = (typeof PLACES)[number]

/** Navigation, who may see what, and the page. Without an open vault only the settings are there. */
export function Shell({
  t,
  at,
  store,
  open,
  onLock,
  onLanguage,
  children,
}: {
  t: T
  at: Place
  store: string
  open: boolean
  onLock: () => void
  onLanguage: () => void
  children: ComponentChildren
}) {
  return (
    <div class="co-shell">
      <nav aria-label={t('navLabel')}>
        {/* The hash is the page's address, so the skip moves the focus by hand. */}
        <button type="button" class="co-skip" onClick={() => document.getElementById('main')?.focus()}>
          {t('skip')}
        </button>
        <div class="co-brand">
          <Seal />
          <span>
            <b>{t('brand')}</b>
            <br />
            <span class="cs-small cs-muted">{store}</span>
          </span>
        </div>
        {PLACES.map((place) => (
          <a key={place} href={`#/${place}`} {...(place === at ? { 'aria-current': 'page' as const } : {})}>
            {t(`nav.${place}`)}
          </a>
        ))}
        <span class="co-space" />
        <Button kind="quiet" lang={t('otherLang')} onClick={onLanguage}>
          {t('language')}
        </Button>
        {open && (
          <Button id="lock" onClick={onLock}>
            {t('lock')}
          </Button>
        )}
      </nav>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}
