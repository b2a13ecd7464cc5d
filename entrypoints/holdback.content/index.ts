import { defineContentScript } from 'wxt/utils/define-content-script'

export default defineContentScript({
  matches: ['<all_urls>'],
  allFrames: true,
  matchAboutBlank: true,
  matchOriginAsFallback: true,
  runAt: 'document_start',
  world: 'MAIN',
  // Nothing of ours is to be found among the page's globals.
  globalName: false,
  // The build puts start.ts in its place (wxt.config.ts): here it would run while the build reads this definition.
  main() {},
})
