/** A zip taken apart and put together again by hand, as somebody with ill will would. Stored members only. */
import { crc32 } from 'node:zlib'
import type { Bytes } from '../../../utils/base/index.ts'
import { hex, sha256, utf8 } from '../../../utils/base/index.ts'
import { BAG, openZip, sourceOfBytes } from '../../../utils/evidence/index.ts'

export type Files = Map<string, Bytes>

/** Members by their path in the bag. */
export async function unpack(zip: Uint8Array): Promise<Files> {
  const opened = await openZip(sourceOfBytes(zip))
  if (!opened.ok) throw new Error(opened.error.code)
  const files: Files = new Map()
  for (const member of opened.value) {
    const parts: Uint8Array[] = []
    for await (const chunk of member.chunks()) parts.push(chunk)
    files.set(member.name.replace(`${BAG}/`, ''), new Uint8Array(Buffer.concat(parts)))
  }
  return files
}

export interface Tricks {
  readonly names?: (path: string) => string
  readonly size?: number
  readonly flags?: number
  readonly method?: number
  readonly attributes?: number
  /** Bytes of comment on each member of the directory. */
  readonly comment?: number
  /** Every number in its zip64 form; what stands for the size of a member there, where it is to be a lie. */
  readonly zip64?: boolean
  readonly size64?: bigint
}

export function pack(files: Iterable<readonly [string, Uint8Array]>, tricks: Tricks = {}): Bytes {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [path, bytes] of files) {
    const name = Buffer.from(tricks.names ? tricks.names(path) : `${BAG}/${path}`)
    const crc = crc32(bytes)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(20, 4)
    local.writeUInt16LE(tricks.flags ?? 0x800, 6)
    local.writeUInt16LE(tricks.method ?? 0, 8)
    local.writeUInt32LE(crc, 14)
    local.writeUInt32LE(bytes.length, 18)
    local.writeUInt32LE(bytes.length, 22)
    local.writeUInt16LE(name.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(20, 6)
    central.writeUInt16LE(tricks.flags ?? 0x800, 8)
    central.writeUInt16LE(tricks.method ?? 0, 10)
    central.writeUInt32LE(crc, 16)
    central.writeUInt32LE(bytes.length, 20)
    central.writeUInt32LE(tricks.size ?? bytes.length, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(tricks.attributes ?? 0, 38)
    central.writeUInt32LE(at, 42)
    central.writeUInt16LE(tricks.comment ?? 0, 32)
    const extra = Buffer.alloc(tricks.zip64 ? 34 : 0)
    if (tricks.zip64) {
      // Another field before it, as tools write a time.
      extra.writeUInt16LE(0x5455, 0)
      extra.writeUInt16LE(2, 2)
      extra.writeUInt16LE(1, 6)
      extra.writeUInt16LE(24, 8)
      extra.writeBigUInt64LE(tricks.size64 ?? BigInt(bytes.length), 10)
      extra.writeBigUInt64LE(BigInt(bytes.length), 18)
      extra.writeBigUInt64LE(BigInt(at), 26)
      for (const place of [20, 24, 42]) central.writeUInt32LE(0xffffffff, place)
      central.writeUInt16LE(extra.length, 30)
    }
    directory.push(Buffer.concat([central, name, extra, Buffer.alloc(tricks.comment ?? 0)]))
    parts.push(local, name, Buffer.from(bytes))
    at += 30 + name.length + bytes.length
  }
  const tail = Buffer.concat(directory)
  const wide = Buffer.alloc(tricks.zip64 ? 76 : 0)
  if (tricks.zip64) {
    wide.writeUInt32LE(0x06064b50, 0)
    wide.writeBigUInt64LE(44n, 4)
    wide.writeBigUInt64LE(BigInt(directory.length), 24)
    wide.writeBigUInt64LE(BigInt(directory.length), 32)
    wide.writeBigUInt64LE(BigInt(tail.length), 40)
    wide.writeBigUInt64LE(BigInt(at), 48)
    wide.writeUInt32LE(0x07064b50, 56)
    wide.writeBigUInt64LE(BigInt(at + tail.length), 64)
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(tricks.zip64 ? 0xffff : directory.length, 8)
  end.writeUInt16LE(tricks.zip64 ? 0xffff : directory.length, 10)
  end.writeUInt32LE(tricks.zip64 ? 0xffffffff : tail.length, 12)
  end.writeUInt32LE(tricks.zip64 ? 0xffffffff : at, 16)
  return new Uint8Array(Buffer.concat([...parts, tail, wide, end]))
}

/** Writes both manifests anew, so that only what the log itself says can show a change. */
export function resealed(files: Files): Files {
  const out: Files = new Map([...files].filter(([path]) => !/^(tag)?manifest/.test(path)))
  const list = (paths: string[]): Bytes =>
    utf8(
      paths
        .sort()
        .map((path) => `${hex(sha256(out.get(path) as Bytes))}  ${path}\n`)
        .join(''),
    )
  const data = [...out.keys()].filter((path) => path.startsWith('data/'))
  const octets = data.reduce((sum, path) => sum + (out.get(path) as Bytes).length, 0)
  const info = Buffer.from(out.get('bag-info.txt') ?? []).toString()
  if (info)
    out.set('bag-info.txt', utf8(info.replace(/Payload-Oxum: .*/, `Payload-Oxum: ${octets}.${data.length}`)))
  out.set('manifest-sha256.txt', list(data))
  const tags = [...out.keys()].filter((path) => !path.startsWith('data/'))
  out.set('tagmanifest-sha256.txt', list(tags))
  return out
}
