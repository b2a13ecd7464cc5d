import './sign.css'

export type { Memory, Size } from './memory.ts'
export { SignApp } from './SignApp.tsx'
