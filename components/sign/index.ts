import './sign.css'

export { type Memory, SignApp, type SignAppProps, type Size } from './SignApp.tsx'
