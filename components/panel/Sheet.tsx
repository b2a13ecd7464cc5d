import { Accounts } from './Accounts.tsx'
import { Customer } from './Customer.tsx'
import { EarlierConsents } from './EarlierConsents.tsx'
import { Foot } from './Foot.tsx'
import type { ActivationProps } from './props.ts'
import { ServiceRow } from './ServiceRow.tsx'
import { listed } from './services.ts'

/** One activation: whose it is, its services, what comes next. */
export function Sheet(props: ActivationProps) {
  const { activation } = props
  const services = listed(activation)
  return (
    <>
      <Customer {...props} />
      {services.length > 0 && (
        <ul>
          {services.map((s) => (
            <ServiceRow key={s.code || s.id} service={s} {...props} />
          ))}
        </ul>
      )}
      {activation.unread && <p class="cs-small cs-muted">{props.t('unread')}</p>}
      <Foot {...props} />
      {activation.earlier.length > 0 && <EarlierConsents {...props} />}
      {activation.stage === 'open' && <Accounts {...props} />}
    </>
  )
}
