/** Makes docs/bypass.md of the last whole run in each set-up: `npm test -- --whole`, then `node test/e2e/bypass/write.ts`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Kept, keptAt } from './run.ts'
import { type SetUp, ways } from './ways.ts'

const SET_UPS: readonly (readonly [SetUp, string])[] = [
  ['chromium', 'Chromium, unpacked'],
  ['forced', 'Chromium, by policy'],
  ['firefox', 'Firefox'],
]
const LAYERS = ['', '1 number', '2 page', '3 request', '4 floor'] as const

const said = new Map<SetUp, Kept>()
for (const [setUp, name] of SET_UPS) {
  const path = keptAt(setUp)
  if (!existsSync(path)) throw new Error(`${name}: no whole run is kept`)
  said.set(setUp, JSON.parse(readFileSync(path, 'utf8')) as Kept)
}
const cell = (setUp: SetUp, name: string): string => said.get(setUp)?.ways[name] ?? 'not run'
const rows = ways.map(
  ({ name, layer }) =>
    `| \`${name}\` | ${LAYERS[layer]} | ${SET_UPS.map(([setUp]) => cell(setUp, name)).join(' | ')} |`,
)
const count = (setUp: SetUp, what: RegExp): number =>
  ways.filter(({ name }) => what.test(cell(setUp, name))).length
const totals = SET_UPS.map(
  ([setUp, name]) =>
    `| ${name} ${said.get(setUp)?.browser ?? ''} | ${count(setUp, /^(layer|stopped)/)} | ${count(setUp, /^OUT/)} | ${count(setUp, /^skipped/)} |`,
)

writeFileSync(
  fileURLToPath(new URL('../../../docs/bypass.md', import.meta.url)),
  `# The ways that were tried

This page is written by \`node test/e2e/bypass/write.ts\` from a whole run of \`test/e2e/bypass/\` (\`npm test -- --whole\`).

A way is an *entry* and an *exit*. The entry is how the number comes to the page; \`in\` names what the entry stands in. The exit is how the number leaves, and how it is spelled. Where nobody can read the exit, the number has to be stopped at its entry. The entry \`held\` is a script of the page that has the number from elsewhere. The exit \`account\` wants an account at a shop, and not the number. A way counts as *out* when the attacker's server got the number, or the shop the account. [threat-model.md](threat-model.md#the-ways-that-were-tried) says why a way is out and what covers it.

| set-up | stopped | out | skipped |
|---|---|---|---|
${totals.join('\n')}

*layer 3 (rules)* means that the browser's own rules stopped the address, or that what was sent was held without an entry.

| way | meant to stop it | Chromium, unpacked | Chromium, by policy | Firefox |
|---|---|---|---|---|
${rows.join('\n')}
`,
)
