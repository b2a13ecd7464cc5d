import '../../components/tokens.css'
import '../../components/base/base.css'
import '../../components/popup/popup.css'
import { render } from 'preact'
import { PopupApp } from '../../components/popup/index.ts'
import { connectClient } from '../../utils/platform/index.ts'

const root = document.getElementById('app')
if (root) {
  const lang = navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
  render(<PopupApp client={connectClient('popup')} lang={lang} onDone={() => window.close()} />, root)
}
