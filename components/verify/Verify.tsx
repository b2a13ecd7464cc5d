import { useEffect, useState } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'
import { Button, Seal } from '../base/index.ts'
import { checkLog, checkNote, type Finding } from './check.ts'
import { faultText, verifyText } from './text.ts'

/** Checks an exported log or a checkpoint with nothing but the file. Nothing leaves the page. */
export function Verify({ first, onLang }: { first: Lang; onLang?: (lang: Lang, title: string) => void }) {
  const [lang, setLang] = useState<Lang>(first)
  const [file, setFile] = useState<File | null>(null)
  const [note, setNote] = useState('')
  const [vkey, setVkey] = useState('')
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState(0)
  const [finding, setFinding] = useState<Finding | null>(null)
  const t = verifyText(lang)
  useEffect(() => onLang?.(lang, `${t('title')} · ${t('brand')}`), [lang, onLang, t])

  const run = async (chosen: File | null): Promise<void> => {
    setBusy(true)
    setFinding(null)
    try {
      setFinding(chosen ? await checkLog(chosen, note, vkey, setDone) : await checkNote(note, vkey))
    } catch {
      setFinding({
        kind: 'log',
        fault: 'log/unreadable',
        where: null,
        size: 0,
        root: '',
        vkey: '',
        outside: false,
      })
    }
    setBusy(false)
  }

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
        <div class="ve-field">
          <label for="verify-file">{t('file')}</label>
          <input
            id="verify-file"
            type="file"
            accept=".jsonl,application/jsonl"
            onChange={(e) => {
              const chosen = e.currentTarget.files?.[0] ?? null
              setFile(chosen)
              if (chosen) void run(chosen)
            }}
          />
        </div>
        <div class="ve-field">
          <label for="verify-note">{t('note')}</label>
          <p id="note-hint" class="cs-muted cs-small">
            {t('noteHint')}
          </p>
          <textarea
            id="verify-note"
            rows={6}
            spellcheck={false}
            aria-describedby="note-hint"
            value={note}
            onInput={(e) => setNote(e.currentTarget.value)}
          />
        </div>
        <div class="ve-field">
          <label for="verify-vkey">{t('vkey')}</label>
          <p id="vkey-hint" class="cs-muted cs-small">
            {t('vkeyHint')}
          </p>
          <input
            id="verify-vkey"
            type="text"
            spellcheck={false}
            autocomplete="off"
            aria-describedby="vkey-hint"
            value={vkey}
            onInput={(e) => setVkey(e.currentTarget.value)}
          />
        </div>
        <div>
          <Button
            id="verify-go"
            kind="act"
            disabled={busy || (file === null && note.trim() === '')}
            onClick={() => void run(file)}
          >
            {busy ? t('busy', { n: done }) : t('go')}
          </Button>
        </div>
        <div id="verify-result" aria-live="polite" data-state={stateOf(finding)}>
          {finding && <Result lang={lang} finding={finding} />}
        </div>
      </main>
    </div>
  )
}

const stateOf = (f: Finding | null): string =>
  f === null
    ? 'idle'
    : f.fault !== null
      ? 'fault'
      : f.kind === 'checkpoint' && !f.signed
        ? 'unsigned'
        : 'sound'

function Result({ lang, finding }: { lang: Lang; finding: Finding }) {
  const t = verifyText(lang)
  const state = stateOf(finding)
  const heading =
    state === 'fault'
      ? t('fault')
      : finding.kind === 'log'
        ? t('logSound')
        : t(state === 'sound' ? 'noteSound' : 'noteRead')
  return (
    <div class={`ve-verdict ve-${state}`}>
      <h2>{heading}</h2>
      {finding.fault !== null ? (
        <p>
          {faultText(lang, finding.fault)}
          {finding.kind === 'log' && finding.where !== null && ` ${t('where', { where: finding.where })}`}
        </p>
      ) : finding.kind === 'log' ? (
        <>
          <p>{t('logWhat', { n: finding.size })}</p>
          <p>{finding.outside ? t('logOutside') : t('logAlone')}</p>
        </>
      ) : (
        <p>{finding.signed ? t('noteWhat') : t('noteUnsigned')}</p>
      )}
      <dl>
        {finding.kind === 'checkpoint' && finding.origin !== '' && (
          <>
            <dt>{t('origin')}</dt>
            <dd>
              <code>{finding.origin}</code>
            </dd>
          </>
        )}
        {finding.root !== '' && (
          <>
            <dt>{t('size')}</dt>
            <dd>{finding.size}</dd>
            <dt>{t('root')}</dt>
            <dd>
              <code>{finding.root}</code>
            </dd>
          </>
        )}
        {finding.kind === 'log' && finding.vkey !== '' && (
          <>
            <dt>{t('key')}</dt>
            <dd>
              <code>{finding.vkey}</code>
            </dd>
          </>
        )}
      </dl>
    </div>
  )
}
