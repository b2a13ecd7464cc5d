import '../../components/tokens.css'
import '../../components/base/base.css'
import '../../components/popup/popup.css'
import { render } from 'preact'
import { PopupApp } from '../../components/popup/index.ts'
import { allowDisplays, isFirefox, lineTo } from '../../utils/platform/index.ts'
import { createClient } from '../../utils/wire/index.ts'

const root = document.getElementById('app')
if (root) {
  const lang = navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
  render(
    <PopupApp
      client={createClient(lineTo('popup'))}
      lang={lang}
      onDone={() => window.close()}
      {...(isFirefox ? {} : { allowDisplays })}
    />,
    root,
  )
}
