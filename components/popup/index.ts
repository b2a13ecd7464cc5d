export { Popup } from './Popup.tsx'
export { PopupApp } from './PopupApp.tsx'
export type { PopupProps } from './props.ts'
