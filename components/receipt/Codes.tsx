import { useMemo } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'
import { QUIET, squareOf } from './square.ts'
import { receiptText } from './text.ts'

/** The receipt's squares, black on white whatever the screen's colours, so that a camera reads them. */
export function ReceiptCodes({ codes, lang }: { codes: readonly string[]; lang: Lang }) {
  const t = receiptText(lang)
  const squares = useMemo(() => codes.flatMap((c) => squareOf(c) ?? []), [codes])
  if (squares.length === 0 || squares.length < codes.length) return null
  return (
    <div class="receipt-codes">
      {squares.map((s, i) => {
        const box = s.modules + 2 * QUIET
        const part = squares.length > 1 ? t('codePart', { n: i + 1, all: squares.length }) : ''
        return (
          <figure key={s.path}>
            <svg
              viewBox={`0 0 ${box} ${box}`}
              role="img"
              aria-label={`${t('codeTitle')} ${part}`.trim()}
              shape-rendering="crispEdges"
              // Whole or half pixels a module: dark lines are as even as the screen allows.
              style={{ '--side': `${box * Math.max(2, Math.floor(860 / box) / 2)}px` }}
              data-level={s.level}
              data-modules={s.modules}
            >
              <path d={`M0 0h${box}v${box}h-${box}z`} fill="#fff" />
              <path d={s.path} fill="#000" />
            </svg>
            {part && <figcaption>{part}</figcaption>}
          </figure>
        )
      })}
    </div>
  )
}
