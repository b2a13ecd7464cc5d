import type { ComponentChildren } from 'preact'
import { Button } from '../base/index.ts'
import type { CheckAsk, Verdict } from './backend.ts'
import { faultWords, placeWords, type Words } from './words.ts'

export type Checking =
  | { readonly state: 'idle' }
  | {
      readonly state: 'running'
      readonly done: number
      readonly total: number
      readonly what: 'log' | 'beside'
    }
  | { readonly state: 'cancelled'; readonly done: number }
  | {
      readonly state: 'over'
      readonly scope: CheckAsk['scope']
      readonly verdict: Verdict
      readonly logged: boolean
    }
  | { readonly state: 'failed'; readonly fault: string }

/** Checks the log, all of it or what came since the last sound check, and holds it against what was seen outside. */
export function VerifyPage({
  w,
  choice,
  since,
  outside,
  onOutside,
  checking,
  onStart,
  onCancel,
}: {
  w: Words
  /** Which log, where there are several. */
  choice: ComponentChildren
  /** Up to where the last sound check has read; null: only the whole log can be checked. */
  since: number | null
  /** What was pasted: a checkpoint or a receipt's code. */
  outside: string
  onOutside: (text: string) => void
  checking: Checking
  onStart: (scope: CheckAsk['scope']) => void
  onCancel: () => void
}) {
  const { t } = w
  const running = checking.state === 'running'
  return (
    <>
      <header class="co-head">
        <h1>{t('nav.verify')}</h1>
      </header>
      {choice}
      <p class="co-measure">{t('verifyWhat')}</p>
      {since !== null && (
        <p class="co-measure" id="verify-since-what">
          {t('verifySinceWhat', { n: w.count(since) })}
        </p>
      )}
      <div class="co-field co-outside">
        <label for="verify-outside">{t('verifyOutside')}</label>
        <p id="verify-outside-hint" class="cs-small cs-muted">
          {t('verifyOutsideHint')}
        </p>
        <textarea
          id="verify-outside"
          rows={3}
          spellcheck={false}
          aria-describedby="verify-outside-hint"
          disabled={running}
          value={outside}
          onInput={(e) => onOutside(e.currentTarget.value)}
        />
      </div>
      <div class="co-row">
        {since !== null && (
          <Button
            id="verify-since"
            kind="act"
            disabled={running}
            aria-describedby="verify-since-what"
            onClick={() => onStart('since')}
          >
            {t('checkSince')}
          </Button>
        )}
        <Button
          id="verify-start"
          kind={since === null ? 'act' : 'plain'}
          disabled={running}
          onClick={() => onStart('whole')}
        >
          {t('checkGo')}
        </Button>
        {running && (
          <Button id="verify-cancel" onClick={onCancel}>
            {t('cancel')}
          </Button>
        )}
      </div>
      {running && (
        <div class="co-progress">
          <label for="verify-progress">
            {t(checking.what === 'beside' ? 'verifyBeside' : 'verifyRunning', {
              done: w.count(checking.done),
              total: w.count(checking.total),
            })}
          </label>
          <progress id="verify-progress" value={checking.done} max={Math.max(1, checking.total)} />
        </div>
      )}
      <div aria-live="polite" id="verify-result" data-state={stateOf(checking)}>
        {checking.state === 'cancelled' && <p>{t('verifyCancelled', { n: w.count(checking.done) })}</p>}
        {checking.state === 'failed' && (
          <div class="co-verdict co-verdict-stopped">
            <h2>{t('verifyFailed')}</h2>
            <p>{faultWords(checking.fault, w)}</p>
          </div>
        )}
        {checking.state === 'over' && (
          <VerdictCard w={w} scope={checking.scope} verdict={checking.verdict} logged={checking.logged} />
        )}
      </div>
    </>
  )
}

const stateOf = (c: Checking): string =>
  c.state === 'over' ? (c.verdict.sound ? 'sound' : 'fault') : c.state

/** The verdict in words. */
function VerdictCard({
  w,
  scope,
  verdict,
  logged,
}: {
  w: Words
  scope: CheckAsk['scope']
  verdict: Verdict
  logged: boolean
}) {
  const { t } = w
  const n = w.count(verdict.size)
  return (
    <div class={`co-verdict co-verdict-${verdict.sound ? 'given' : 'stopped'}`}>
      <h2>{t(!verdict.sound ? 'verifyFault' : verdict.from > 0 ? 'verifySoundNew' : 'verifySound')}</h2>
      {verdict.sound ? (
        <>
          <p>
            {verdict.from === 0
              ? t('verifySoundWhat', { n })
              : verdict.from === verdict.size
                ? t('verifySoundNothing', { n })
                : t('verifySoundSince', { n, from: w.count(verdict.from) })}
          </p>
          {verdict.from > 0 && <p>{t('verifySinceNot', { n: w.count(verdict.from) })}</p>}
          {scope === 'since' && verdict.from === 0 && <p>{t('verifyFellBack')}</p>}
          {verdict.outside.map((size) => (
            <p key={size}>{t('verifyOutsideFits', { n: w.count(size) })}</p>
          ))}
        </>
      ) : (
        <p>
          {verdict.fault !== null &&
            `${faultWords(verdict.fault, w)} ${placeWords(verdict.fault, verdict.where, w)}`}
        </p>
      )}
      {!verdict.sound && <p>{t('verifyFaultNext')}</p>}
      <dl class="co-facts">
        <dt>{t('verifySize')}</dt>
        <dd class="cs-num">{w.count(verdict.size)}</dd>
        <dt>{t('verifyRoot')}</dt>
        <dd>
          <code class="co-hash">{verdict.root || t('dash')}</code>
        </dd>
      </dl>
      <p class="cs-small cs-muted">{logged ? t('verifyLogged') : t('verifyNotLogged')}</p>
    </div>
  )
}
