import '../../components/tokens.css'
import '../../components/base/base.css'
import { render } from 'preact'
import { type Memory, SignApp } from '../../components/sign/index.ts'
import { type ActivationId, isActivationId, LANGS, type Lang } from '../../utils/base/index.ts'
import { lineTo, ownZoom } from '../../utils/platform/index.ts'
import { createClient } from '../../utils/wire/index.ts'

const asked = new URLSearchParams(location.search).get('a')
const root = document.getElementById('app')

/** Language and type size outlive a reload, for this activation and this window only. */
const memory = (activation: string): Memory => ({
  read() {
    const [lang, size] = (sessionStorage.getItem(`sign/${activation}`) ?? '').split(' ')
    const known = LANGS.find((l): l is Lang => l === lang)
    return {
      ...(known ? { lang: known } : {}),
      begun: sessionStorage.getItem(`sign/${activation}/begun`) !== null,
      ...(size === '1' || size === '2' || size === '3' ? { size: Number(size) as 1 | 2 | 3 } : {}),
    }
  },
  write: ({ lang, size }) => sessionStorage.setItem(`sign/${activation}`, `${lang} ${size}`),
  begin: () => sessionStorage.setItem(`sign/${activation}/begun`, '1'),
})

// An address that names no activation is asked about all the same: the answer says in words that there is none.
const activation = isActivationId(asked) ? asked : ('' as ActivationId)
if (root) {
  render(
    <SignApp
      client={createClient(lineTo('sign'))}
      activation={activation}
      memory={memory(activation)}
      zoom={ownZoom}
    />,
    root,
  )
}
