export { withCodes } from './codes.ts'
export { type Issued, issueAgain, issueReceipt } from './issue.ts'
export { byCode, receiveElsewhere } from './show.ts'
