// Selection in lists: a box for all, and how many are chosen in the bar of bulk actions.
const boxes = (list) => [...list.querySelectorAll('[data-select]')];

function refresh(list) {
  const chosen = boxes(list).filter((box) => box.checked).length;
  list.querySelectorAll('[data-selected-count]').forEach((slot) => { slot.textContent = chosen; });

  const all = list.querySelector('[data-select-all]');
  if (!all) return;
  all.checked = chosen > 0 && chosen === boxes(list).length;
  all.indeterminate = chosen > 0 && !all.checked;
}

document.addEventListener('change', (event) => {
  const list = event.target.closest('.list-page');
  if (!list) return;
  if (event.target.matches('[data-select-all]')) {
    boxes(list).forEach((box) => { box.checked = event.target.checked; });
  }
  if (event.target.matches('[data-select], [data-select-all]')) refresh(list);
});

document.addEventListener('click', (event) => {
  const list = event.target.closest('[data-select-none]')?.closest('.list-page');
  if (!list) return;
  boxes(list).forEach((box) => { box.checked = false; });
  refresh(list);
});

// Beside its detail, the open row is the marked one.
document.addEventListener('click', (event) => {
  const row = event.target.closest('[data-open]')?.closest('[data-row]');
  const list = row?.closest('[data-list="follow"]');
  if (!list) return;
  list.querySelectorAll('[data-row]').forEach((each) => each.removeAttribute('aria-current'));
  row.setAttribute('aria-current', 'true');
});

// On a phone the detail beside the list is not shown: there the link leads to the page of its own.
document.addEventListener('htmx:beforeRequest', (event) => {
  const { elt, target } = event.detail;
  if (!elt.matches('a[data-open]') || target.checkVisibility()) return;
  event.preventDefault();
  location.assign(elt.href);
});
