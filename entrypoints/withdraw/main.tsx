import { render } from 'preact'
import '../../components/tokens.css'
import '../../components/base/base.css'
import '../../components/withdraw/withdraw.css'
import { WithdrawApp } from '../../components/withdraw/index.ts'
import { lineTo } from '../../utils/platform/index.ts'
import { createClient } from '../../utils/wire/index.ts'

const root = document.getElementById('app')
if (root) {
  const first = navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
  render(<WithdrawApp client={createClient(lineTo('popup'))} first={first} />, root)
}
