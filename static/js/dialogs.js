// Native dialogs: data-dialog="id" opens, data-close closes, hx-confirm asks in our own words.
const byId = (id) => document.getElementById(id);

function open(dialog) {
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-dialog]');
  if (opener) { event.preventDefault(); open(byId(opener.dataset.dialog)); }

  if (event.target.closest('[data-close]')) event.target.closest('dialog')?.close();
  // A click on the backdrop reaches the dialog itself.
  if (event.target instanceof HTMLDialogElement && event.target.dataset.modal === undefined) event.target.close();
});

// Forms fetched into the shared dialog show at once; the server closes them with HX-Trigger: closeDialog.
document.addEventListener('htmx:afterSwap', (event) => {
  const dialog = byId('dialog');
  if (dialog?.contains(event.detail.target)) open(dialog);
});
document.addEventListener('closeDialog', () => byId('dialog')?.close());

// Asking before an act that matters
let proceed = null;

function ask(question, label, then) {
  const dialog = byId('confirm');
  dialog.querySelector('[data-question]').textContent = question;
  dialog.querySelector('[data-yes]').textContent = label || dialog.querySelector('[data-yes]').dataset.label;
  proceed = then;
  open(dialog);
}

document.addEventListener('htmx:confirm', (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  ask(event.detail.question, event.detail.elt.dataset.confirmLabel, () => event.detail.issueRequest(true));
});

document.addEventListener('submit', (event) => {
  const form = event.target;
  const asker = event.submitter?.dataset.confirm ? event.submitter : form;
  if (!asker.dataset.confirm || asker.dataset.confirmed !== undefined) return;
  event.preventDefault();
  ask(asker.dataset.confirm, asker.dataset.confirmLabel, () => {
    asker.dataset.confirmed = '';
    form.requestSubmit(event.submitter);
    delete asker.dataset.confirmed;
  });
});

byId('confirm')?.addEventListener('close', (event) => {
  if (event.target.returnValue === 'yes') proceed?.();
  event.target.returnValue = '';
  proceed = null;
});

// The list of keys is what the page offers now.
function keyLine(name, keys) {
  const line = document.createElement('div');
  const term = document.createElement('dt');
  const definition = document.createElement('dd');
  term.textContent = name;
  keys.forEach((key) => {
    const cap = document.createElement('kbd');
    cap.textContent = key.length === 1 ? key.toUpperCase() : key;
    definition.append(cap);
  });
  line.append(term, definition);
  return line;
}

const nameOf = (element) => element.dataset.keyLabel
  || element.getAttribute('aria-label')
  || [...element.childNodes].filter((node) => !node.classList?.contains('key') && !node.classList?.contains('count')).map((node) => node.textContent).join('').trim();

function listKeys() {
  const lines = new Map();
  document.querySelectorAll('[data-key], [data-go]').forEach((element) => {
    if (!element.checkVisibility?.()) return;
    const keys = element.dataset.key ? [element.dataset.key] : ['G', element.dataset.go];
    const id = keys.join(' ');
    if (!lines.has(id)) lines.set(id, keyLine(nameOf(element), keys));
  });
  byId('help-here').replaceChildren(...lines.values());
  byId('help-here-title').hidden = lines.size === 0;
}

document.addEventListener('help:open', () => {
  const dialog = byId('help');
  if (!dialog) return;
  listKeys();
  open(dialog);
});
document.addEventListener('click', (event) => {
  if (event.target.closest('[data-help]')) document.dispatchEvent(new CustomEvent('help:open'));
});
