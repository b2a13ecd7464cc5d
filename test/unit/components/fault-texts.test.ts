import { expect, it } from 'vitest'
import { faultTexts, format, keyFinder, type Translate } from '../../../components/text/index.ts'

const texts = {
  'error.pin/wait': 'Wait {wait} s',
  'error.receipt': 'The receipt does not hold',
  'error.receipt-code/part-missing': 'The other square is missing',
  'error.other': 'Something went wrong ({code})',
}
const t: Translate<typeof texts> = (key, params) => format(texts[key], params)
const say = faultTexts(texts, 'error')

it('says a code in its own words, else in those of its kind, else by its name', () => {
  expect(say(t, 'pin/wait', { wait: 30 })).toBe('Wait 30 s')
  expect(say(t, 'receipt-code/part-missing')).toBe('The other square is missing')
  expect(say(t, 'receipt/forged')).toBe('The receipt does not hold')
  expect(say(t, 'store/full')).toBe('Something went wrong (store/full)')
})

it('finds no words in what every object inherits', () => {
  expect(keyFinder(texts)('error', 'constructor', null)).toBeNull()
  expect(keyFinder({})('', 'x', null)).toBeNull()
})
