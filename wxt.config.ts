import preact from '@preact/preset-vite'
import { defineConfig } from 'wxt'

/** The declarative floor, made from the catalogue of the package; both rooms are pure and run in Node. */
async function floorRules(engine: 'chromium' | 'firefox'): Promise<object[]> {
  const { builtInServices } = await import('./utils/notice/index.ts')
  const { compileFloor } = await import('./utils/guard/index.ts')
  return compileFloor(builtInServices, engine)
}

/** What an import of these does beside what it gives: nothing. Without it the panel carries the parser of the background. */
const isPure = (id: string): boolean => /[\\/]node_modules[\\/](?:saxes|xmlchars)[\\/]/.test(id)

/**
 * What starts the scripts of web pages: start.ts of `holdback`, `main` of the others, and nothing around it. WXT's own start
 * carries a logger and a context that nobody here asks for, which every frame of every page would pay for; and it tells each
 * page by an event, with the extension's id in its name, that it has begun.
 */
const bareStart = {
  name: 'countersign:bare-start',
  enforce: 'pre' as const,
  transform(code: string, id: string) {
    const world = /content-script-(main|isolated)-world-entrypoint/.exec(id)?.[1]
    if (!world) return undefined
    const from = /^import definition from (.*)index\.ts(\W*)$/m.exec(code)
    if (!from) throw new Error('WXT starts a script of a page in another way than it did')
    return world === 'main'
      ? `import ${from[1]}start.ts${from[2]}\n/** What an import of these does beside what it gives: nothing. Without it the panel carries the parser of the background. */
const isPure = (id: string): boolean => /[\\/]node_modules[\\/](?:saxes|xmlchars)[\\/]/.test(id)

export default undefined\n`
      : `import definition from ${from[1]}index.ts${from[2]}\ndefinition.main()\nexport default undefined\n`
  },
}

export default defineConfig({
  // Every import is written out: a name that comes from nowhere cannot be reviewed.
  imports: false,
  // Another folder lets two builds stand side by side; the driver of the browser tests reads the same name.
  outDir: process.env['COUNTERSIGN_OUT'] ?? '.output',
  manifestVersion: 3,
  targetBrowsers: ['chrome', 'edge', 'firefox'],
  vite: () => ({
    plugins: [bareStart, preact({ devToolsEnabled: false, prefreshEnabled: false })],
    build: {
      sourcemap: false,
      target: 'es2023',
      rolldownOptions: { treeshake: { moduleSideEffects: (id: string) => !isPure(id) } },
    },
  }),
  manifest: ({ browser }) => {
    const firefox = browser === 'firefox'
    return {
      default_locale: 'zh_CN',
      name: '__MSG_extensionName__',
      description: '__MSG_extensionDescription__',
      icons: { 16: 'icon/16.png', 32: 'icon/32.png', 48: 'icon/48.png', 128: 'icon/128.png' },
      // Each of these is explained in docs/permissions.md; a test holds the two together.
      permissions: [
        'alarms',
        'browsingData',
        'declarativeNetRequest',
        'scripting',
        'storage',
        'tabs',
        'unlimitedStorage',
        'webNavigation',
        'webRequest',
        'webRequestBlocking',
      ],
      // Asked for from the popup, where a counter has a second display. Firefox has no such API.
      ...(firefox ? {} : { optional_permissions: ['system.display'] }),
      host_permissions: ['<all_urls>'],
      content_security_policy: {
        // wasm: SHA-256 over the whole log; frame-ancestors: no page may put ours in a frame.
        extension_pages:
          "script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'",
      },
      declarative_net_request: {
        rule_resources: [{ id: 'floor', enabled: true, path: 'rules/floor.json' }],
      },
      ...(firefox
        ? {
            // Firefox redirects a page only to a file that is web-accessible; Chromium needs no such door.
            web_accessible_resources: [{ resources: ['stopped.html'], matches: ['<all_urls>'] }],
            browser_specific_settings: {
              gecko: {
                id: 'countersign@countersign.invalid',
                // 140: data_collection_permissions; Ed25519 in WebCrypto came with 129.
                strict_min_version: '140.0',
                data_collection_permissions: { required: ['none'] },
              },
            },
          }
        : // 137: Ed25519 in WebCrypto. Without a schema Chromium hands out nothing that an administrator has set.
          { minimum_chrome_version: '137', storage: { managed_schema: 'managed.json' } }),
    }
  },
  hooks: {
    // WXT takes the title of the button from the popup's page, which knows no locale.
    'build:manifestGenerated': (_, manifest) => {
      if (manifest.action) manifest.action.default_title = '__MSG_actionTitle__'
    },
    // The floor stands while the worker sleeps, so it is compiled into the package and not at run time.
    'build:publicAssets': async (wxt, files) => {
      const engine = wxt.config.browser === 'firefox' ? 'firefox' : 'chromium'
      files.push({
        relativeDest: 'rules/floor.json',
        contents: `${JSON.stringify(await floorRules(engine), null, 1)}\n`,
      })
      if (engine === 'chromium') {
        // One text, since Chromium silently drops each field whose type is not the schema's: no protection may get lost
        // that way. `v` is named so that a policy whose fields stand there one by one arrives as a fault, not as nothing.
        const properties = { policy: { type: 'string' }, v: { type: 'integer' } }
        files.push({
          relativeDest: 'managed.json',
          contents: `${JSON.stringify({ type: 'object', properties })}\n`,
        })
      }
    },
  },
})
