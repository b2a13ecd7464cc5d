/**
 * The ways in which a clerk or a page could get a guarded number out: how it comes to the page, how it leaves, and which
 * layer is meant to stop it. An exit that spells the number so that nobody can read it can be stopped at the entry only.
 */
import type { BrowserName } from '../driver/index.ts'

/** Layers of design section 6: the number, the page, the request, the floor. */
export type Layer = 1 | 2 | 3 | 4
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
    ['type-worker-stopped', 'fetch-hex'],
    ['type-worker-stopped-reload', 'fetch-hex'],
    ['type-own-page', 'fetch-hex'],
    ['type-blob-top', 'fetch-hex'],
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
    'form-get',
    'form-multipart',
    'form-blank',
    'form-frame',
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

/** What only the browser sees: Chromium unpacked shows it, and the tab is closed off after it. */
const observed: Way[] = (['worker-source'] as const).map((exit) => ({
  name: `held > ${exit}`,
  entry: 'held',
  exit,
  layer: 3 as const,
  observed: true,
}))

export const ways: readonly Way[] = [...typed, ...driven, ...sent, ...sentInOne, ...lies, ...observed]
