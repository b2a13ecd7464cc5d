export { Popup, type PopupProps } from './Popup.tsx'
export { PopupApp } from './PopupApp.tsx'
