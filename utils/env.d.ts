/** What the build replaces (WXT); written out so that each name is known to the compiler. */
interface ImportMetaEnv {
  readonly MANIFEST_VERSION: 3
  readonly BROWSER: 'chrome' | 'edge' | 'firefox'
  readonly CHROME: boolean
  readonly FIREFOX: boolean
  readonly EDGE: boolean
}
