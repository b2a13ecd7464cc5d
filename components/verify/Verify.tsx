import { useEffect, useRef, useState } from 'preact/hooks'
import { type Lang, utf8 } from '../../utils/base/index.ts'
import {
  asNote,
  checkFile,
  PROOF_ENDING,
  sourceOfBlob,
  sourceOfBytes,
  type Verdict,
} from '../../utils/evidence/index.ts'
import { Button, Seal } from '../base/index.ts'
import { verdictWords, verifyText } from './words.ts'

const FORMS = '.zip,.jsonl,.jsonld,.tlog-proof,.txt,.csr,.json,.csv,.xlsx'

/** Checks evidence with nothing but the file. Nothing leaves the page. */
export function Verify({
  first,
  fragment = '',
  onLang,
}: {
  first: Lang
  /** Digits behind `#` in the page's address: a receipt's code, checked at once. */
  fragment?: string
  onLang?: (lang: Lang, title: string) => void
}) {
  const [lang, setLang] = useState<Lang>(first)
  const [file, setFile] = useState<File | null>(null)
  const [list, setList] = useState<File | null>(null)
  const [pasted, setPasted] = useState(fragment === '' ? '' : `CSR1:${fragment}`)
  const [note, setNote] = useState('')
  const [vkey, setVkey] = useState('')
  const [entry, setEntry] = useState('')
  const [receipt, setReceipt] = useState('')
  const [over, setOver] = useState(false)
  const [many, setMany] = useState(false)
  const [done, setDone] = useState<number | null>(null)
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const [outside, setOutside] = useState(false)
  const chooser = useRef<HTMLInputElement>(null)
  const t = verifyText(lang)
  useEffect(() => onLang?.(lang, `${t('title')} · ${t('brand')}`), [lang, onLang, t])

  const check = async (chosen: File | null, list: File | null = null): Promise<void> => {
    setDone(0)
    setVerdict(null)
    const source = chosen ? sourceOfBlob(chosen) : sourceOfBytes(utf8(asNote(pasted)))
    const known = note.trim() === '' ? [] : [note]
    const found = await checkFile(source, {
      known,
      ...(list ? { list: sourceOfBlob(list) } : {}),
      ...(vkey.trim() === '' ? {} : { vkey: vkey.trim() }),
      ...(entry.trim() === '' ? {} : { entry: utf8(entry.trim()) }),
      ...(receipt.trim() === '' ? {} : { receipt: utf8(receipt.trim()) }),
      onProgress: setDone,
    })
    setOutside(known.length > 0)
    setVerdict(found)
    setDone(null)
  }
  useEffect(() => {
    if (fragment !== '') void check(null)
  }, [])
  /** One file, or a list and what it is checked by, in whatever order. */
  const take = (files: FileList | null | undefined): void => {
    const all = [...(files ?? [])]
    const proof = all.find(({ name }) => name.endsWith(PROOF_ENDING))
    const chosen = proof ?? all[0]
    if (!chosen) return
    const other = proof ? (all.find((f) => f !== proof) ?? null) : null
    // A verdict beside the name of a file that nobody has read would be no verdict.
    const isMany = all.length > (proof ? 2 : 1)
    setMany(isMany)
    setVerdict(null)
    if (isMany) return
    setFile(chosen)
    setList(other)
    setPasted('')
    void check(chosen, other)
  }

  const busy = done !== null
  return (
    <div class="ve-page">
      <header>
        <Seal />
        <b>{t('brand')}</b>
        <span class="ve-space" />
        <Button kind="quiet" lang={t('otherLang')} onClick={() => setLang(lang === 'en' ? 'zh-CN' : 'en')}>
          {t('language')}
        </Button>
      </header>
      <main>
        <h1>{t('title')}</h1>
        <p>{t('what')}</p>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same by keyboard */}
        <div
          class={`ve-drop${over ? ' ve-over' : ''}`}
          onDragOver={(e) => {
            e.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(e) => {
            e.preventDefault()
            setOver(false)
            take(e.dataTransfer?.files)
          }}
        >
          <p>{file ? t('chosen', { name: list ? `${list.name}, ${file.name}` : file.name }) : t('drop')}</p>
          {many && <p role="alert">{t('many')}</p>}
          <Button disabled={busy} onClick={() => chooser.current?.click()}>
            {t('choose')}
          </Button>
          <input
            ref={chooser}
            id="verify-file"
            type="file"
            multiple
            accept={FORMS}
            aria-label={t('choose')}
            hidden
            onChange={(e) => {
              take(e.currentTarget.files)
              // The same file, changed meanwhile, can be chosen again.
              e.currentTarget.value = ''
            }}
          />
        </div>
        <Field
          id="verify-text"
          label={t('paste')}
          hint={t('pasteHint')}
          value={pasted}
          rows={4}
          onValue={(value) => {
            setPasted(value)
            setFile(null)
            setList(null)
          }}
        />
        <details>
          <summary>{t('more')}</summary>
          <div class="ve-more">
            <Field
              id="verify-note"
              label={t('note')}
              hint={t('noteHint')}
              value={note}
              rows={5}
              onValue={setNote}
            />
            <Field
              id="verify-vkey"
              label={t('vkey')}
              hint={t('vkeyHint')}
              value={vkey}
              rows={2}
              onValue={setVkey}
            />
            <Field
              id="verify-entry"
              label={t('entry')}
              hint={t('entryHint')}
              value={entry}
              rows={3}
              onValue={setEntry}
            />
            <Field
              id="verify-receipt"
              label={t('receipt')}
              hint={t('receiptHint')}
              value={receipt}
              rows={3}
              onValue={setReceipt}
            />
          </div>
        </details>
        <div>
          <Button
            id="verify-go"
            kind="act"
            disabled={busy || (file === null && pasted.trim() === '')}
            onClick={() => void check(file, list)}
          >
            {busy ? t('busy', { n: done }) : t('go')}
          </Button>
        </div>
        <Result lang={lang} verdict={verdict} outside={outside} />
      </main>
    </div>
  )
}

function Field({
  id,
  label,
  hint,
  value,
  rows,
  onValue,
}: {
  id: string
  label: string
  hint: string
  value: string
  rows: number
  onValue: (value: string) => void
}) {
  return (
    <div class="ve-field">
      <label for={id}>{label}</label>
      <p id={`${id}-hint`} class="cs-muted cs-small">
        {hint}
      </p>
      <textarea
        id={id}
        rows={rows}
        spellcheck={false}
        aria-describedby={`${id}-hint`}
        value={value}
        onInput={(e) => onValue(e.currentTarget.value)}
      />
    </div>
  )
}

/** What was found, in words; its place is there from the start, so that it is read aloud when it comes. */
function Result({ lang, verdict, outside }: { lang: Lang; verdict: Verdict | null; outside: boolean }) {
  const t = verifyText(lang)
  const words = verdict && verdictWords(lang, verdict, outside)
  return (
    <div id="verify-result" aria-live="polite" data-state={words?.state ?? 'idle'}>
      {words && (
        <section class={`ve-verdict ve-${words.state}`}>
          <h2>{words.heading}</h2>
          {words.lines.slice(0, 1).map((line) => (
            <p key={line} class="ve-first">
              {line}
            </p>
          ))}
          {words.lines.length > 1 && words.state === 'fault' && !words.isLogSound && <p>{t('say.faults')}</p>}
          {words.lines.length > 1 && (
            <ul>
              {words.lines.slice(1).map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
          {words.facts.length > 0 && (
            <dl>
              {words.facts.map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd class="cs-num">{value}</dd>
                </div>
              ))}
            </dl>
          )}
          {words.notes.length > 0 && (
            <>
              <h3>{t('notes')}</h3>
              <ul>
                {words.notes.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </>
          )}
        </section>
      )}
    </div>
  )
}
