import { defineContentScript } from 'wxt/utils/define-content-script'
import type { Frame } from '../../utils/wire/frame.ts'
import { FRAME } from '../../utils/wire/names.ts'
import { watchPages } from './pages.ts'

export default defineContentScript({
  matches: ['<all_urls>'],
  // Never on its own: platform/forms.ts brings it to the frames that are guarded.
  registration: 'runtime',
  world: 'ISOLATED',
  noScriptStartedPostMessage: true,
  main() {
    const frame = (globalThis as unknown as Record<string, Frame | undefined>)[FRAME]
    frame?.join(() => watchPages(frame))
  },
})
