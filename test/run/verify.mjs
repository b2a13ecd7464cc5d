/** `npm run verify -- FILE`: sets the machine up where packages are missing, and runs verify.ts on the pinned Node. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT, setUpPackages, toolEnv } from './setup.mjs'

try {
  const node = setUpPackages()
  const checked = spawnSync(node, [join(ROOT, 'test', 'run', 'verify.ts'), ...process.argv.slice(2)], {
    // Paths are meant from where the person stands, which npm hides behind the package's own folder.
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
    env: toolEnv(node),
    stdio: 'inherit',
  })
  process.exitCode = checked.status ?? 2
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 2
}
