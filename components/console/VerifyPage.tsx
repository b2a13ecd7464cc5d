import type { ComponentChildren } from 'preact'
import { Button } from '../base/index.ts'
import type { Verdict } from './desk.ts'
import { faultWords, type Words } from './words.ts'

export type Checking =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly done: number; readonly total: number }
  | { readonly state: 'cancelled'; readonly done: number }
  | { readonly state: 'over'; readonly verdict: Verdict; readonly logged: boolean }
  | { readonly state: 'failed'; readonly fault: string }

/** Checks the whole log: every leaf, the tree, the signature of the checkpoint. */
export function VerifyPage({
  w,
  choice,
  checking,
  onStart,
  onCancel,
}: {
  w: Words
  /** Which log, where there are several. */
  choice: ComponentChildren
  checking: Checking
  onStart: () => void
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
      <div class="co-row">
        <Button id="verify-start" kind="act" disabled={running} onClick={onStart}>
          {checking.state === 'idle' ? t('checkGo') : t('checkAgain')}
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
            {t('verifyRunning', { done: w.count(checking.done), total: w.count(checking.total) })}
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
          <VerdictCard w={w} verdict={checking.verdict} logged={checking.logged} />
        )}
      </div>
    </>
  )
}

const stateOf = (c: Checking): string =>
  c.state === 'over' ? (c.verdict.sound ? 'sound' : 'fault') : c.state

/** The verdict in words; also used by the offline page. */
export function VerdictCard({ w, verdict, logged }: { w: Words; verdict: Verdict; logged: boolean }) {
  const { t } = w
  return (
    <div class={`co-verdict co-verdict-${verdict.sound ? 'given' : 'stopped'}`}>
      <h2>{verdict.sound ? t('verifySound') : t('verifyFault')}</h2>
      {verdict.sound ? (
        <p>{t('verifySoundWhat', { n: w.count(verdict.size) })}</p>
      ) : (
        <p>
          {verdict.fault !== null && faultWords(verdict.fault, w)}{' '}
          {verdict.seq !== null && t('verifyAt', { seq: w.count(verdict.seq) })}
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
