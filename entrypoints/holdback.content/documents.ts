import { sentinel } from './gate.ts'
import { apply, hook, recall, type Stand } from './hook.ts'

// What takes our listeners away, or makes a place into which the sentinel has not looked.

// A document that is opened anew loses every listener; the sentinel comes back before the page does. Nor does it see into a
// shadow root that it has not met.
const told: Stand = (go) => {
  const result = go()
  sentinel.opened()
  return result
}
for (const name of ['open', 'write', 'writeln']) hook('Document', name, told)
hook('Element', 'attachShadow', told)
// `toString` of what was replaced is that of the original.
hook('Function', 'toString', (_, args, self, original) => apply(original, recall(self) || self, args))
