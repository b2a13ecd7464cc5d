import type { Lang } from '../../utils/base/index.ts'
import type { SignView } from '../../utils/wire/index.ts'
import { Button, Seal } from '../base/index.ts'
import { commonText } from '../text/index.ts'
import type { Size } from './memory.ts'
import type { Speech } from './speech.ts'
import type { T } from './text.ts'

/** Above every screen: whose window it is, how far it is, and how it is read. */
export function Head(props: {
  /** null while the screen is being turned round or is not there yet. */
  view: SignView | null
  /** There is something to read aloud. */
  canRead: boolean
  lang: Lang
  size: Size
  t: T
  speech: Speech
  onSlow: () => void
  onSize: (size: Size) => void
  onLang: (lang: Lang) => void
}) {
  const { view, canRead, lang, size, t, speech, onSlow, onSize, onLang } = props
  const reading = speech.state === 'reading'
  const other: Lang = lang === 'en' ? 'zh-CN' : 'en'
  // The item has a button of its own where reading aloud comes first.
  const ownButton = view?.step === 'item' && view.aloudFirst && speech.state === 'idle'
  return (
    <header class="head">
      <p class="brand">
        <Seal /> <b>{t('forYou')}</b>
      </p>
      {view?.step === 'item' && (
        <p class="progress">
          <span class="bars" aria-hidden="true">
            {view.items.map((i, n) => (
              <i key={i.service} class={n <= view.at ? 'on' : ''} />
            ))}
          </span>
          <span>{t('progress', { n: view.at + 1, all: view.items.length })}</span>
        </p>
      )}
      <section class="tools" aria-label={t('tools')}>
        {view && /^(?:who|item)$/.test(view.step) && !view.aloudFirst && (
          <Button data-action="slow" onClick={onSlow}>
            {t('slow')}
          </Button>
        )}
        {canRead && !ownButton && (
          <Button
            data-action="aloud"
            aria-pressed={reading}
            onClick={() => (reading ? speech.stop() : speech.start())}
          >
            {reading ? t('aloudStop') : t('aloud')}
          </Button>
        )}
        <Button data-action="size" onClick={() => onSize(size === 3 ? 1 : ((size + 1) as Size))}>
          {t('size')}
          {lang === 'en' ? ': ' : '：'}
          {t(`size${size}`)}
        </Button>
        <Button data-action="language" lang={other} onClick={() => onLang(other)}>
          {commonText(lang)('language')}
        </Button>
      </section>
    </header>
  )
}
