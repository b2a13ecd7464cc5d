import { type ActivationId, hex } from '../../base/index.ts'
import { leafHash, parseEntry } from '../../log/index.ts'
import { openReader } from '../../store/index.ts'
import type { Answered } from './words.ts'

/** The leaf of each answer of this activation. The rows of the first schema do not say it: the log does. */
export async function leavesOf(activation: ActivationId, answers: Answered): Promise<Answered> {
  if (answers.every(([, s]) => s.leaf)) return answers
  const reader = openReader()
  try {
    const kinds = ['consent.given', 'consent.renewed', 'consent.refused']
    const rows = await reader.page({ activation, kinds }, null, 500)
    return answers.flatMap(([service, s]): Answered => {
      const row = rows.find((r) => r.service === service)
      const leaf = s.leaf || (row ? hex(leafHash(row.bytes)) : '')
      return leaf ? [[service, { ...s, leaf }]] : []
    })
  } finally {
    reader.close()
  }
}

/** What was not set up in this activation without a no of the customer's: the log alone keeps it. */
export async function notTodayOf(activation: ActivationId, kept: Answered): Promise<Answered> {
  const reader = openReader()
  try {
    const rows = await reader.page({ activation, kinds: ['consent.refused'] }, null, 500)
    const found = new Map<string, Answered[number]>()
    for (const { service, bytes } of rows) {
      const read = parseEntry(bytes)
      if (!read.ok || read.value.kind !== 'consent.refused' || !read.value.why || !service) continue
      if (found.has(service) || kept.some(([id]) => id === service)) continue
      const { at, why } = read.value
      found.set(service, [service, { state: 'refused', at: Date.parse(at), leaf: hex(leafHash(bytes)), why }])
    }
    return [...found.values()]
  } finally {
    reader.close()
  }
}

/** The leaf of each withdrawal of this activation that still stands: behind those of the answers, whose places it leaves. */
export async function withdrawalsOf(activation: ActivationId, answers: Answered): Promise<readonly string[]> {
  const taken = answers.filter(([, s]) => s.state === 'withdrawn').map(([service]) => service)
  if (taken.length === 0) return []
  const reader = openReader()
  try {
    const rows = await reader.page({ activation, kinds: ['consent.withdrawn'] }, null, 500)
    return taken.flatMap((service) => {
      const row = rows.find((r) => r.service === service)
      return row ? [hex(leafHash(row.bytes))] : []
    })
  } finally {
    reader.close()
  }
}
