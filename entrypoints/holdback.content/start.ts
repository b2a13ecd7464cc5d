// What runs in a page; the build begins with it (wxt.config.ts). Each file hooks what it is named for as it is loaded: functions
// of their own around the hooks would not fit the 4 KB that a page may be asked for.
import './fetch.ts'
import './xhr.ts'
import './forms.ts'
import './values.ts'
import './messages.ts'
import './documents.ts'
