import { LANGS, type Lang, type ServiceId } from '../base/index.ts'
import foodAndTravel from './drafts/food-and-travel.json' with { type: 'json' }
import games from './drafts/games.json' with { type: 'json' }
import mailAndOther from './drafts/mail-and-other.json' with { type: 'json' }
import payment from './drafts/payment.json' with { type: 'json' }
import shops from './drafts/shops.json' with { type: 'json' }
import social from './drafts/social.json' with { type: 'json' }
import video from './drafts/video.json' with { type: 'json' }
import { FULL_TEXTS, forEachName, KEY_FACTS } from './fields.ts'
import type { Notice, Party } from './notice.ts'

/** A public page of the company itself, and how it was read. */
export interface DraftSource {
  /** The page's own address. */
  readonly at: string
  /**
   * `page`: its text was read, in a stored copy of this address. `archive`: its text was read, in an archive of such pages.
   * `address`: only that the page is there is known; no field may rest on it.
   */
  readonly how: 'page' | 'archive' | 'address'
  /** Where the copy lies, or what names the address. */
  readonly copy?: string
  /** Day on which it was read: `2026-11-24`. */
  readonly on: string
  /** The day that the text itself bears, where it has one. */
  readonly dated?: string
  /** Its language, `zh-CN`. A field in another one is a translation of ours. */
  readonly lang: string
}

/** What a company says of itself, in words of ours, and which source says it. */
export interface Stated {
  readonly says: string | readonly string[]
  readonly source: string
}

/** A real company's notice as far as its public pages go. What is not stated is not here. Schema: docs/schema/draft-notices.json. */
export interface Draft {
  readonly service: string
  readonly version: string
  readonly sources: Readonly<Record<string, DraftSource>>
  /** Pages that whoever completes the notice needs: names of sources. */
  readonly pages: { readonly privacy?: string; readonly terms?: string; readonly closing?: string }
  readonly 'zh-CN'?: Readonly<Record<string, Stated>>
  readonly en?: Readonly<Record<string, Stated>>
}

/** The drafts of the package as they stand in drafts/, one file a sector. */
export const drafts = (): readonly Draft[] =>
  [shops, social, video, payment, foodAndTravel, games, mailAndOther].flatMap(
    (file) => file.drafts as readonly Draft[],
  )

const party = (): Party => ({ name: '', address: '', contact: '' })
const blank = (service: string, lang: Lang, version: string): Notice => ({
  service: service as ServiceId,
  lang,
  version,
  title: '',
  key: forEachName(KEY_FACTS, () => ''),
  full: {
    provider: party(),
    receiver: party(),
    ...forEachName(FULL_TEXTS, () => ''),
    kinds: [],
    sensitive: null,
    kept: { where: '', howLong: '', after: '' },
    lastsDays: null,
  },
  status: 'draft',
})

type Bag = Record<string, unknown>

/** One language of a draft as a notice: what is not stated is empty, and `missing` names it. */
export function noticeOf(draft: Draft, lang: Lang): Notice {
  const notice = blank(draft.service, lang, draft.version)
  const sources: Record<string, { source: string; on: string }> = {}
  const note = (path: string, name: string) => {
    const from = draft.sources[name]
    if (from) sources[path] = { source: from.copy ? `${from.at} (${from.copy})` : from.at, on: from.on }
  }
  for (const [page, name] of Object.entries(draft.pages)) note(`page.${page}`, name as string)
  for (const [path, stated] of Object.entries(draft[lang] ?? {})) {
    const names = path.split('.')
    const last = names.pop() as string
    const at = names.reduce<unknown>((bag, name) => (bag as Bag | undefined)?.[name], notice) as
      | Bag
      | undefined
    // A path that a notice does not have is dropped here; a test of the data finds it.
    if (!at || !Object.hasOwn(at, last)) continue
    at[last] = stated.says
    note(path, stated.source)
  }
  return { ...notice, sources }
}

/** Every draft of the package, in both languages, as notices that nobody has approved. */
export const draftNotices = (): readonly Notice[] =>
  drafts().flatMap((draft) => LANGS.map((lang) => noticeOf(draft, lang)))
