// Keys: j/k move, Enter opens, x selects, / searches, ? helps, g + letter goes, data-key="…" clicks.
const GO_WAIT_MS = 1200;
const FOLLOW_WAIT_MS = 120;
const TYPING = 'input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]';

let goUntil = 0;
let followTimer = 0;

const scope = () => [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
const isVisible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const isUsable = (element) => isVisible(element) && !element.disabled && element.getAttribute('aria-disabled') !== 'true';

function findUsable(attribute, key) {
  return [...scope().querySelectorAll(`[${attribute}="${CSS.escape(key)}"]`)].find(isUsable);
}

function activate(element) {
  if (element.matches(TYPING)) { element.focus(); element.select?.(); } else element.click();
}

function rowsOf(list) {
  return [...list.querySelectorAll('[data-row]')].filter(isVisible);
}

function currentList() {
  return document.activeElement?.closest('[data-list]') ?? [...scope().querySelectorAll('[data-list]')].find(isVisible);
}

function currentRow() {
  return document.activeElement?.closest('[data-row]')
    ?? currentList()?.querySelector('[data-row][aria-current="true"]');
}

function move(step) {
  const list = currentList();
  if (!list) return false;

  const rows = rowsOf(list);
  const place = rows.indexOf(currentRow());
  const next = rows[Math.min(Math.max(place + step, 0), rows.length - 1)];
  if (!next) return false;

  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
  if (list.dataset.list === 'follow') followSoon(next);
  return true;
}

// A list beside its detail opens what the reader rests on, not every row they pass.
function followSoon(row) {
  clearTimeout(followTimer);
  followTimer = setTimeout(() => open(row), FOLLOW_WAIT_MS);
}

function open(row) {
  const link = row?.querySelector('[data-open]');
  link?.click();
  return Boolean(link);
}

function toggle(row) {
  const box = row?.querySelector('[data-select]');
  box?.click();
  return Boolean(box);
}

const COMMANDS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => toggle(currentRow()),
  Enter: () => document.activeElement?.matches('[data-row]') && open(document.activeElement),
  '/': () => { const box = document.querySelector('[data-search]'); box?.focus(); box?.select(); return Boolean(box); },
  '?': () => { document.dispatchEvent(new CustomEvent('help:open')); return true; },
};

function run(key) {
  if (Date.now() < goUntil) {
    goUntil = 0;
    const place = findUsable('data-go', key.toLowerCase());
    if (place) { place.click(); return true; }
  }
  const named = findUsable('data-key', key === ' ' ? 'Space' : key);
  if (named) { activate(named); return true; }
  if (key === 'g') { goUntil = Date.now() + GO_WAIT_MS; return true; }
  return scope() === document && Boolean(COMMANDS[key]?.());
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.target;
  if (target.matches?.(TYPING)) {
    if (event.key === 'Escape') target.blur();
    return;
  }
  // Space and Enter belong to the button, link or box that has the focus.
  if ((event.key === ' ' || event.key === 'Enter') && target.matches?.('a, button, summary, input')) return;
  if (run(event.key)) event.preventDefault();
});

// A click anywhere on a row opens it, except on what has its own purpose.
document.addEventListener('click', (event) => {
  const row = event.target.closest('[data-row]');
  if (!row || event.target.closest('a, button, input, label, select, summary, [data-menu]')) return;
  if (String(getSelection()) === '') open(row);
});
