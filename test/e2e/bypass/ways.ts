/**
 * The ways in which a clerk or a page could get a guarded number out: how it comes to the page, how it leaves, and which
 * layer is meant to stop it. An exit that spells the number so that nobody can read it can be stopped at the entry only.
 */
import type { BrowserName } from '../driver/index.ts'

/** Layers of design section 6: the number, the page, the request, the floor. */
export type Layer = 1 | 2 | 3 | 4
export type SetUp = 'chromium' | 'firefox' | 'forced'
export interface Way {
  readonly name: string
  readonly entry: string
  readonly exit: string
  readonly stage?: string
  readonly layer: Layer
  /** Where a browser cannot be driven to it: why. */
  readonly skip?: Partial<Record<BrowserName, string>>
  /** Observed in Chromium unpacked, and answered with quarantine; stopped in the other set-ups. */
  readonly observed?: boolean
  /** Works against a guard only: not asked to work without one. */
  readonly blind?: boolean
  /** It disturbs the background or the whole browser: after all others, one by one, in this order. */
  readonly alone?: 'one' | 'update' | 'restart' | 'last'
  /** What is wanted is an account: it counts what reached the shop. */
  readonly account?: boolean
  /** Another number than everybody's. */
  readonly number?: string
  /** What the company's policy of this set-up closes before any layer is asked. */
  readonly shut?: Partial<Record<SetUp, string>>
  /** Named in docs/threat-model.md. */
  readonly exception?: string
}

const NOT_DRIVABLE = 'Firefox cannot be driven to it'

/** Entries by hand, each with an exit that nobody can read. */
const typed: Way[] = (
  [
    ['type-text', 'fetch-hex'],
    ['type-tel', 'fetch-reversed'],
    ['type-number', 'fetch-gzip'],
    ['type-password', 'fetch-encrypted'],
    ['type-area', 'fetch-split'],
    ['type-editable', 'fetch-hex'],
    ['type-canvas', 'fetch-hex'],
    ['type-nowhere', 'fetch-reversed'],
    ['type-plus-dashes', 'fetch-hex'],
    ['type-dots', 'fetch-hex'],
    ['type-fullwidth', 'fetch-hex'],
    ['type-han', 'fetch-hex'],
    ['type-ten', 'fetch-hex'],
    ['type-last-eight', 'fetch-hex'],
    ['type-boxes', 'fetch-hex', 'boxes'],
    ['type-three-fields', 'fetch-hex'],
    ['type-end-first', 'fetch-hex'],
    ['type-letters-between', 'fetch-hex'],
    ['type-twice-corrected', 'fetch-hex'],
    ['type-inside', 'fetch-hex', 'open'],
    ['type-inside', 'fetch-hex', 'closed'],
    ['type-inside', 'fetch-hex', 'nested'],
    ['type-inside', 'fetch-hex', 'blank'],
    ['type-inside', 'fetch-hex', 'design'],
    ['type-same-frame', 'fetch-hex', 'same'],
    ['type-cross-frame', 'fetch-hex', 'cross'],
    ['type-srcdoc', 'fetch-hex', 'srcdoc'],
    ['type-blob', 'fetch-hex', 'blob'],
    ['type-data', 'fetch-hex', 'data'],
    ['type-srcdoc', 'fetch-hex', 'sandbox'],
    ['type-text', 'fetch-hex', 'reopened'],
    ['type-text', 'fetch-hex', 'stripped'],
    ['type-text', 'fetch-hex', 'flood'],
    ['type-text', 'fetch-hex', 'early'],
    ['type-after-reload', 'fetch-hex'],
    ['type-after-back', 'fetch-hex'],
    ['type-own-page', 'fetch-hex'],
    ['type-blob-top', 'fetch-hex'],
    ['type-text', 'fetch-hex', 'frozen'],
    ['type-popup', 'fetch-hex'],
    ['type-popup-blank', 'fetch-hex', 'popup-blank'],
    ['typed-before', 'fetch-hex'],
    ['bfcache-before', 'fetch-hex'],
    ['upload-file', 'none'],
    ['paste-text', 'fetch-hex'],
    ['paste-area', 'fetch-gzip'],
    ['paste-dashes', 'fetch-reversed'],
    ['paste-editable', 'fetch-encrypted'],
    ['paste-canvas', 'fetch-hex'],
    ['paste-halves', 'fetch-hex'],
    ['paste-two-fields', 'fetch-hex'],
    ['paste-text', 'socket-open'],
    ['prompt', 'fetch-hex'],
    ['type-two-frames', 'fetch-hex', 'same'],
    ['exec-command', 'fetch-hex'],
    ['exec-command-html', 'fetch-hex'],
    ['script-value', 'fetch-hex'],
    ['script-attribute', 'fetch-hex'],
    ['script-range-text', 'fetch-hex'],
    ['script-text', 'fetch-hex'],
    ['script-shown', 'fetch-hex'],
    ['script-event', 'fetch-hex'],
    ['address-query', 'fetch-hex'],
    ['address-hash', 'fetch-hex'],
    ['type-inside', 'fetch-hex', 'shadowed'],
  ] as const
).map(([entry, exit, stage]) => ({
  name: `${entry}${stage ? ` in ${stage}` : ''} > ${exit}`,
  entry,
  exit,
  layer: 1 as const,
  ...(stage ? { stage } : {}),
}))

const driven: Way[] = (['insert-text', 'composition', 'drop', 'clipboard-read'] as const).map((entry) => ({
  name: `${entry} > fetch-hex`,
  entry,
  exit: 'fetch-hex',
  layer: 1 as const,
  skip: { firefox: NOT_DRIVABLE },
}))

const sometimes: Way[] = [
  {
    name: 'type-file > fetch-hex',
    entry: 'type-file',
    exit: 'fetch-hex',
    layer: 1,
    shut: { forced: 'URLBlocklist' },
  },
  {
    name: 'password-manager in log-in > fetch-hex',
    entry: 'password-manager',
    exit: 'fetch-hex',
    stage: 'log-in',
    layer: 1,
    skip: { chromium: 'Chromium’s own password manager cannot be driven; `script-event` fills as one does' },
  },
]

/** What happens to the extension itself in the middle. */
const disturbed: Way[] = (
  [
    ['type-worker-stopped', 'fetch-hex', 'one', false],
    ['type-worker-stopped-reload', 'fetch-hex', 'one', false],
    // By policy a worker that wakes up holds every number for want of knowing it.
    ['held-worker-stopped', 'fetch-json', 'one', true],
    ['type-background-hung', 'fetch-hex', 'one', false],
    // Nothing is known yet: every number counts, with and without a customer.
    ['type-background-hung-reload', 'fetch-hex', 'one', true],
    ['held-background-hung', 'fetch-json', 'one', false],
    ['held-background-hung', 'xhr-blob', 'one', false],
    ['type-after-update', 'fetch-hex', 'update', false],
    ['type-after-update-new', 'fetch-hex', 'update', true],
    ['type-after-restart', 'fetch-hex', 'restart', true],
    ['type-database-gone', 'fetch-hex', 'last', true],
    ['type-database-gone-restarted', 'fetch-hex', 'last', true],
  ] as const
).map(([entry, exit, alone, blind]) => ({
  name: `${entry} > ${exit}`,
  entry,
  exit,
  layer: entry.startsWith('type') ? (1 as const) : (3 as const),
  alone,
  blind,
  ...(entry === 'type-after-update-new' ? { number: '13900139077' } : {}),
}))

/** An account at a shop of the catalogue, with a number that nobody knows. */
const accounts: Way[] = (
  [
    'shop-popup',
    'shop-popup-later',
    'shop-frame',
    'shop-fetch',
    'shop-beacon',
    'shop-form',
    'shop-link',
    'shop-meta',
    'shop-redirect',
    'shop-worker',
    'shop-service-worker',
  ] as const
).map((exit) => ({
  name: `account > ${exit}`,
  entry: 'nothing',
  exit,
  layer: 4 as const,
  account: true,
  // Known sign-up pages are shut with and without a customer.
  blind: true,
}))

/** What a script holds already, sent so that it can be read. */
const sent: Way[] = (
  [
    'fetch-json',
    'fetch-text',
    'fetch-params',
    'fetch-multipart',
    'fetch-file',
    'fetch-blob',
    'fetch-bytes',
    'fetch-utf16',
    'fetch-request',
    'fetch-base64',
    'fetch-json-base64',
    'fetch-json-escapes',
    'fetch-digits-list',
    'fetch-fullwidth',
    'fetch-chinese',
    'fetch-arabic',
    'fetch-dashes',
    'fetch-zero-width',
    'fetch-query',
    'fetch-query-percent',
    'fetch-query-ten',
    'fetch-query-eight',
    'fetch-path-dashes',
    'fetch-header',
    'fetch-keepalive',
    'fetch-no-cors',
    'fetch-host',
    'fetch-referrer',
    'xhr-json',
    'xhr-blob',
    'xhr-form-file',
    'xhr-sync',
    'xhr-query',
    'beacon',
    'beacon-blob',
    'beacon-unload',
    'form-submit',
    'form-request-submit',
    'form-submit-event',
    'form-get',
    'form-multipart',
    'form-blank',
    'form-frame',
    'form-file',
    'stream-writer',
    'patched-before',
    'location',
    'location-hash-other',
    'window-open',
    'link-click',
    'image',
    'image-dots',
    'image-eight',
    'popup-blank-fetch',
    'compression-writer',
    'script',
    'stylesheet',
    'iframe-src',
    'iframe-srcdoc-image',
    'preload',
    'import',
    'font',
    'event-source',
    'meta-refresh',
    'cookie',
    'socket-new',
    'socket-open',
    'socket-bytes',
    'socket-blob',
    'socket-url',
    'socket-protocol',
    'data-channel',
    'worker-plain',
    'worker-hex',
    'worker-bytes',
    'shared-worker',
    'service-worker',
    'service-worker-fetch',
    'blob-frame',
    'broadcast-frame',
    'port-frame',
    'message-cross',
    'message-same',
    'blank-xhr',
    'nested-blank-fetch',
    'srcdoc-fetch',
    'write-after-load',
    'write-image',
    'write-in-frame',
    'patched-prototypes',
    'history-go',
    'window-name',
    'storage',
  ] as const
).map((exit) => ({ name: `held > ${exit}`, entry: 'held', exit, layer: 3 as const }))

const sentInOne: Way[] = (
  [
    ['link-ping', 'firefox', 'Firefox sends no pings unless asked to'],
    ['prefetch', 'firefox', 'Firefox prefetches when it is idle only'],
    ['prerender', 'firefox', 'Firefox does not prerender'],
  ] as const
).map(([exit, browser, why]) => ({
  name: `held > ${exit}`,
  entry: 'held',
  exit,
  layer: 3 as const,
  skip: { [browser]: why },
}))

/**
 * Pages that say one thing to whoever looks and another to the browser: without a guard there is nobody to lie to. And frames
 * of this very moment, in which nothing is known yet and every number counts as guarded.
 */
const lies: Way[] = (
  ['getter-lies', 'options-lie', 'url-lies', 'form-clean-prototype', 'blank-fetch'] as const
).map((exit) => ({
  name: `held > ${exit}`,
  entry: 'held',
  exit,
  layer: 3 as const,
  blind: true,
}))

/**
 * What only the browser sees: Chromium unpacked shows it, and the tab is closed off after it. `form-data-event` is that in the
 * first moment of a page alone, before anybody has told its scripts that something is guarded.
 */
const observed: Way[] = (['worker-source', 'worker-name', 'worker-data', 'form-data-event'] as const).map(
  (exit) => ({
    name: `held > ${exit}`,
    entry: 'held',
    exit,
    layer: 3 as const,
    observed: true,
  }),
)

/** Exits and entries beside those above that speak by another door of the browser. */
const doors: Way[] = [
  ...(
    [
      ['script-shown-inside', 'open'],
      ['script-shown-inside', 'closed'],
      ['script-attribute-inside', 'open'],
      ['script-attribute-inside', 'closed'],
      ['script-shown-late', ''],
    ] as const
  ).map(([entry, stage]) => ({
    name: `${entry}${stage ? ` in ${stage}` : ''} > fetch-hex`,
    entry,
    exit: 'fetch-hex',
    layer: 1 as const,
    ...(stage ? { stage } : {}),
  })),
  // Without a guard there is nothing to be learnt.
  { name: 'held > probe', entry: 'held', exit: 'probe', layer: 3, blind: true },
  ...(
    [
      'cookie-store',
      'fetch-request-header',
      'fetch-header-name',
      'fetch-referrer-option',
      'fetch-file-name',
      'worker-map',
      'worker-blob',
      'worker-error',
      'message-cross-map',
    ] as const
  ).map((exit) => ({ name: `held > ${exit}`, entry: 'held', exit, layer: 3 as const })),
  {
    name: 'held > fetch-later',
    entry: 'held',
    exit: 'fetch-later',
    layer: 3,
    skip: { firefox: 'Firefox has no fetchLater' },
  },
  {
    name: 'clipboard-read-items > fetch-hex',
    entry: 'clipboard-read-items',
    exit: 'fetch-hex',
    layer: 1,
    skip: { firefox: NOT_DRIVABLE },
  },
]

/** Sent as soon as the page is there: nobody has told it yet whether it is anybody's business. */
const atOnce: Way[] = (
  ['fetch-json', 'xhr-json', 'beacon', 'form-submit', 'worker-plain', 'cookie'] as const
).map((exit) => ({ name: `held-reload > ${exit}`, entry: 'held-reload', exit, layer: 3 as const }))

/** Named, and not run. */
const unserved: Way[] = [
  {
    name: 'held > web-transport',
    entry: 'held',
    exit: 'web-transport',
    layer: 3,
    skip: {
      chromium: 'no server of the suite speaks HTTP/3; `stream-writer` goes the same way out',
      firefox: 'no server of the suite speaks HTTP/3; `stream-writer` goes the same way out',
    },
  },
]

export const ways: readonly Way[] = [
  ...typed,
  ...driven,
  ...sometimes,
  ...sent,
  ...sentInOne,
  ...lies,
  ...observed,
  ...accounts,
  {
    name: 'account > shop-prerender',
    entry: 'nothing',
    exit: 'shop-prerender',
    layer: 4,
    account: true,
    blind: true,
    skip: { firefox: 'Firefox does not prerender' },
  },
  ...unserved,
  ...atOnce,
  ...doors,
  ...disturbed,
]
