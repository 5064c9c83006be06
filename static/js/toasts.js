// Toasts come with the page (Django messages) or with an answer (HX-Trigger: {"toast": {message, level, undo_url}}).
const STAY_MS = 5000;
const STAY_WITH_UNDO_MS = 12000;

const tray = () => document.getElementById('toasts');

function leave(toast) {
  toast.classList.add('toast-leaving');
  setTimeout(() => toast.remove(), 200);
}

function schedule(toast) {
  if (toast.dataset.sticky !== undefined) return;
  const wait = toast.querySelector('.toast-undo') ? STAY_WITH_UNDO_MS : STAY_MS;
  let timer = setTimeout(leave, wait, toast);
  // Whoever reads or reaches for it gets the time.
  const hold = () => clearTimeout(timer);
  const release = () => { clearTimeout(timer); timer = setTimeout(leave, wait, toast); };
  toast.addEventListener('pointerenter', hold);
  toast.addEventListener('focusin', hold);
  toast.addEventListener('pointerleave', release);
  toast.addEventListener('focusout', release);
}

function show({ message, level = 'success', undo_url: undoUrl = '', undo_label: undoLabel = '' }) {
  const toast = document.getElementById('toast-template').content.firstElementChild.cloneNode(true);
  toast.classList.add(`toast-${level}`);
  toast.querySelectorAll('[data-level]').forEach((mark) => { mark.hidden = mark.dataset.level !== level; });
  toast.querySelector('.toast-text').textContent = message;

  const form = toast.querySelector('form');
  if (undoUrl) form.action = undoUrl; else form.remove();
  if (undoUrl && undoLabel) form.querySelector('button').textContent = undoLabel;
  if (level === 'error') toast.dataset.sticky = '';

  tray().append(toast);
  schedule(toast);
}

document.addEventListener('toast', (event) => show(event.detail));
document.addEventListener('click', (event) => {
  const toast = event.target.closest('.toast-close')?.closest('.toast');
  if (toast) leave(toast);
});
tray()?.querySelectorAll('.toast').forEach(schedule);
