export { withCodes } from './codes.ts'
export { issueAgain, issueReceipt } from './issue.ts'
export { byCode, receiveElsewhere } from './show.ts'
