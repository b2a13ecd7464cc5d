import { sha256 as noble } from '@noble/hashes/sha2.js'
import type { Bytes } from './bytes.ts'

/** SHA-256, FIPS 180-4; synchronous, so that a whole append is hashed before its one transaction. 32 bytes. */
export const sha256 = (bytes: Uint8Array): Bytes => noble(bytes) as Bytes
