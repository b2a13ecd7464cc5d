/** What was said behind a name, as `--browser=firefox` or as `--browser firefox`; null where the name was not said. */
export function optionOf(args, name) {
  const at = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`))
  if (at < 0) return null
  const arg = args[at]
  return arg.includes('=') ? arg.slice(arg.indexOf('=') + 1) : (args[at + 1] ?? '')
}
