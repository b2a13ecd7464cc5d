export { type Counter, type CounterState, createCounter } from './controller.ts'
export { type Answered, type Held, heldBy } from './gate.ts'
export { forShadow, mountPanel } from './mount.tsx'
export { Panel, type PanelProps } from './Panel.tsx'
