import { render } from 'preact'
import '../../components/tokens.css'
import '../../components/base/base.css'
import '../../components/console/console.css'
import { Console } from '../../components/console/index.ts'
import { connectClient } from '../../utils/platform/index.ts'
import { createConsoleDesk } from './desk.ts'

const root = document.getElementById('app')
if (root) {
  const desk = createConsoleDesk(connectClient('console'))
  render(
    <Console
      desk={desk}
      onLang={(lang, title) => {
        document.documentElement.lang = lang
        document.title = title
      }}
    />,
    root,
  )
}
