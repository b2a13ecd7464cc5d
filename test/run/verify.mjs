/** `npm run verify -- FILE`: sets the machine up where packages are missing, and runs verify.ts on the pinned Node. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT, setUpPackages, toolEnv } from './setup.mjs'

// Node ends with 1 where the checker does not load or breaks off. Here 1 is a verdict: that the evidence is not sound.
const STUMBLED = `data:text/javascript,process.on('uncaughtException', (e) => { console.error(e); process.exit(2) })`

try {
  const node = setUpPackages()
  const tool = join(ROOT, 'test', 'run', 'verify.ts')
  const checked = spawnSync(node, ['--import', STUMBLED, tool, ...process.argv.slice(2)], {
    // Paths are meant from where the person stands, which npm hides behind the package's own folder.
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
    env: toolEnv(node),
    stdio: 'inherit',
  })
  process.exitCode = checked.status === 0 || checked.status === 1 ? checked.status : 2
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 2
}
