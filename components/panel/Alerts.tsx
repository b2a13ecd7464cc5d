import { Tag } from '../base/index.ts'
import type { PartProps } from './props.ts'

/** What stands in the way of everything: a page that cannot be read, a problem of the counter, a step that failed. */
export function Alerts({ t, view, missing, fault }: PartProps) {
  const fields = missing.length > 0 ? missing : (view?.missing ?? [])
  if (fields.length > 0) {
    const names = fields.map((f) => t(t.keyFor('field', f, 'field.other'))).join(t('list'))
    return (
      <section class="alert">
        <Tag kind="stopped">{t('missing.title')}</Tag>
        <p>{t('missing.text', { fields: names })}</p>
      </section>
    )
  }
  const problem = view?.problem ?? fault ?? (view?.stranger ? 'clerk/unknown' : null)
  if (!problem) return null
  return (
    <section class="alert">
      <Tag kind="stopped">
        {t(view?.problem ? 'problem.title' : problem === 'clerk/unknown' ? 'stranger' : 'problem.title.step')}
      </Tag>
      <p>{t.problem(problem)}</p>
    </section>
  )
}
