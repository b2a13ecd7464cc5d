/** `npm run test:crash`: 200 kills in Chromium. `-- --browser firefox --kills 50` for others. */
import { crash } from './crash.ts'

const option = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(`--${name}`)
  return (at < 0 ? undefined : process.argv[at + 1]) ?? otherwise
}
const browser = option('browser', 'chromium') === 'firefox' ? 'firefox' : 'chromium'
const outcome = await crash(browser, Number(option('kills', '200')), (n) => {
  if (n % 20 === 0) process.stderr.write(`${n} kills\n`)
})
process.stdout.write(
  `${JSON.stringify(outcome)}\n${outcome.kills} kills of ${browser}: ${outcome.acknowledged} entries acknowledged, ` +
    `${outcome.lost.length} lost, ${outcome.torn.length} torn (${outcome.seconds} s)\n`,
)
process.exitCode =
  outcome.lost.length + outcome.torn.length === 0 && outcome.acknowledged > outcome.kills ? 0 : 1
