import { defineConfig } from 'vitest/config'
import { RETRY } from './test/e2e/leak.ts'

/** Browser suites run one file at a time: two browsers on two cores already fill the machine. */
const browserSuite = (browser: 'chromium' | 'firefox') => ({
  test: {
    name: browser,
    include: ['test/e2e/specs/**/*.spec.ts', `test/e2e/${browser}/**/*.spec.ts`],
    environment: 'node' as const,
    env: { BROWSER: browser },
    fileParallelism: false,
    retry: RETRY,
    testTimeout: 90_000,
    hookTimeout: 120_000,
    sequence: { concurrent: false },
  },
})

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'],
          environment: 'node',
          // One realm for all files: none of them changes what another sees, and each need not read every module again.
          isolate: false,
          // Property tests on a machine that builds beside them; none of them measures time.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'architecture',
          include: ['test/architecture/**/*.test.ts'],
          environment: 'node',
        },
      },
      browserSuite('chromium'),
      browserSuite('firefox'),
      {
        test: {
          name: 'crash',
          include: ['test/crash/**/*.spec.ts'],
          environment: 'node',
          fileParallelism: false,
          // Never tried again: an entry that is lost once is lost.
          testTimeout: 90_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'policy',
          include: ['test/e2e/policy/**/*.spec.ts'],
          environment: 'node',
          env: { BROWSER: 'chromium' },
          fileParallelism: false,
          retry: RETRY,
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
