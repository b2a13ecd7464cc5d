import { crc32 } from 'node:zlib'
import type { Bytes } from '../../../utils/base/index.ts'
import { BAG } from '../../../utils/evidence/index.ts'
import type { Files } from './zip.ts'

/** A zip with deflated members; `size` lies about what is inside where a test wants it to. */
export function packDeflated(files: Files, deflate: (bytes: Bytes) => Bytes, size?: number): Bytes {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [path, bytes] of files) {
    const name = Buffer.from(`${BAG}/${path}`)
    const packed = deflate(bytes)
    const head = (signature: number, length: number, shift: number): Buffer => {
      const b = Buffer.alloc(length)
      b.writeUInt32LE(signature, 0)
      b.writeUInt16LE(0x800, 6 + shift)
      b.writeUInt16LE(8, 8 + shift)
      b.writeUInt32LE(crc32(bytes), 14 + shift)
      b.writeUInt32LE(packed.length, 18 + shift)
      b.writeUInt32LE(size ?? bytes.length, 22 + shift)
      b.writeUInt16LE(name.length, 26 + shift)
      return b
    }
    const central = head(0x02014b50, 46, 2)
    central.writeUInt32LE(at, 42)
    directory.push(central, name)
    parts.push(head(0x04034b50, 30, 0), name, Buffer.from(packed))
    at += 30 + name.length + packed.length
  }
  const tail = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.size, 8)
  end.writeUInt16LE(files.size, 10)
  end.writeUInt32LE(tail.length, 12)
  end.writeUInt32LE(at, 16)
  return new Uint8Array(Buffer.concat([...parts, tail, end]))
}
