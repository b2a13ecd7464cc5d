/** What a Chromium that nobody looks at need not have: each of these is work for the processor, and changes nothing that a test asks. */
export const QUIET: readonly string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  `--disable-features=${[
    // A process that stands by for the next page costs as much as one that is used.
    'SpareRendererForSitePerProcess',
    // The list below the address bar is a page with a process of its own: nearly two seconds of work for each start.
    'WebUIOmniboxPopup',
    'WebUIOmniboxAimPopup',
    'WebUIOmniboxFullPopup',
  ].join()}`,
]
