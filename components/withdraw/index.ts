export { Withdraw } from './Withdraw.tsx'
export { WithdrawApp } from './WithdrawApp.tsx'
