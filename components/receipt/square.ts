import qrcode from 'qrcode-generator'

/** The largest square whose modules are half a millimetre on the 72 mm that an 80 mm roll prints. */
const MOST_MODULES = 133
/** White around it, in modules, as the standard asks. */
export const QUIET = 4

export interface Square {
  readonly level: 'M' | 'L'
  readonly modules: number
  /** An SVG path over a box of `modules + 2 * QUIET`, a run of dark modules at a time. */
  readonly path: string
}

/** The square of one of a receipt's codes (docs/receipt-code.md, section 5); null for a text that fits none. */
export function squareOf(text: string): Square | null {
  const digits = /\d+$/.exec(text)?.[0] ?? ''
  const prefix = text.slice(0, text.length - digits.length)
  for (const level of ['M', 'L'] as const) {
    try {
      const code = qrcode(0, level)
      if (prefix) code.addData(prefix, /^[0-9A-Z $%*+\-./:]+$/.test(prefix) ? 'Alphanumeric' : 'Byte')
      if (digits) code.addData(digits, 'Numeric')
      code.make()
      const modules = code.getModuleCount()
      if (modules > MOST_MODULES) continue
      let path = ''
      for (let y = 0; y < modules; y++) {
        for (let x = 0; x < modules; x++) {
          const from = x
          while (x < modules && code.isDark(y, x)) x++
          if (x > from) path += `M${from + QUIET} ${y + QUIET}h${x - from}v1h${from - x}z`
        }
      }
      return { level, modules, path }
    } catch {
      // Too much for any square of this level.
    }
  }
  return null
}
