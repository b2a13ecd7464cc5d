import './sign.css'

export type { Memory, Size } from './memory.ts'
export { SignApp, type SignAppProps } from './SignApp.tsx'
