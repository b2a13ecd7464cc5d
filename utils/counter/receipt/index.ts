export { handOver, issueAgain, issueReceipt, withCodes } from './issue.ts'
export { byCode, receiveElsewhere } from './show.ts'
