import { useState } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'
import type { Entry } from '../../utils/log/index.ts'
import { type Notice, noticeHash } from '../../utils/notice/index.ts'
import type { NoticeRow } from '../../utils/store/index.ts'
import { codeOf } from '../base/index.ts'
import { FACTS, FullNotice } from '../sign/NoticeText.tsx'
import { signText } from '../sign/text.ts'
import type { Words } from './words.ts'

/** The type sizes of the signing window, px. */
const PX = { 1: 18, 2: 21, 3: 24 } as const

/** The very text that was on the customer's screen: from the database, checked against the hash in the log. */
export function NoticeShown({
  w,
  hash,
  lang,
  shown,
  load,
}: {
  w: Words
  hash: string
  lang: Lang
  /** Entries about its presentation, oldest first. */
  shown: readonly Entry<'notice.presented'>[]
  load: (hash: string) => Promise<NoticeRow | null>
}) {
  const { t } = w
  const [notice, setNotice] = useState<Notice | 'none' | 'differs' | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const open = async (): Promise<void> => {
    if (notice !== null) return
    setFault(null)
    try {
      const row = await load(hash)
      if (!row) return setNotice('none')
      setNotice(noticeHash(row.notice) === hash ? row.notice : 'differs')
    } catch (error) {
      // Opening it once more tries again.
      setFault(codeOf(error))
    }
  }
  const size = shown.at(-1)?.size ?? 1
  const s = signText(lang)
  return (
    <details
      class="co-notice"
      onToggle={(event) => {
        if (event.currentTarget.open) void open()
      }}
    >
      <summary>{t('noticeSee')}</summary>
      {notice === null && <p>{fault === null ? t('loading') : w.code('fault', fault)}</p>}
      {(notice === 'none' || notice === 'differs') && (
        <p>{t(notice === 'none' ? 'noticeNotKept' : 'noticeDiffers')}</p>
      )}
      {notice !== null && typeof notice === 'object' && (
        <>
          <p class="cs-small cs-muted">
            {[
              t('noticeSize', { size: s(`size${size}`), px: PX[size] }),
              t(shown.some((e) => e.aloud) ? 'aloud' : 'noticeNotAloud'),
              ...shown.map((e) =>
                [
                  t(e.layer === 'key' ? 'noticeKey' : 'noticeFull'),
                  w.seconds(e.ms),
                  ...(e.scrolled ? [t('say.notice.end')] : []),
                ].join(' '),
              ),
            ].join(' · ')}
          </p>
          <div class="co-paper" lang={lang} style={{ fontSize: `${PX[size]}px` }}>
            <b>{notice.title}</b>
            <dl>
              {FACTS.map((f) => (
                <div key={f}>
                  <dt>{s(`key.${f}`)}</dt>
                  <dd>{notice.key[f]}</dd>
                </div>
              ))}
            </dl>
            <FullNotice notice={notice} lang={lang} t={s} child={shown.some((e) => e.child === true)} />
          </div>
        </>
      )}
    </details>
  )
}
