import { CodedError } from '../../utils/base/index.ts'
import { checkpointIn } from '../../utils/evidence/index.ts'
import { parseCheckpoint, parseVkey } from '../../utils/log/index.ts'

/**
 * The checkpoint in what a manager has pasted: a checkpoint, or a receipt's code. One of another log says nothing about this
 * one, and is no fault of it; whether this log's key signed it is for the check to say.
 */
export function outsideCheckpoint(pasted: string, vkey: string): readonly string[] {
  if (pasted.trim() === '') return []
  const text = checkpointIn(pasted)
  const read = parseCheckpoint(text)
  if (!read.ok || !text.includes('\n\n')) throw new CodedError('outside/unreadable')
  const key = parseVkey(vkey)
  if (key.ok && read.value.origin !== key.value.name) throw new CodedError('outside/other-log')
  return [text]
}
