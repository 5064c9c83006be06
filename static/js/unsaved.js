// A form marked data-unsaved asks before it is left; a textarea with data-draft="name" keeps its words for the session.
const DRAFT_WAIT_MS = 400;
const dirty = new Set();
let draftTimer = 0;

const draftName = (box) => `draft:${location.pathname}:${box.dataset.draft}`;
const liveDirty = () => [...dirty].filter((form) => form.isConnected);

document.addEventListener('input', (event) => {
  const form = event.target.closest('form[data-unsaved]');
  if (form) dirty.add(form);

  if (event.target.dataset?.draft === undefined) return;
  const box = event.target;
  clearTimeout(draftTimer);
  draftTimer = setTimeout(() => sessionStorage.setItem(draftName(box), box.value), DRAFT_WAIT_MS);
});

function settle(form) {
  dirty.delete(form);
  clearTimeout(draftTimer);
  form.querySelectorAll('[data-draft]').forEach((box) => sessionStorage.removeItem(draftName(box)));
}

// Loaded after dialogs.js, whose listener may have stopped this submit to ask first.
document.addEventListener('submit', (event) => {
  if (!event.defaultPrevented) settle(event.target);
});
document.addEventListener('htmx:afterRequest', (event) => {
  if (event.detail.successful && event.detail.elt.matches('form')) settle(event.detail.elt);
});

window.addEventListener('beforeunload', (event) => {
  if (liveDirty().length) event.preventDefault();
});

// A swap that would wipe an unsaved form away asks too, unless the form itself sent it.
document.addEventListener('htmx:beforeSwap', (event) => {
  const { target, requestConfig } = event.detail;
  const lost = liveDirty().filter((form) => target.contains(form) && form !== requestConfig.elt);
  if (lost.length && !window.confirm('You have unsaved changes here. Leave without saving?')) event.detail.shouldSwap = false;
  else lost.forEach((form) => dirty.delete(form));
});

function restoreDrafts(root) {
  root.querySelectorAll('[data-draft]').forEach((box) => {
    const words = sessionStorage.getItem(draftName(box));
    if (words && !box.value) box.value = words;
  });
}

restoreDrafts(document);
document.addEventListener('htmx:load', (event) => restoreDrafts(event.detail.elt));
