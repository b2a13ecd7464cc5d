/**
 * Notices of a policy, for whoever writes and approves them.
 *
 *   npm run notice -- draft cn.jd [POLICY]   the package's draft of one service, in both languages, as a policy's notices
 *   npm run notice -- check POLICY           each notice of a policy: its hash, what is missing, whether it can be shown
 *
 * With a policy, a draft's `provider` is the policy's carrier. Exit 1: something cannot be put to a customer yet.
 */
import { readFileSync } from 'node:fs'
import { LANGS, type ServiceId } from '../../utils/base/index.ts'
import {
  builtInServices,
  draftNotices,
  drafts,
  type Notice,
  noticeOf,
  readCatalogue,
} from '../../utils/notice/index.ts'
import { type Policy, readPolicy } from '../../utils/policy/index.ts'

const fail = (text: string): never => {
  console.error(text)
  process.exit(2)
}
const policyAt = (path: string): Policy => {
  const read = readPolicy(readFileSync(path, 'utf8'))
  return read.ok ? read.value.policy : fail(`${path}: ${read.error.code} ${read.error.where ?? ''}`)
}

function draftOf(id: string, policy: Policy | null): readonly Notice[] {
  const draft = drafts().find((d) => d.service === id) ?? fail(`no draft of ${id}`)
  return LANGS.map((lang) => {
    const notice = noticeOf(draft, lang)
    if (!policy) return notice
    const { name, address, contact } = policy.carrier
    const provider = { name: name[lang], address: address[lang], contact }
    return { ...notice, full: { ...notice.full, provider } }
  })
}

function check(policy: Policy): boolean {
  const read = readCatalogue({ builtIn: builtInServices, builtInNotices: draftNotices(), ...policy })
  if (!read.ok) return fail(`${read.error.code} ${read.error.where ?? ''}`)
  const ids = new Set(policy.notices.map((n) => (n as unknown as Notice).service))
  let good = true
  for (const id of ids) {
    for (const lang of LANGS) {
      const known = read.value.notice(id as ServiceId, lang)
      console.log(`${id} ${lang} ${known?.hash ?? 'no notice'}`)
      for (const gap of known?.missing ?? []) console.log(`  missing: ${gap}`)
    }
    const why = read.value.why(id as ServiceId)
    console.log(`  ${why ?? 'can be put to a customer'}`)
    good &&= why === null
  }
  return good
}

const [what, first, second] = process.argv.slice(2)
if (what === 'draft' && first)
  console.log(JSON.stringify(draftOf(first, second ? policyAt(second) : null), null, 2))
else if (what === 'check' && first) process.exitCode = check(policyAt(first)) ? 0 : 1
else fail('npm run notice -- draft SERVICE [POLICY] | check POLICY')
