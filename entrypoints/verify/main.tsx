import { render } from 'preact'
import '../../components/tokens.css'
import '../../components/base/base.css'
import '../../components/verify/verify.css'
import { Verify } from '../../components/verify/index.ts'

const root = document.getElementById('app')
if (root) {
  render(
    <Verify
      fragment={/^#\d+$/.test(location.hash) ? location.hash.slice(1) : ''}
      first={navigator.language.startsWith('zh') ? 'zh-CN' : 'en'}
      onLang={(lang, title) => {
        document.documentElement.lang = lang
        document.title = title
      }}
    />,
    root,
  )
}
