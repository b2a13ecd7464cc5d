export { mountPanel } from './mount.tsx'
export { Panel } from './Panel.tsx'
export type { PanelProps } from './props.ts'
export { forShadow } from './shadow-host.ts'
