/** An evidence bundle: docs/log-format.md, section 10. */
import { utf8 } from '../base/index.ts'
import { parseVkey } from '../log/index.ts'
import { checkManifests, hashOf, infoOf, linesIn, PAYLOAD, TAGS, textOf } from './bundle-manifests.ts'
import {
  BAG,
  blame,
  type CheckAbout,
  type CheckOptions,
  canonicalRecord,
  closed,
  MOST_ENTRY,
  newCase,
  say,
  unreadable,
  type Verdict,
} from './check-case.ts'
import { checkPart } from './check-part.ts'
import { checkWhole, deviceOf, type Look, openHead } from './check-tree.ts'
import { checkSealed, hashesIn, openedIn } from './check-vault.ts'
import { checkCosigned } from './cosigned.ts'
import type { Source } from './source.ts'
import { type Member, openZip } from './unzip.ts'

interface Export extends CheckAbout {
  readonly scope: 'whole' | 'part'
  readonly entries: number
  readonly of: number
  readonly opened: boolean
  readonly absent: readonly string[]
}

function exportOf(text: string | null): Export | null {
  if (text === null || !text.endsWith('\n')) return null
  const v = canonicalRecord(utf8(text.slice(0, -1)))
  if (v?.['countersign'] !== 'evidence/1') return null
  const { app, at, by, device, entries, filter, noticesAbsent, of, opened, scope, store } = v
  const texts = [app, at, by, device, filter, store]
  if (!texts.every((x) => typeof x === 'string') || typeof opened !== 'boolean') return null
  if (scope !== 'whole' && scope !== 'part') return null
  if (!Number.isSafeInteger(entries) || !Number.isSafeInteger(of) || !Array.isArray(noticesAbsent))
    return null
  return {
    ...({ app, at, by, device, filter, store } as CheckAbout),
    scope,
    entries: entries as number,
    of: of as number,
    opened,
    absent: noticesAbsent.filter((x): x is string => typeof x === 'string'),
  }
}

const scopeWords = (e: Pick<Export, 'scope' | 'entries' | 'of'>): string =>
  e.scope === 'whole' ? 'whole log' : `${e.entries} of ${e.of} entries; nothing follows about the others`

export async function checkBundle(source: Source, options: CheckOptions): Promise<Verdict> {
  const c = newCase('bundle')
  const zip = await openZip(source)
  if (!zip.ok) return unreadable(c, zip.error.code)
  if (!zip.value.some((m) => m.name === `${BAG}/bagit.txt`)) return unreadable(c, 'bundle/not')
  const files = new Map<string, Member>()
  for (const m of zip.value) {
    if (m.name.startsWith(`${BAG}/`)) files.set(m.name.slice(BAG.length + 1), m)
    // What stands beside the bag is in no manifest.
    else blame(c, 'bundle/unlisted', m.name)
  }
  for (const path of [...TAGS, ...PAYLOAD]) if (!files.has(path)) blame(c, 'bundle/absent', path)
  const manifests = { ...c, faults: c.faults }
  const spoiled = await checkManifests(manifests, files)
  const bag = [...manifests.faults]
  c.faults = []

  const said = exportOf(await textOf(files, 'data/export.json'))
  if (said) {
    const { app, at, by, device, filter, store } = said
    c.about = { app, at, by, device, filter, store }
  } else if (files.has('data/export.json')) blame(c, 'bundle/manifest', 'data/export.json')

  const note = await textOf(files, 'data/checkpoint.txt')
  const keyLine = (await textOf(files, 'data/vkey.txt')) ?? ''
  const ownKey = keyLine.endsWith('\n') ? keyLine.slice(0, -1) : ''
  if (!parseVkey(ownKey).ok) blame(c, 'bundle/vkey')
  else if (options.vkey?.trim() && options.vkey.trim() !== ownKey) blame(c, 'log/signature')
  const head = note === null ? null : await openHead(c, note, ownKey, options)
  const entries = files.get('data/entries.jsonl')

  if (head && note !== null && entries) {
    const scope = said?.scope ?? (files.has('data/proofs.txt') ? 'part' : 'whole')
    const opened = files.get('data/opened.jsonl')
    const wanted = opened ? await openedIn(c, linesIn(opened)) : new Map<string, number>()
    const sealed = files.get('data/sealed.jsonl')
    if (sealed) await checkSealed(c, linesIn(sealed))
    const notices = new Set<string>()
    const look: Look = (value) => {
      if (typeof value['notice'] === 'string') notices.add(value['notice'])
      if (wanted.size === 0) return
      for (const hash of hashesIn(value)) wanted.delete(`${value['activation']}/${hash}`)
    }
    if (scope === 'whole') {
      const leaves = files.get('data/leaves.txt')
      if (!leaves) blame(c, 'bundle/absent', 'data/leaves.txt')
      await checkWhole(
        c,
        head,
        linesIn(entries, MOST_ENTRY),
        leaves ? linesIn(leaves, 64) : null,
        look,
        options,
      )
    } else await checkPart(c, head, note, files, spoiled, look, options)

    if (files.has('data/cosigned.txt')) {
      const text = await textOf(files, 'data/cosigned.txt')
      const cosigned = text === null ? null : await checkCosigned(text, head.checkpoint, ownKey)
      if (!cosigned?.ok) blame(c, 'bundle/cosigned')
      else {
        const { name, size, at } = cosigned.value
        c.notes.push(say('note/cosigned', `${name}, ${size}, ${at}`))
      }
    }

    let unbound = 0
    for (const line of wanted.values()) {
      // In a part, the entry that names it may be one of the others.
      if (scope === 'whole') blame(c, 'bundle/opened', line)
      else unbound++
    }
    if (unbound > 0) c.notes.push(say('note/opened-unbound', unbound))

    for (const [path, member] of files) {
      const name = /^data\/notices\/([0-9a-f]{64})\.json$/.exec(path)?.[1]
      if (name === undefined) continue
      const right = (await hashOf(member)) === name
      if (!right || (!notices.has(name) && c.faults.length === 0)) blame(c, 'bundle/notice', name)
      notices.delete(name)
    }
    if (c.faults.length === 0 && notices.size > 0) {
      if (said && [...notices].every((hash) => said.absent.includes(hash))) {
        c.notes.push(say('note/notices-absent', notices.size))
      } else blame(c, 'bundle/notice', [...notices][0] as string)
    }
    if (said) {
      const counted = { scope, entries: c.entries, of: Number(head.checkpoint.size) }
      const line = infoOf(await textOf(files, 'bag-info.txt'), 'Countersign-Scope')
      const device = deviceOf(head.checkpoint.origin)
      const agrees =
        said.entries === counted.entries &&
        said.of === counted.of &&
        line === scopeWords(counted) &&
        (device === '' || device === said.device)
      if (!agrees) blame(c, 'bundle/scope')
      c.notes.push(say(said.opened ? 'note/opened' : 'note/sealed'))
    }
    c.notes.push(say('note/original'))
  }
  for (const fault of bag) blame(c, fault.code, fault.where)
  return closed(c)
}
