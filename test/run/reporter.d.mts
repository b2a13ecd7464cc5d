/** What Vitest calls when all is over, with the modules that ran. */
export default class CountingReporter {
  onTestRunEnd(modules: readonly unknown[], unhandled: readonly { readonly message: string }[]): void
}
