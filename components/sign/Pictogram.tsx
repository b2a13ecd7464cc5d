import type { KeyFacts } from '../../utils/notice/index.ts'

/** Line drawings on a 32 grid, one for each key fact; the words beside them say the same. */
const PATHS: Readonly<Record<keyof KeyFacts, string>> = {
  // A box with its lid open: what is in it.
  what: 'M5 12h22v14H5zM5 12l4-6h14l4 6M16 12v6M12 18h8',
  // A note and a coin.
  price: 'M4 9h24v14H4zM16 12.5v7M13 12l3 3.5 3-3.5M12.8 16.5h6.4M8 12.5v7M24 12.5v7',
  // A person handing a sheet to another.
  who: 'M9 10a3 3 0 1 0 0-.01M4 25v-4a5 5 0 0 1 8-4M23 10a3 3 0 1 0 0-.01M28 25v-4a5 5 0 0 0-8-4M11 22h10M18 19l3 3-3 3',
  // A calendar.
  until: 'M5 8h22v18H5zM5 13h22M11 5v6M21 5v6M11 18h4M11 22h8',
  // An open hand.
  stop: 'M10 17V8a2 2 0 0 1 4 0v7V6a2 2 0 0 1 4 0v9V8a2 2 0 0 1 4 0v10c0 6-3 9-7 9-5 0-6-3-9-8a2 2 0 0 1 4-2z',
  // A SIM card with a tick.
  sim: 'M8 4h11l6 6v18H8zM12 19l3.5 3.5L21 16',
}

export function Pictogram({ fact }: { fact: keyof KeyFacts }) {
  return (
    <svg class="pictogram" viewBox="0 0 32 32" width="40" height="40" aria-hidden="true" focusable="false">
      <path d={PATHS[fact]} />
    </svg>
  )
}
