/**
 * The most that an order may have, in bytes: room for a photograph of a paper. Up to it an order is read; above it, held at once.
 * The scripts in the page, the message that carries an order, and the reader all take it from here.
 */
export const MOST_ORDER_BYTES = 8 * 1024 * 1024
