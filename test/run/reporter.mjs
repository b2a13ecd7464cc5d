/** Writes what became of each test, with the reason of each that was skipped, for test.mjs to count. */
import { writeFileSync } from 'node:fs'

export default class CountingReporter {
  onTestRunEnd(modules, unhandled) {
    const tests = []
    const files = []
    const errors = unhandled.map((error) => `outside of any test: ${error.message}`)
    for (const module of modules) {
      const file = module.relativeModuleId ?? module.moduleId
      files.push({ file, ms: Math.round(module.diagnostic().duration) })
      for (const error of module.errors()) errors.push(`${file}: ${error.message}`)
      for (const suite of module.children.allSuites()) {
        for (const error of suite.errors()) errors.push(`${file} › ${suite.fullName}: ${error.message}`)
      }
      for (const test of module.children.allTests()) {
        const { state, errors: why = [], note } = test.result()
        tests.push({
          name: `${file} › ${test.fullName}`,
          state,
          why: note ?? why?.[0]?.message ?? '',
          // Of a test that passed: it failed before.
          again: test.diagnostic()?.flaky === true,
        })
      }
    }
    writeFileSync(process.env['COUNT_FILE'], JSON.stringify({ tests, errors, files }))
  }
}
