import { defineContentScript } from 'wxt/utils/define-content-script'
import { start } from './start.ts'

export default defineContentScript({
  matches: ['<all_urls>'],
  allFrames: true,
  matchAboutBlank: true,
  matchOriginAsFallback: true,
  runAt: 'document_start',
  world: 'MAIN',
  // Nothing of ours is to be found among the page's globals.
  globalName: false,
  main() {
    start()
  },
})
