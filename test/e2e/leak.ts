/** What an assertion says of what a server got and must not have: a number that got out once got out. */
export const LEAK = 'reached the server'

/**
 * Two real browsers on two cores: a tab that a busy machine starts late is tried again, and `npm test` names what passed
 * only then. What reached a server that must not have is never tried again.
 */
export const RETRY = { count: 2, condition: new RegExp(`^(?!${LEAK})`) }
