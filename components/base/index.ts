export { Button, type ButtonProps } from './Button.tsx'
export { Faults } from './Faults.tsx'
export { Seal } from './Seal.tsx'
export { Tag, type TagKind } from './Tag.tsx'
