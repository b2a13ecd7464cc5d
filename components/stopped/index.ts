import './stopped.css'

export { StoppedApp } from './StoppedApp.tsx'
