import { launch } from './driver/index.ts'

const d = await launch({ browser: 'chromium' })
const t = Date.now()
const say = (x: unknown) => console.log(Date.now() - t, x)
await d.newPage().catch(() => null)
say('start')
try {
  await d.updateExtension()
  say('updated')
} catch (e) {
  say(String(e))
}
try {
  const q = await d.newPage(d.extensionUrl('popup.html'))
  say(await q.url())
} catch (e) {
  say(String(e))
}
say('restart')
const late = setTimeout(() => {
  say('HANG restart')
  process.exit(1)
}, 30000)
await d.restart()
say('restarted')
clearTimeout(late)
await d.close()
say('closed')
process.exit(0)
