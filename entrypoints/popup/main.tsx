import '../../components/tokens.css'
import '../../components/base/base.css'
import '../../components/popup/popup.css'
import { render } from 'preact'
import { PopupApp } from '../../components/popup/index.ts'
import { createFaults } from '../../utils/base/index.ts'
import { parseEntry } from '../../utils/log/index.ts'
import { allowDisplays, isFirefox, keptFaults, lineTo } from '../../utils/platform/index.ts'
import { openReader } from '../../utils/store/index.ts'
import { createClient } from '../../utils/wire/index.ts'

/** A clerk's own newest entries: kind and time, whose no a refusal was, why a submit was held; nothing of a customer. */
async function own(clerk: string) {
  const reader = openReader()
  try {
    const rows = await reader.page({ clerk }, null, 50)
    return rows.map(({ seq, at, kind, bytes }) => {
      const parsed = kind === 'consent.refused' || kind === 'submit.stopped' ? parseEntry(bytes) : null
      const entry = parsed?.ok ? parsed.value : null
      const hasWhy = entry?.kind === 'consent.refused' || entry?.kind === 'submit.stopped'
      const why = hasWhy ? entry.why : undefined
      return { seq, at, kind, ...(why ? { why } : {}) }
    })
  } finally {
    reader.close()
  }
}

async function faults() {
  const kept = createFaults()
  kept.restore(await keptFaults())
  return kept.all()
}

const root = document.getElementById('app')
if (root) {
  const lang = navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
  render(
    <PopupApp
      client={createClient(lineTo('popup'))}
      lang={lang}
      onDone={() => window.close()}
      own={own}
      faults={faults}
      {...(isFirefox ? {} : { allowDisplays })}
    />,
    root,
  )
}
