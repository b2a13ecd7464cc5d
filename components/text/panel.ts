import type { Lang } from '../../utils/base/index.ts'
import type { PanelTexts } from '../../utils/wire/index.ts'
import enHeld from './en/held.json' with { type: 'json' }
import en from './en/panel.json' with { type: 'json' }
import zhHeld from './zh-CN/held.json' with { type: 'json' }
import zh from './zh-CN/panel.json' with { type: 'json' }

/** Words of the panel in one language: the background sends them, so that the script in a portal's page carries none. */
export const panelTexts = (lang: Lang): PanelTexts =>
  lang === 'en' ? { lang, panel: en, held: enHeld } : { lang, panel: zh, held: zhHeld }
