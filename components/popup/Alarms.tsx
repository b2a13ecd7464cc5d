import { Tag } from '../base/index.ts'
import { Part } from './Part.tsx'
import type { PartProps } from './props.ts'
import { keyFor } from './text.ts'

/** What somebody has to look at. */
export function Alarms({ view, t }: Pick<PartProps, 'view' | 't'>) {
  if (view.alarms.length === 0) return null
  return (
    <Part title={t('alarm.title')} kind="alarm">
      <ul class="alarms">
        {view.alarms.map((code) => (
          <li key={code}>
            <Tag kind="stopped">!</Tag>
            <span>{t(keyFor('alarm', code, 'alarm.other'), { code })}</span>
          </li>
        ))}
      </ul>
    </Part>
  )
}
