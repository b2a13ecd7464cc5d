export * from './browser-run.ts'
export { lineTo } from './client.ts'
export {
  allowDisplays,
  chooseDisplay,
  type Display,
  displaysForPopup,
  onDisplaysChanged,
  placeFor,
} from './displays.ts'
export { onMessage, onSentinel, type SentinelPort } from './inbox.ts'
export { isPageFile, joinOpenPages, unreadPages } from './open-pages.ts'
export { postText } from './post.ts'
export { type BodyInfo, type BodyVerdict, watchBodies } from './requests.ts'
export { onAnswered, onFailed, onRedirect, type Seen } from './requests-seen.ts'
export { syncDynamic, syncSession } from './rules.ts'
export * from './tabs.ts'
