// data-copy="#id" copies the text of an element; data-copy-text="…" copies its own value.
const DONE_MS = 1600;

async function copy(button) {
  const source = button.dataset.copy ? document.querySelector(button.dataset.copy) : null;
  const text = source ? source.value ?? source.textContent.trim() : button.dataset.copyText;
  try {
    await navigator.clipboard.writeText(text);
    say(button, 'Copied');
  } catch {
    // Without a secure context there is no clipboard: select it, so that the keyboard can.
    if (source) getSelection().selectAllChildren(source);
    say(button, 'Press Ctrl+C');
  }
}

function say(button, words) {
  const label = button.querySelector('[data-copy-label]') ?? button;
  const before = label.dataset.before ?? label.textContent;
  label.dataset.before = before;
  label.textContent = words;
  setTimeout(() => { label.textContent = before; }, DONE_MS);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-copy], [data-copy-text]');
  if (button) copy(button);
});
