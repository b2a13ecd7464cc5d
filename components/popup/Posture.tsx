import { Faults, Tag } from '../base/index.ts'
import { Part } from './Part.tsx'
import type { PartProps } from './props.ts'
import { keyFor } from './text.ts'

/** Which protections are really in force on this machine. */
export function Posture({ view, t }: Pick<PartProps, 'view' | 't'>) {
  // How it runs is said below, by the faults themselves.
  const posture = view.posture.filter((p) => p.code !== 'no-faults')
  const off = posture.filter((p) => !p.on).length
  return (
    <Part title={t('posture.title')}>
      <details>
        <summary>
          {off === 0
            ? t('posture.allOn', { n: posture.length })
            : t('posture.someOff', { off, n: posture.length })}
        </summary>
        <ul>
          {posture.map((p) => (
            <li key={p.code}>
              <span>{t(keyFor('posture', p.code, 'posture.other'), { code: p.code })}</span>
              <Tag kind={p.on ? 'given' : 'waiting'}>{t(p.on ? 'posture.on' : 'posture.off')}</Tag>
            </li>
          ))}
        </ul>
      </details>
      <Faults faults={view.faults} lang={view.lang} />
    </Part>
  )
}
