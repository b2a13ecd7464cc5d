import './receipt.css'

export { ReceiptCodes } from './Codes.tsx'
export { Receipt } from './Receipt.tsx'
