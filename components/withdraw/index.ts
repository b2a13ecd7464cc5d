export { Withdraw, type WithdrawProps } from './Withdraw.tsx'
export { WithdrawApp } from './WithdrawApp.tsx'
