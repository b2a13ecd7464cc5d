/** What the surfaces show: the background makes these, the surfaces turn codes into words. Numbers and names are masked. */
export type * from './choice.ts'
export type * from './console.ts'
export type * from './panel.ts'
export type * from './popup.ts'
export type * from './receipt.ts'
export type * from './sign.ts'
export type * from './stopped.ts'
export type * from './withdraw.ts'
