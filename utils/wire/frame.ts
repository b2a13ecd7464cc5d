import type { Answer, Hit, Page, Situation, View } from '../guard/page.ts'
import type { BannerTexts, Snapshot, ToBackground } from './sentinel.ts'

/**
 * What sentinel and forms, two content scripts of one frame, share. The sentinel is in every frame and small; forms, which
 * reads pages, comes only to frames that are guarded (platform/forms.ts) and joins it under the name FRAME in their own
 * world, where no page can look.
 */

/** What the banner says. `n` is that of the stop, 0 where nothing was stopped. */
export interface BannerNotice {
  readonly n: number
  readonly act: string
  readonly why: string
  readonly cell: string
  readonly page: string
  readonly quarantine: boolean
}

export interface Banner {
  show(texts: BannerTexts, notice: BannerNotice): void
  hide(): void
}

type Stop = Extract<ToBackground, { t: 'stop' }>

/** What one frame's sentinel knows and may do. */
export interface FrameCore {
  readonly view: View | null
  readonly snapshot: Snapshot | null
  /** Numbers are looked for. */
  readonly numbers: boolean
  /** Forms are looked at. */
  readonly pages: boolean
  /** A form is being read by us: what the browser tells of that is no sending. */
  reading: boolean
  /** What this page is, looked at again where it has changed; `other` while nobody can tell. */
  page(): Page
  /** The page has changed. */
  touch(): void
  find(text: string): Hit | null
  /** A lone code that the clerk is about to send where it has no business: reported, and true. */
  heldCode(text: string, way: string, trusted: boolean): boolean
  judge(number: Situation['number'], short: number | null): Answer
  /**
   * What came of an act: what is stopped or held is said to the background and to the clerk, and gives true; where the table
   * says `inform` it is said and goes on, once a minute.
   */
  stopped(what: {
    readonly answer: Answer
    readonly number: Situation['number']
    readonly way: string
    readonly layer: Stop['layer']
    readonly digits: string | null
    readonly quarantine?: boolean
    /** A person did it: a trusted event. */
    readonly trusted: boolean
    /** What a script had looked at. */
    readonly text?: string
  }): boolean
  /** Tells the background what was pressed. */
  tell(what: 'log-in' | 'code'): void
  /** A trusted event was seen. */
  person(): void
}

/** The page layer, once it has joined. */
export interface FormsLayer {
  readonly handlers: Readonly<Record<string, (event: Event) => void>>
  classify(): Page
  /** After a snapshot: begins or ends looking. */
  refresh(): void
  /** True where a form sent by script is held. */
  held(trusted: boolean): boolean
}

export interface Frame {
  readonly core: FrameCore
  readonly banner: Banner
  readonly shadowRootOf: (element: Element) => ShadowRoot | null
  /** Once; a second call changes nothing. */
  join(make: () => FormsLayer): void
}
