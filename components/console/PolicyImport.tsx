import { useMemo, useState } from 'preact/hooks'
import type { Fault, Lang } from '../../utils/base/index.ts'
import { readPolicy } from '../../utils/policy/index.ts'
import { Button } from '../base/index.ts'
import { pathWords, previewOf } from './policy-preview.ts'
import { codeWords, type T } from './text.ts'

/**
 * "Import local policy": a file, a drop or a paste; what is in it is shown before it is taken into force. A policy with a
 * fault changes nothing.
 */
export function PolicyImport({
  t,
  lang,
  busy,
  fault,
  current,
  onImport,
  onSkip,
  heading = 'h1',
}: {
  t: T
  lang: Lang
  busy: boolean
  fault: Fault | null
  /** Name of the policy in force; shown as what holds on. */
  current: string
  onImport: (text: string) => void
  onSkip?: () => void
  heading?: 'h1' | 'h2'
}) {
  const [text, setText] = useState('')
  const [pasted, setPasted] = useState('')
  const [over, setOver] = useState(false)
  const [unreadable, setUnreadable] = useState(false)
  const Heading = heading
  const read = useMemo(() => (text === '' ? null : readPolicy(text)), [text])
  const preview = read?.ok ? previewOf(read.value.policy, lang) : null
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return
    setUnreadable(false)
    try {
      setText(await file.text())
    } catch {
      // The page says that it could not be read; the browser knows no more.
      setText('')
      setUnreadable(true)
    }
  }
  const early: Fault | null = unreadable
    ? { code: 'policy/unreadable' }
    : read && !read.ok
      ? read.error
      : null
  const shown = early ?? fault
  return (
    <section class="co-form" aria-labelledby="policy-title">
      <Heading id="policy-title">{t('policyTitle')}</Heading>
      <p>{t('policyWhat')}</p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is beside the field, never instead of it */}
      <div
        class={`co-drop${over ? ' co-over' : ''}`}
        onDragOver={(e) => {
          e.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(e) => {
          e.preventDefault()
          setOver(false)
          void take(e.dataTransfer?.files[0])
        }}
      >
        <label for="policy-file">{t('policyFile')}</label>
        <input
          id="policy-file"
          type="file"
          accept=".json,application/json"
          onChange={(e) => void take(e.currentTarget.files?.[0])}
        />
        <span class="cs-muted cs-small">{t('policyDrop')}</span>
      </div>
      <details class="co-details">
        <summary>{t('policyPaste')}</summary>
        <label for="policy-text">{t('policyPasteLabel')}</label>
        <textarea
          id="policy-text"
          rows={6}
          spellcheck={false}
          value={pasted}
          onInput={(e) => setPasted(e.currentTarget.value)}
        />
        <div class="co-row">
          <Button
            id="policy-read"
            disabled={pasted.trim() === ''}
            onClick={() => {
              setUnreadable(false)
              setText(pasted)
            }}
          >
            {t('policyRead')}
          </Button>
        </div>
      </details>
      {preview && (
        <div class="co-card" id="policy-preview">
          <h3>{preview.store || t('policyNoName')}</h3>
          <dl class="co-facts">
            <dt>{t('policyName')}</dt>
            <dd>{preview.name || t('nothing')}</dd>
            <dt>{t('policyPortals')}</dt>
            <dd>
              {preview.portals.length === 0
                ? t('nothing')
                : preview.portals.map((p) => (
                    <code key={p} class="co-origin">
                      {p}
                    </code>
                  ))}
            </dd>
            <dt>{t('policyServices')}</dt>
            <dd>{t('policyServicesCount', { n: preview.services, notices: preview.notices })}</dd>
            <dt>{t('policyStaff')}</dt>
            <dd>{t('policyStaffCount', { n: preview.staff, managers: preview.managers })}</dd>
            <dt>{t('policyVault')}</dt>
            <dd>
              {preview.recipients === 0
                ? t('policyVaultLocal')
                : t('policyVaultKeys', { n: preview.recipients })}
            </dd>
          </dl>
        </div>
      )}
      <div role="alert">
        {shown && (
          <div class="co-problem">
            <p>{codeWords(t, 'fault', shown.code)}</p>
            {shown.where && (
              <p>
                {t('policyWhere')} <code>{pathWords(shown.where)}</code>
              </p>
            )}
            <p class="cs-small">{t('policyHolds', { name: current })}</p>
          </div>
        )}
      </div>
      <div class="co-row">
        <Button id="policy-apply" kind="act" disabled={busy || !preview} onClick={() => onImport(text)}>
          {busy ? t('policyBusy') : t('policyApply')}
        </Button>
        {onSkip && (
          <Button id="policy-skip" onClick={onSkip}>
            {t('policySkip')}
          </Button>
        )}
      </div>
    </section>
  )
}
