// What every htmx request shares: the CSRF token, a quiet bar after 300 ms, and errors said in words.
const QUIET_MS = 300;
let running = 0;
let timer = 0;

const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content ?? '';
const toast = (message) => document.dispatchEvent(new CustomEvent('toast', { detail: { message, level: 'error' } }));

document.addEventListener('htmx:configRequest', (event) => {
  if (event.detail.verb !== 'get') event.detail.headers['X-CSRFToken'] = csrfToken();
});

function settle() {
  running = Math.max(0, running - 1);
  if (running) return;
  clearTimeout(timer);
  document.body.classList.remove('is-loading');
}

// Polls run unseen; only what a person asked for shows that it takes time.
const isQuiet = (event) => event.detail.elt?.closest('[data-quiet]') !== null;

document.addEventListener('htmx:beforeSend', (event) => {
  if (isQuiet(event)) return;
  running += 1;
  if (running === 1) timer = setTimeout(() => document.body.classList.add('is-loading'), QUIET_MS);
});
document.addEventListener('htmx:afterRequest', (event) => { if (!isQuiet(event)) settle(); });

const WORDS = {
  403: 'You are not allowed to do that.',
  404: 'That is no longer here. It may have been moved or merged.',
  409: 'Someone else changed this meanwhile. Reload to see it.',
  413: 'That is too large to send.',
  429: 'Too many requests at once. Wait a moment and try again.',
};

function problem(request) {
  try {
    return JSON.parse(request.responseText).detail;
  } catch {
    return null;
  }
}

document.addEventListener('htmx:responseError', (event) => {
  const request = event.detail.xhr;
  // Signed out elsewhere: the page that asks for the password is the only useful answer.
  if (request.status === 401) { location.reload(); return; }
  toast(problem(request) || WORDS[request.status] || 'Something went wrong on our side. Nothing was changed; try again.');
});
document.addEventListener('htmx:sendError', (event) => {
  if (!isQuiet(event)) toast('No connection. Check your network and try again.');
});
document.addEventListener('htmx:timeout', () => toast('That took too long. Try again.'));
