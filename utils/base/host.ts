/** One host has one spelling here: in lower case, without the dot that may stand at its end. */
export const cleanHost = (name: string): string => name.toLowerCase().replace(/\.+$/, '')

/** The host of an address without its port; '' where it has none. */
export const hostOf = (url: string): string => {
  try {
    return cleanHost(new URL(url).hostname)
  } catch {
    return ''
  }
}

/** A host is one of these domains, or lies under one. */
export const hostIn = (name: string, domains: readonly string[]): boolean => {
  const host = cleanHost(name)
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`))
}

/** Suffixes under which anybody registers. */
const SUFFIX = /^(?:(?:com|net|org|gov|edu|ac|co|or|ne|go)\.[a-z]{2}|github\.io|pages\.dev|vercel\.app)$/

export const isSuffix = (name: string): boolean => SUFFIX.test(name)

/** The part of a host that one owner has registered, as far as it can be told without a list of all suffixes. */
export function siteOf(name: string): string {
  const host = cleanHost(name)
  if (/^[\d.]+$|^\[/.test(host)) return host
  const labels = host.split('.')
  return labels.slice(isSuffix(labels.slice(-2).join('.')) ? -3 : -2).join('.')
}
