/** Runs one piece of work after the other: no two writers share a state. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>
