import { expect, it } from 'vitest'
import { optionOf } from '../../run/options.mjs'

it.each([
  [['--browser=firefox'], 'firefox'],
  [['--browser', 'firefox'], 'firefox'],
  [['--headless', '--browser', 'firefox', '--lang', 'en'], 'firefox'],
  [['--browser'], ''],
  [['--browser='], ''],
  [['--headless'], null],
  [['--browsers=firefox'], null],
])('%j names the browser %j', (args, named) => expect(optionOf(args, 'browser')).toBe(named))
