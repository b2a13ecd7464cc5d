/** What a message says, as JSON or as it stands; its blobs are left for who can wait. */
export function messageText(data: unknown, blobs: Blob[]): string {
  if (typeof data !== 'object') return `${data as string}`
  if (import.meta.env.FIREFOX) {
    try {
      // A page's object is seen through a glass there: looked at is a copy of our own.
      data = structuredClone(data)
    } catch {
      // A port, or what else can only be handed over.
    }
  }
  const seen = new Set<unknown>()
  return JSON.stringify(data, (_, value: unknown) => {
    if (typeof value === 'bigint') return `${value}`
    if (typeof value !== 'object' || value === null) return value
    if (seen.has(value)) return ''
    seen.add(value)
    const kind = Object.prototype.toString.call(value).slice(8, -1)
    const all: unknown[] = []
    if (kind === 'Map') Map.prototype.forEach.call(value, (one, name) => all.push(name, one))
    else if (kind === 'Set') Set.prototype.forEach.call(value, (one) => all.push(one))
    else if (kind === 'Blob' || kind === 'File') blobs.push(value as Blob)
    else if (kind === 'Error') return (value as Error).message
    else if (ArrayBuffer.isView(value) || kind === 'ArrayBuffer')
      return new TextDecoder().decode(value as ArrayBuffer)
    else return value
    return all
  })
}
