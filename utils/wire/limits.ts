import { MOST_ORDER_BYTES } from '../base/index.ts'

/** An order of the greatest size and one byte more, as base64: that byte says that it is too large. */
const ORDER_BODY = Math.ceil((MOST_ORDER_BYTES + 1) / 3) * 4

/** How much one message may hold. Every number of the three contracts stands here, in characters unless it says otherwise. */
export const LIMITS = {
  /** A whole message of a page: a policy is the largest. */
  page: 4_000_000,
  /** A whole message of a sentinel: an order is the largest. */
  sentinel: ORDER_BODY + 100_000,
  /** Values in one message: a signature is the largest. */
  values: 1_000_000,
  /** Levels of lists and records within each other. */
  depth: 8,

  /** Body of an order. */
  orderBody: ORDER_BODY,
  url: 4_000,
  method: 10,
  contentType: 200,

  /** A code or an id of the policy. */
  id: 64,
  /** What a portal's page shows in one field. */
  shown: 200,
  /** What a clerk writes. */
  text: 400,
  /** Rows of a portal's page: a whole table. */
  services: 6_000,
  /** Views of one adapter, and other numbers on one sheet. */
  views: 40,
  numbers: 50,
  unticked: 200,
  missing: 40,
  /** A phone number as a person types it. */
  typed: 40,
  /** A receipt's code as a scanner types it. */
  receiptCode: 200_000,
  policy: 2_500_000,
  filter: 2_000,
  checkpoint: 4_000,
  /** Something sealed by age, base64. */
  sealed: 8_000,
  keys: 200,
} as const
