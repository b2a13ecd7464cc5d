import type { Neutral } from './rules.ts'

export type Engine = 'chromium' | 'firefox'

/** One rule as the browser keeps it. */
export interface DnrRule {
  readonly id: number
  readonly priority?: number
  readonly action: unknown
  readonly condition: unknown
}

/** What one update call sends. */
export interface DnrUpdate {
  readonly removeRuleIds: number[]
  readonly addRules: DnrRule[]
}

/** Rule ids of one neutral rule: its own doubled, and the next. */
export const dnrIds = (rule: Neutral): [number, number] => [rule.id * 2, rule.id * 2 + 1]

/**
 * A neutral rule in the words of declarativeNetRequest. A rule for every type becomes two: without `resourceTypes` the
 * browser means all but the main frame, and no list of names is understood by both engines (Firefox silently drops a
 * static rule over one type it does not know).
 */
export function toDnr(rule: Neutral, engine: Engine): DnrRule[] {
  const { where } = rule
  const action =
    rule.act === 'stopped-page'
      ? {
          type: 'redirect',
          redirect: { extensionPath: `/stopped.html${rule.service ? `?s=${rule.service}` : ''}` },
        }
      : { type: rule.act }
  const condition: Record<string, unknown> = {}
  // Firefox takes a host with a dot at its end for another one; Chromium does not.
  const hosts = (names: readonly string[]): string[] =>
    engine === 'firefox' ? names.flatMap((name) => [name, `${name}.`]) : [...names]
  if (where.hosts) condition['requestDomains'] = hosts(where.hosts)
  if (where.notHosts) condition['excludedRequestDomains'] = hosts(where.notHosts)
  if (where.regex) condition['regexFilter'] = where.regex
  // A star or a caret in it stands for itself, and for more.
  if (where.ends) condition['urlFilter'] = `${where.ends}|`
  if (where.methods) condition['requestMethods'] = [...where.methods]
  if (where.tabs) condition['tabIds'] = [...where.tabs]
  if (where.initiators) condition['initiatorDomains'] = hosts(where.initiators)
  // Chromium before 118 and Firefox differ in the default.
  if (where.regex || where.ends) condition['isUrlFilterCaseSensitive'] = !where.regex
  const has = (type: 'page' | 'frame' | 'rest'): boolean => where.types.includes(type)
  const make = (id: number, types: Record<string, unknown>): DnrRule => ({
    id,
    priority: rule.priority,
    action,
    condition: { ...condition, ...types },
  })
  const [first, second] = dnrIds(rule)
  const named = [...(has('page') ? ['main_frame'] : []), ...(has('frame') ? ['sub_frame'] : [])]
  if (!has('rest')) return [make(first, { resourceTypes: named })]
  const out: DnrRule[] = []
  if (has('page')) out.push(make(first, { resourceTypes: ['main_frame'] }))
  out.push(make(second, has('frame') ? {} : { excludedResourceTypes: ['main_frame', 'sub_frame'] }))
  return out
}

/** Key order is the browser's own, so what stands is compared by sorted JSON; fields that a browser adds are left out. */
function shape(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(
          Object.entries(v)
            .filter(([, x]) => x !== null && x !== undefined)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : v,
  )
}

/** What has to change so that `wanted` stands. */
export function difference(standing: readonly DnrRule[], wanted: readonly DnrRule[]): DnrUpdate {
  const now = new Map(standing.map((rule) => [rule.id, shape(rule)]))
  const addRules: DnrRule[] = []
  const kept = new Set<number>()
  for (const rule of wanted) {
    if (now.get(rule.id) === shape(rule)) kept.add(rule.id)
    else addRules.push(rule)
  }
  return { removeRuleIds: [...now.keys()].filter((id) => !kept.has(id)), addRules }
}
