import { render } from 'preact'
import '../../components/tokens.css'
import '../../components/base/base.css'
import '../../components/console/console.css'
import { Console } from '../../components/console/index.ts'
import { lineTo } from '../../utils/platform/index.ts'
import { createClient } from '../../utils/wire/index.ts'
import { createConsoleBackend } from './backend.ts'

const root = document.getElementById('app')
if (root) {
  const backend = createConsoleBackend(createClient(lineTo('console')))
  render(
    <Console
      backend={backend}
      onLang={(lang, title) => {
        document.documentElement.lang = lang
        document.title = title
      }}
    />,
    root,
  )
}
