import './receipt.css'

export { Receipt } from './Receipt.tsx'
