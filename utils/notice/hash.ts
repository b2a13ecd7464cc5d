import { canonicalize, hex, sha256, utf8 } from '../base/index.ts'
import type { Notice } from './notice.ts'

/**
 * Hex SHA-256 of the canonical JSON of what the customer is shown: service, language, version, title and both layers.
 * Status, sources and approval are not in it, so that an approval can name the hash of the text it approves.
 * Throws CodedError where the notice holds what JSON has no form for.
 */
export const noticeHash = ({ service, lang, version, title, key, full }: Notice): string =>
  hex(sha256(utf8(canonicalize({ service, lang, version, title, key, full }))))
