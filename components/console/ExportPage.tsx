import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Button } from '../base/index.ts'
import type { ExportForm } from './desk.ts'
import type { Words } from './words.ts'

export type Exporting =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly rows: number }
  | {
      readonly state: 'over'
      readonly name: string
      readonly rows: number
      readonly hash: string
      readonly seq: number
    }
  | { readonly state: 'failed'; readonly fault: string }

/** Hands out a file, masked unless somebody says otherwise and reads what that means. The entry comes before the file. */
export function ExportPage({
  w,
  filters,
  matching,
  exporting,
  onExport,
  onCancel,
}: {
  w: Words
  filters: ComponentChildren
  matching: number | null
  exporting: Exporting
  onExport: (form: ExportForm, masked: boolean) => void
  onCancel: () => void
}) {
  const { t } = w
  const [form, setForm] = useState<ExportForm>('csv')
  const [masked, setMasked] = useState(true)
  const [understood, setUnderstood] = useState(false)
  const running = exporting.state === 'running'
  const clear = form === 'csv' && !masked
  return (
    <>
      <header class="co-head">
        <h1>{t('nav.export')}</h1>
        <span class="cs-muted" aria-live="polite">
          {form === 'csv' && (matching === null ? t('loading') : t('exportCount', { n: w.count(matching) }))}
        </span>
      </header>
      <fieldset class="co-choices">
        <legend>{t('exportForm')}</legend>
        <label class="co-choice">
          <input type="radio" name="form" checked={form === 'csv'} onChange={() => setForm('csv')} />
          <span>
            {t('exportCsv')}
            <br />
            <span class="cs-small cs-muted">{t('exportCsvWhat')}</span>
          </span>
        </label>
        <label class="co-choice">
          <input
            type="radio"
            id="export-jsonl"
            name="form"
            checked={form === 'jsonl'}
            onChange={() => setForm('jsonl')}
          />
          <span>
            {t('exportJsonl')}
            <br />
            <span class="cs-small cs-muted">{t('exportJsonlWhat')}</span>
          </span>
        </label>
      </fieldset>
      {form === 'csv' && (
        <>
          {filters}
          <fieldset class="co-choices">
            <legend>{t('exportPersonal')}</legend>
            <label class="co-choice">
              <input type="radio" name="masked" checked={masked} onChange={() => setMasked(true)} />
              <span>
                {t('exportMasked')}
                <br />
                <span class="cs-small cs-muted">{t('exportMaskedWhat')}</span>
              </span>
            </label>
            <label class="co-choice">
              <input
                type="radio"
                id="export-unmasked"
                name="masked"
                checked={!masked}
                onChange={() => setMasked(false)}
              />
              <span>
                {t('exportClear')}
                <br />
                <span class="cs-small cs-muted">{t('exportClearWhat')}</span>
              </span>
            </label>
          </fieldset>
          {clear && (
            <label class="co-check co-note">
              <input
                type="checkbox"
                id="export-understood"
                checked={understood}
                onChange={(e) => setUnderstood(e.currentTarget.checked)}
              />
              {t('exportUnderstood')}
            </label>
          )}
        </>
      )}
      <div class="co-row">
        <Button
          id="export-go"
          kind="act"
          disabled={running || (form === 'csv' && !matching) || (clear && !understood)}
          onClick={() => onExport(form, form === 'jsonl' || masked)}
        >
          {form === 'jsonl'
            ? t('exportGoLog')
            : clear
              ? t('exportGoClear', { n: matching === null ? '…' : w.count(matching) })
              : t('exportGo', { n: matching === null ? '…' : w.count(matching) })}
        </Button>
        {running && <Button onClick={onCancel}>{t('cancel')}</Button>}
      </div>
      <div aria-live="polite" id="export-result" data-state={exporting.state}>
        {running && <p>{t('exportRunning', { n: w.count(exporting.rows) })}</p>}
        {exporting.state === 'failed' && (
          <div class="co-verdict co-verdict-stopped">
            <h2>{t('exportFailed')}</h2>
            <p>{w.code('fault', exporting.fault)}</p>
          </div>
        )}
        {exporting.state === 'over' && (
          <div class="co-verdict co-verdict-given">
            <h2>{t('exportDone', { name: exporting.name })}</h2>
            <dl class="co-facts">
              <dt>{t('exportRows')}</dt>
              <dd class="cs-num">{w.count(exporting.rows)}</dd>
              <dt>SHA-256</dt>
              <dd>
                <code class="co-hash" id="export-hash">
                  {exporting.hash}
                </code>
              </dd>
            </dl>
            <p class="cs-small cs-muted">{t('exportLogged', { seq: w.count(exporting.seq) })}</p>
          </div>
        )}
      </div>
    </>
  )
}
