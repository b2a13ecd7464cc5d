/**
 * Checks a file of evidence in a terminal. Exit: 0 sound, 1 not sound (the fault is named), 2 unreadable. The same checker
 * and the same words as the verify page.
 */
import { check } from './check.ts'

process.exitCode = await check(process.argv.slice(2), console)
