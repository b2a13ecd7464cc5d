// The site's own service worker: a relay, and it answers navigations below /own by itself.
addEventListener('install', () => self.skipWaiting())
addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
addEventListener('message', ({ data }) =>
  data.to
    ? fetch(data.to, { method: 'POST', mode: 'no-cors', body: 'phone=13900000000' })
    : fetch('/x/sw', { method: 'POST', body: JSON.stringify({ text: data.text }) }),
)
addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (url.pathname.startsWith('/own')) {
    event.respondWith(
      new Response(
        '<!doctype html><meta charset=utf-8><script src="/attack.js"></script><body><input id=text><button id=send>Send</button>',
        {
          headers: { 'content-type': 'text/html; charset=utf-8' },
        },
      ),
    )
  } else if (url.pathname.startsWith('/x/through')) {
    event.respondWith(event.request.text().then((text) => fetch('/x/passed', { method: 'POST', body: text })))
  }
})
