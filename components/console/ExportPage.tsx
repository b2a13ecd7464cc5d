import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import {
  type ExportFormat,
  FORMATS,
  type FormatId,
  formatOf,
  PROOF_ENDING,
} from '../../utils/evidence/index.ts'
import { Button } from '../base/index.ts'
import { Choice } from './Choice.tsx'
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
      /** A list, which can be checked by a file of its own beside it. */
      readonly isList: boolean
    }
  | { readonly state: 'failed'; readonly fault: string }

/** The button says what leaves: which file, how much of it, and whether customer data can be read in it. */
function goWords(
  t: Words['t'],
  { entries, personal }: ExportFormat,
  { whole, clear, many }: { whole: boolean; clear: boolean; many: { n: string } },
): string {
  if (personal === 'none') return entries === 'whole' ? t('exportGoLog') : t('exportGoPlain', many)
  if (entries !== 'either') return t(clear ? 'exportGoClear' : 'exportGo', many)
  if (whole) return t(clear ? 'exportGoWholeOpened' : 'exportGoWhole')
  return t(clear ? 'exportGoBundleOpened' : 'exportGoBundle', many)
}

/** Only what the filter finds goes in. */
export const isFiltered = ({ entries }: ExportFormat, whole: boolean): boolean =>
  entries === 'found' || (entries === 'either' && !whole)

/** Hands out a file, masked unless somebody says otherwise and reads what that means. The entry comes before the file. */
export function ExportPage({
  w,
  choice,
  filters,
  matching,
  size,
  exporting,
  onExport,
  onCancel,
  onProof,
}: {
  w: Words
  /** Which log, where there are several. */
  choice: ComponentChildren
  filters: ComponentChildren
  matching: number | null
  /** Entries in the log; null while it is not known. */
  size: number | null
  exporting: Exporting
  onExport: (form: FormatId, masked: boolean, more: { whole: boolean; by: string }) => void
  onCancel: () => void
  onProof: (name: string, seq: number) => void
}) {
  const { t } = w
  const [form, setForm] = useState<FormatId>('csv')
  const [masked, setMasked] = useState(true)
  const [understood, setUnderstood] = useState(false)
  const [whole, setWhole] = useState(true)
  const [by, setBy] = useState('')
  const running = exporting.state === 'running'
  // In clear is chosen for one export: another form, another scope, or the next file begins masked or sealed again.
  const shut = (): void => {
    setMasked(true)
    setUnderstood(false)
  }
  useEffect(() => {
    if (!running) shut()
  }, [running])
  const { entries, personal, asksBy } = formatOf(form)
  const filtered = isFiltered(formatOf(form), whole)
  const clear = personal !== 'none' && !masked
  const n = filtered ? matching : size
  // While the count is read anew the button stays as it is: a press in that moment would be lost, and the file needs no count.
  const ready = n !== 0 && (!asksBy || by.trim() !== '')
  const many = { n: n === null ? '…' : w.count(n) }
  return (
    <>
      <header class="co-head">
        <h1>{t('nav.export')}</h1>
        <span class="cs-muted" aria-live="polite">
          {filtered && (matching === null ? t('loading') : t('exportCount', { n: w.count(matching) }))}
        </span>
      </header>
      {choice}
      <fieldset class="co-choices">
        <legend>{t('exportForm')}</legend>
        {FORMATS.map(({ id }) => (
          <Choice
            key={id}
            id={`export-${id}`}
            name="form"
            checked={form === id}
            title={t(`format.${id}`)}
            what={t(`format.${id}.what`)}
            onChoose={() => {
              setForm(id)
              shut()
            }}
          />
        ))}
      </fieldset>
      {entries === 'either' && (
        <fieldset class="co-choices">
          <legend>{t('exportScope')}</legend>
          <Choice
            id="export-whole"
            name="scope"
            checked={whole}
            title={t('exportWhole')}
            what={t('exportWholeWhat')}
            onChoose={() => {
              setWhole(true)
              shut()
            }}
          />
          <Choice
            id="export-part"
            name="scope"
            checked={!whole}
            title={t('exportPart')}
            what={t('exportPartWhat')}
            onChoose={() => {
              setWhole(false)
              shut()
            }}
          />
        </fieldset>
      )}
      {filtered && filters}
      {personal !== 'none' && (
        <>
          <fieldset class="co-choices">
            <legend>{t(personal === 'masked' ? 'exportPersonal' : 'exportVault')}</legend>
            <Choice
              id="export-masked"
              name="masked"
              checked={masked}
              title={t(personal === 'masked' ? 'exportMasked' : 'exportSealed')}
              what={t(personal === 'masked' ? 'exportMaskedWhat' : 'exportSealedWhat')}
              onChoose={shut}
            />
            <Choice
              id="export-unmasked"
              name="masked"
              checked={!masked}
              title={t(personal === 'masked' ? 'exportClear' : 'exportOpened')}
              what={t(personal === 'masked' ? 'exportClearWhat' : 'exportOpenedWhat')}
              onChoose={() => setMasked(false)}
            />
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
      {asksBy && (
        <div class="co-field">
          <label for="export-by">{t('exportBy')}</label>
          <p id="export-by-hint" class="cs-small cs-muted">
            {t('exportByHint')}
          </p>
          <input
            id="export-by"
            type="text"
            autocomplete="off"
            maxLength={80}
            aria-describedby="export-by-hint"
            value={by}
            onInput={(e) => setBy(e.currentTarget.value)}
          />
        </div>
      )}
      <div class="co-row">
        <Button
          id="export-go"
          kind="act"
          disabled={running || !ready || (clear && !understood)}
          onClick={() => onExport(form, personal === 'none' || masked, { whole, by: by.trim() })}
        >
          {goWords(t, formatOf(form), { whole, clear, many })}
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
            {exporting.isList && (
              <>
                <p class="cs-small">{t('exportProofWhat')}</p>
                <div class="co-row">
                  <Button id="export-proof" onClick={() => onProof(exporting.name, exporting.seq)}>
                    {t('exportProof', { name: PROOF_ENDING })}
                  </Button>
                </div>
              </>
            )}
          </div>
        )}
      </div>
    </>
  )
}
