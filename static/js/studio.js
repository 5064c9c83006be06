// The rule studio: the editor of conditions in forms, the effect while typing, and the order of rules by drag or keys.
import { enhance } from './conditions.js';

const TYPING_MS = 400;
let typing = 0;

const enhanceAll = (root) => root.querySelectorAll?.('[data-conditions]').forEach(enhance);

// What is typed shows in the effect before it is saved.
function showSoon() {
  clearTimeout(typing);
  typing = setTimeout(() => document.body.dispatchEvent(new CustomEvent('rule-edited')), TYPING_MS);
}

document.body.addEventListener('rule-typed', showSoon);
document.addEventListener('input', (event) => { if (event.target.closest('[data-rule-form]')) showSoon(); });

document.addEventListener('htmx:afterSettle', (event) => {
  enhanceAll(event.target);
  const form = event.target.querySelector?.('[data-rule-form]');
  if (form && !form.contains(document.activeElement)) form.querySelector('select, input:not([type=hidden])')?.focus();
  makeSortable();
});
enhanceAll(document);

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-cancel-rule]')) document.addEventListener('htmx:afterSettle', () => document.body.dispatchEvent(new CustomEvent('rule-edited')), { once: true });
});

// The effect is asked for with the rule that is being edited, if one is.
document.addEventListener('htmx:configRequest', (event) => {
  const form = document.getElementById('rule-form');
  if (event.detail.elt.id !== 'effect' || !form) return;
  new FormData(form).forEach((value, name) => { event.detail.parameters[name] = value; });
});

// What was asked for before a rule was saved may come back after its form is gone.
document.addEventListener('htmx:beforeSwap', (event) => {
  if (event.detail.target.id !== 'effect') return;
  const answer = new DOMParser().parseFromString(event.detail.serverResponse, 'text/html');
  answer.querySelectorAll('[hx-swap-oob]').forEach((part) => { if (!document.getElementById(part.id)) part.remove(); });
  event.detail.serverResponse = answer.body.innerHTML;
});

// -- order: drag, or Alt with the arrows on a rule

function move(rule, list, before) {
  const values = { before: before ?? '', group: list.dataset.group ?? '' };
  window.htmx.ajax('POST', `${location.pathname}rule/${rule.dataset.rule}/move/`, { values, target: '#rules', swap: 'morph:outerHTML' });
}

function makeSortable() {
  document.querySelectorAll('#rules[data-editable] .rule-list').forEach((list) => {
    if (list.dataset.sortable !== undefined || !window.Sortable) return;
    list.dataset.sortable = '';
    window.Sortable.create(list, {
      handle: '.rule-grip',
      animation: 120,
      group: list.dataset.kind,
      onEnd: ({ item, to, from, oldIndex, newIndex }) => {
        if (to !== from || oldIndex !== newIndex) move(item, to, item.nextElementSibling?.dataset.rule);
      },
    });
  });
}
makeSortable();

document.addEventListener('keydown', (event) => {
  if (!event.altKey || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
  const rule = event.target.closest?.('#rules[data-editable] [data-rule]');
  if (!rule || event.target.closest('[data-rule-form]')) return;
  event.preventDefault();
  const key = rule.dataset.rule;
  document.addEventListener('htmx:afterSettle', () => document.querySelector(`#rule-${key} .rule-name`)?.focus(), { once: true });
  window.htmx.ajax('POST', `${location.pathname}rule/${key}/${event.key === 'ArrowUp' ? 'up' : 'down'}/`, { target: '#rules', swap: 'morph:outerHTML' });
});
