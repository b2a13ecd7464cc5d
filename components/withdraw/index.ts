export { withdrawText } from './text.ts'
export { Withdraw, type WithdrawProps } from './Withdraw.tsx'
