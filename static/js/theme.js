// Light, dark or as the system: kept in a cookie, so the server renders the right page at once.
const YEAR_S = 31536000;
const MEDIA = { dark: 'all', light: 'not all', system: '(prefers-color-scheme: dark)' };

function apply(theme) {
  document.documentElement.dataset.theme = theme;
  document.getElementById('dark-tokens').media = MEDIA[theme];
  document.querySelectorAll('[data-set-theme]').forEach((button) => {
    button.setAttribute('aria-pressed', String(button.dataset.setTheme === theme));
  });
  document.dispatchEvent(new CustomEvent('theme:change', { detail: { theme } }));
}

document.addEventListener('click', (event) => {
  const theme = event.target.closest('[data-set-theme]')?.dataset.setTheme;
  if (!MEDIA[theme]) return;
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR_S}; samesite=lax${secure}`;
  apply(theme);
});
