import type { Address } from './address.ts'

/** A rule as both engines understand it: no browser's words. `compile*` makes them, `platform` translates them. */
export interface Neutral {
  readonly id: number
  readonly priority: number
  readonly act: 'block' | 'stopped-page' | 'allow'
  /** The service named by the stopped page. */
  readonly service?: string
  readonly where: {
    /** Hosts of the request, sub-domains included. */
    readonly hosts?: readonly string[]
    /** Hosts that are left out, sub-domains included. */
    readonly notHosts?: readonly string[]
    /** RE2 on the whole URL. */
    readonly regex?: string
    /** How the whole URL ends, its hash too, letter for letter. */
    readonly ends?: string
    /** Said once more of what is stopped: `matchAddress` reads spellings that no pattern does. Browsers' own rules have none. */
    readonly address?: Address
    readonly methods?: readonly string[]
    readonly tabs?: readonly number[]
    /** Hosts of the page that asks. */
    readonly initiators?: readonly string[]
    /** `page`: a main frame; `frame`: a sub-frame; `rest`: everything else. */
    readonly types: readonly ('page' | 'frame' | 'rest')[]
  }
}
