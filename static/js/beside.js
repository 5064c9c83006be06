// On a narrow screen the lead has no room beside the list: its link opens the page instead.
document.addEventListener('htmx:beforeRequest', (event) => {
  const { elt, target } = event.detail;
  if (!elt.matches('a[data-open]') || target.checkVisibility()) return;
  event.preventDefault();
  location.assign(elt.href);
});
