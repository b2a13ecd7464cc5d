import type { Lang } from '../../utils/base/index.ts'
import type { Verdict } from '../../utils/evidence/index.ts'
import en from '../text/en/verify.json' with { type: 'json' }
import { keyFinder, translator } from '../text/format.ts'
import zh from '../text/zh-CN/verify.json' with { type: 'json' }

export const verifyText = translator({ 'zh-CN': zh, en })
const keyFor = keyFinder(zh)

/** A code in words; one that this version has no words for is shown. */
const inWords = (lang: Lang, kind: 'fault' | 'note', code: string, where: string | undefined): string => {
  const key = keyFor(kind, code, null)
  return key === null ? code : verifyText(lang)(key, { where: where ?? '?' })
}

/** A verdict in words, for a page and for a terminal. */
export interface VerdictWords {
  readonly state: 'sound' | 'unsigned' | 'fault' | 'unreadable'
  readonly heading: string
  /** Something is wrong with the file, and not with its entries: the first line says so. */
  readonly isLogSound: boolean
  /** What was found, the most telling first. */
  readonly lines: readonly string[]
  readonly notes: readonly string[]
  readonly facts: readonly (readonly [name: string, value: string])[]
}

/** Says no more than was checked: a part is called a part, an own key an own key. */
export function verdictWords(lang: Lang, v: Verdict, outside: boolean): VerdictWords {
  const t = verifyText(lang)
  const faults = v.faults.map((f) => inWords(lang, 'fault', f.code, f.where))
  const about = v.about
  const receipt = v.receipt
  const facts: (readonly [string, string])[] = [
    [t('fact.store'), about?.store ?? ''],
    [t('fact.device'), about?.device ?? ''],
    [t(receipt ? 'fact.receiptAt' : 'fact.at'), about?.at ?? ''],
    [t(receipt ? 'fact.clerk' : 'fact.by'), about?.by ?? ''],
    [t('fact.seq'), String(receipt?.seq ?? v.list?.seq ?? '')],
    [t('fact.receiptHash'), receipt?.hash ?? ''],
    [t('fact.hash'), v.list?.hash ?? ''],
    [t('fact.filter'), about && about.filter !== '{}' ? about.filter : ''],
    [t('fact.origin'), v.origin],
    [t('fact.of'), v.of],
    [t('fact.root'), v.root],
    [t('fact.vkey'), v.vkey],
  ]
  const shown = facts.filter(([, value]) => value !== '')
  if (v.state !== 'sound') {
    const isLogSound = v.state === 'fault' && v.log === 'sound' && v.what === 'bundle' && v.entries > 0
    return {
      state: v.state,
      heading: t(isLogSound ? 'fault.logSound' : v.state),
      isLogSound,
      lines: isLogSound ? [t('say.logSound'), ...faults] : faults,
      notes: [],
      facts: shown,
    }
  }
  const notes = v.notes.map((n) => inWords(lang, 'note', n.code, n.where))
  if (v.what === 'checkpoint' && v.vkey === '') {
    return { state: 'unsigned', heading: t('unsigned'), isLogSound: false, lines: [], notes, facts: shown }
  }
  const { list } = v
  const ofList = list?.isCompared ? 'list' : 'listAlone'
  const isEmpty = v.entries === 0 && (v.scope === 'whole' || v.scope === 'part')
  const lines = [
    list
      ? t(`say.${ofList}`, { seq: list.seq, n: list.rows, of: v.of })
      : receipt
        ? t('say.receipt', { n: receipt.answers.length, of: v.of })
        : t(isEmpty ? 'say.empty' : `say.${v.scope}`, { n: v.entries, of: v.of }),
  ]
  const isCompared = !v.notes.some((n) => n.code === 'note/not-compared' || n.code === 'note/known-empty')
  if (outside && isCompared) lines.push(t('say.outside'))
  return {
    state: 'sound',
    isLogSound: false,
    heading: t(
      list ? `sound.${ofList}` : receipt ? 'sound.receipt' : isEmpty ? 'sound.empty' : `sound.${v.scope}`,
    ),
    lines,
    notes,
    facts: shown,
  }
}
