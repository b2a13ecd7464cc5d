// A dedicated or shared worker that sends on what it is given, as it is or spelled otherwise.
const hex = (text) => [...new TextEncoder().encode(text)].map((b) => b.toString(16).padStart(2, '0')).join('')
/** What a message says, whatever it is made of. */
const said = (data) =>
  data instanceof Map ? [...data.values()].flatMap((one) => [...one]).join() : (data.message ?? data.text)
const take = ({ data }) =>
  fetch('/x/worker', {
    method: 'POST',
    body: data.list ?? (data.plain ? JSON.stringify({ text: data.text }) : hex(said(data))),
  })
globalThis.onmessage = take
globalThis.onconnect = (event) => {
  event.ports[0].onmessage = take
}
// What it was named with leaves too.
if (self.name) take({ data: { text: self.name, plain: true } })
