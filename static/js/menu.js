// Menus are <details class="menu">: one open at a time, Escape closes, arrows move.
const openMenus = () => [...document.querySelectorAll('details.menu[open]')];

function close(menu, { refocus = false } = {}) {
  menu.open = false;
  if (refocus) menu.querySelector('summary')?.focus();
}

document.addEventListener('click', (event) => {
  openMenus().filter((menu) => !menu.contains(event.target)).forEach((menu) => close(menu));
  const item = event.target.closest('.menu-item');
  if (item && !item.closest('[data-stay-open]')) item.closest('details.menu')?.removeAttribute('open');
  if (!event.target.closest('.topbar-search')) document.getElementById('search-results')?.replaceChildren();
});

function step(menu, by) {
  const items = [...menu.querySelectorAll('.menu-item, input, select')].filter((item) => item.checkVisibility());
  const place = items.indexOf(document.activeElement);
  items.at((place + by + items.length) % items.length)?.focus();
}

document.addEventListener('keydown', (event) => {
  const menu = openMenus().at(-1);
  if (!menu) return;
  if (event.key === 'Escape') { close(menu, { refocus: true }); event.preventDefault(); }
  if (event.key === 'ArrowDown') { step(menu, 1); event.preventDefault(); }
  if (event.key === 'ArrowUp') { step(menu, -1); event.preventDefault(); }
});
