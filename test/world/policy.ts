import { readFileSync } from 'node:fs'
import type { Policy } from '../../utils/policy/index.ts'
import { PORT } from './world.ts'

/** The demonstration store's policy, its addresses moved to `port`; as it stands in policy.json for the default one. */
export function worldPolicy(port: number = PORT): Policy {
  const text = readFileSync(new URL('./policy.json', import.meta.url), 'utf8')
  return JSON.parse(text.replaceAll(`.localhost:${PORT}`, `.localhost:${port}`)) as Policy
}
