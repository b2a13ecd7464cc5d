/** C2SP tlog-cosignature (Ed25519, type 0x04) and the body of a C2SP tlog-witness request. */
import type { Result } from '../base/index.ts'
import { base64, concat, err, fromBase64, hex, ok, sha256, utf8 } from '../base/index.ts'
import { verifyEd25519 } from './ed25519.ts'
import { isName, splitNote, type VerifierKey } from './note.ts'

const COSIGNATURE = 4
const TIMESTAMP = 8
const SIGNATURE = 64

/** The key id of a cosigner. It differs from a log's key id under the same name and key. */
export const cosignerId = (name: string, publicKey: Uint8Array): string =>
  hex(sha256(concat(utf8(`${name}\n`), Uint8Array.of(COSIGNATURE), publicKey)).subarray(0, 4))

/** Reads a witness's vkey, `<name>+<id>+<base64(0x04 ‖ key)>`; the id must be the one that name and key give. */
export function parseCosigner(text: unknown): Result<VerifierKey, 'note/vkey'> {
  const parts =
    typeof text === 'string' ? /^([^+]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{44})$/u.exec(text) : null
  if (!parts) return err('note/vkey')
  const [, name = '', id = '', key = ''] = parts
  const bytes = fromBase64(key)
  if (!isName(name) || bytes?.length !== 33 || bytes[0] !== COSIGNATURE) return err('note/vkey')
  const publicKey = bytes.slice(1)
  return cosignerId(name, publicKey) === id ? ok({ name, id, publicKey }) : err('note/vkey')
}

/** What a cosigner signs: as of `time` (seconds since 1970), no larger consistent tree of this log was seen. */
export const cosignedMessage = (body: string, time: bigint): string => `cosignature/v1\ntime ${time}\n${body}`

export type CosignatureFault = 'note/malformed' | 'note/vkey' | 'note/signature' | 'note/unsigned'

/**
 * Finds and checks the cosignature of `vkey` among the signature lines of a note. Lines of other keys are ignored. One line
 * of this key that does not hold makes the answer a fault. `line` ends in a newline, ready to stand under the checkpoint.
 */
export async function openCosignature(
  note: string,
  vkey: string,
): Promise<Result<{ time: bigint; line: string }, CosignatureFault>> {
  const key = parseCosigner(vkey)
  if (!key.ok) return key
  const split = splitNote(note)
  if (!split) return err('note/malformed')
  let first: { time: bigint; line: string } | null = null
  for (const { name, id, signature, whole } of split.lines) {
    if (name !== key.value.name || id !== key.value.id) continue
    if (signature.length !== TIMESTAMP + SIGNATURE) return err('note/signature')
    const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0)
    const message = utf8(cosignedMessage(split.text, time))
    const held =
      time < 2n ** 63n && (await verifyEd25519(key.value.publicKey, signature.subarray(TIMESTAMP), message))
    if (!held) return err('note/signature')
    first ??= { time, line: `${whole}\n` }
  }
  return first ? ok(first) : err('note/unsigned')
}

/** Body of `add-checkpoint`: the size that the witness is thought to know, the proof from there, the signed checkpoint. */
export const addCheckpointBody = (old: number, proof: readonly Uint8Array[], checkpoint: string): string =>
  `old ${old}\n${proof.map((h) => `${base64(h)}\n`).join('')}\n${checkpoint}`
