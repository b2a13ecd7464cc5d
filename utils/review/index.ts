export { type ClerkCounts, REVIEWED, type ReviewCounts, reviewOf } from './counts.ts'
