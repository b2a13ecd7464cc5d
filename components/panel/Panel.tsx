import { Alerts } from './Alerts.tsx'
import { FoldedTab } from './FoldedTab.tsx'
import { Header } from './Header.tsx'
import { Held } from './Held.tsx'
import { Papers } from './Papers.tsx'
import { Pledge } from './Pledge.tsx'
import type { PanelProps } from './props.ts'
import { spoken } from './reasons.ts'
import { Sheet } from './Sheet.tsx'
import { StartShift } from './StartShift.tsx'
import { panelText } from './text.ts'

/** Folded, the state in a shape and two words; unfolded, everything. */
export function Panel(given: PanelProps) {
  const { folded, view, texts } = given
  const { lang } = texts
  const t = panelText(texts)
  const props = { ...given, t, lang }
  return (
    <aside class="panel" lang={lang} aria-label={t('label')} data-folded={folded}>
      {folded && <FoldedTab {...props} />}
      {!folded && <Header {...props} />}
      {!folded && (
        <div class="body">
          <Alerts {...props} />
          <Held {...props} />
          {view && !view.shift && <StartShift {...props} />}
          {view?.pledge && view.shift && <Pledge {...props} />}
          <Papers {...props} />
          {view?.activation && <Sheet {...props} activation={view.activation} />}
        </div>
      )}
      {/* One live line for both forms: what is said on a fold is not lost. */}
      <p class="cs-hidden" role="status">
        {spoken(props, t)}
      </p>
    </aside>
  )
}
