// The editor of a condition: builds nested groups and tests, and writes them as JSON into the textarea it stands for.
const NOT_YET = { field: 'title', op: 'is_set' };
let serial = 0;

export function enhance(root) {
  const fields = JSON.parse(document.getElementById('rule-fields')?.textContent || 'null');
  if (!fields || root.dataset.ready !== undefined) return;
  root.dataset.ready = '';
  new Editor(root, fields).draw();
}

class Editor {
  constructor(root, catalogue) {
    this.root = root;
    this.text = root.querySelector('textarea');
    const onScores = root.dataset.kind === 'band';
    this.fields = new Map(catalogue.fields.filter((field) => onScores || !field.on_scores).map((field) => [field.name, field]));
    this.touches = catalogue.touches;
    this.touchOperators = catalogue.touch_operators;
    this.faults = JSON.parse(root.dataset.faults || '[]');
    this.tree = asGroup(read(JSON.parse(this.text.value || 'null') ?? NOT_YET));
    this.box = make('div', { className: 'conditions' });
    root.prepend(this.box);
    this.text.hidden = true;
  }

  draw() {
    const place = focusPlace(this.box);
    this.box.replaceChildren(this.group(this.tree, '', null));
    restoreFocus(this.box, place);
  }

  changed({ redraw = true } = {}) {
    this.faults = [];
    this.text.value = JSON.stringify(write(this.tree));
    if (redraw) this.draw();
    document.body.dispatchEvent(new CustomEvent('rule-typed'));
  }

  // A group, with a line for each of its conditions.
  group(node, path, parent) {
    const inner = node.not ? join(path, 'not') : path;
    const choose = select([['all', 'All of these'], ['any', 'Any of these'], ['none', 'None of these']], node.not ? 'none' : node.kind, 'How these conditions combine');
    choose.addEventListener('change', () => {
      node.not = choose.value === 'none';
      node.kind = choose.value === 'none' ? 'any' : choose.value;
      this.changed();
    });
    const single = parent === null && node.children.length === 1 && !node.not;
    const list = make('ul', { className: 'condition-list' }, node.children.map((child, n) => {
      const childPath = single ? path : join(inner, `${node.kind}[${n}]`);
      const body = child.children ? this.group(child, childPath, node) : this.test(child, childPath, node);
      return make('li', { className: 'condition-item' }, [body]);
    }));
    const add = button('Add condition', 'condition-add', () => { node.children.push(test(NOT_YET)); this.changed(); });
    const nest = button('Add group', 'condition-add', () => { node.children.push({ kind: 'any', not: false, children: [test(NOT_YET)] }); this.changed(); });
    const head = make('div', { className: 'condition-head' }, [single ? make('span', { className: 'small muted', textContent: 'The lead meets this condition' }) : choose]);
    if (parent) head.append(remove('Remove this group', () => { drop(parent, node); this.changed(); }));
    return make('fieldset', { className: 'condition-group' }, [
      make('legend', { className: 'sr-only', textContent: 'Conditions' }), head, ...this.notes(inner, true), list,
      make('div', { className: 'condition-foot' }, [add, nest]),
    ]);
  }

  // One test: field, operator, value.
  test(node, path, parent) {
    const inner = node.not ? join(path, 'not') : path;
    const line = make('div', { className: 'condition-line' }, [this.fieldChoice(node), ...(node.touch ? this.touchParts(node) : this.fieldParts(node))]);
    const negate = make('label', { className: 'condition-not' }, [checkbox(node.not, 'Turn this condition round', () => { node.not = !node.not; this.changed(); }), 'not']);
    line.prepend(negate);
    line.append(remove('Remove this condition', () => { drop(parent, node); this.changed(); }, parent.children.length === 1));
    return make('div', {}, [line, ...this.notes(inner, false)]);
  }

  notes(path, exact) {
    return this.faults
      .filter(([at]) => (exact ? at === path : at === path || at.startsWith(`${path}.`) || (path === '' && !/^(all|any|not)/.test(at))))
      .map(([, words]) => make('p', { className: 'error', textContent: words }));
  }

  fieldChoice(node) {
    const chosen = node.touch ? `touch:${node.touch}` : node.field;
    const element = make('select', { ariaLabel: 'What is asked about' });
    const groups = new Map();
    this.fields.forEach((field) => { if (!groups.has(field.group)) groups.set(field.group, []); groups.get(field.group).push([field.name, field.label]); });
    groups.set('What they did', this.touches.map((touch) => [`touch:${touch.kind}`, touch.label]));
    groups.forEach((options, label) => element.append(make('optgroup', { label }, options.map(([value, words]) => option(value, words, value === chosen)))));
    if (!node.touch && !this.fields.has(node.field)) element.prepend(option(node.field, `${node.field} (not known)`, true));
    element.addEventListener('change', () => { this.ask(node, element.value); this.changed(); });
    return element;
  }

  ask(node, chosen) {
    for (const key of ['field', 'op', 'value', 'touch', 'within_days']) delete node[key];
    if (chosen.startsWith('touch:')) {
      Object.assign(node, { touch: chosen.slice(6), op: 'count_gte', value: 1, within_days: 30 });
      return;
    }
    const operator = this.fields.get(chosen).operators[0];
    Object.assign(node, { field: chosen, op: operator.op, ...this.first(chosen, operator) });
  }

  first(name, operator) {
    const field = this.fields.get(name);
    if (operator.shape === 'nothing') return {};
    if (operator.shape === 'many') return { value: [] };
    if (operator.shape === 'range') return { value: ['', ''] };
    if (field.type === 'boolean' || field.type === 'flag') return { value: true };
    if (field.choices && operator.shape === 'one') return { value: field.choices[0]?.[0] ?? '' };
    return { value: '' };
  }

  fieldParts(node) {
    const field = this.fields.get(node.field);
    if (!field) return [];
    const operators = select(field.operators.map(({ op, words }) => [op, words]), node.op, 'How it is compared');
    operators.addEventListener('change', () => {
      const before = field.operators.find(({ op }) => op === node.op)?.shape;
      const after = field.operators.find(({ op }) => op === operators.value);
      node.op = operators.value;
      if (before !== after.shape) { delete node.value; Object.assign(node, this.first(node.field, after)); }
      this.changed();
    });
    const operator = field.operators.find(({ op }) => op === node.op) ?? field.operators[0];
    return [operators, ...this.valueParts(node, field, operator.shape)];
  }

  valueParts(node, field, shape) {
    if (shape === 'nothing') return [];
    if (shape === 'days') return [this.number(node.value, 'Days', (value) => { node.value = value; }), words('days')];
    if (shape === 'range') return [0, 1].flatMap((n) => [n ? words('and') : '', this.single(node.value[n], field, n ? 'Highest' : 'Lowest', (value) => { node.value[n] = value; })]).filter(Boolean);
    if (shape === 'many') return field.choices ? [this.manyChoices(node, field)] : [this.manyTexts(node, field)];
    return [this.single(node.value, field, 'Value', (value) => { node.value = value; })];
  }

  single(value, field, label, put) {
    if (field.type === 'boolean' || field.type === 'flag') {
      const element = select([['true', 'yes'], ['false', 'no']], String(value), label);
      element.addEventListener('change', () => { put(element.value === 'true'); this.changed(); });
      return element;
    }
    if (field.choices) {
      const element = select(field.choices, value, label);
      element.addEventListener('change', () => { put(element.value); this.changed(); });
      return element;
    }
    if (field.type === 'number') return this.number(value, label, put);
    if (field.type === 'date') return this.typed(value, label, put, { type: 'date' });
    return this.suggested(field, this.typed(value, label, put, { type: 'text' }));
  }

  number(value, label, put) {
    return this.typed(value, label, (text) => put(text === '' || Number.isNaN(Number(text)) ? text : Number(text)), { type: 'text', inputMode: 'decimal', className: 'input-small' });
  }

  typed(value, label, put, attributes) {
    const element = make('input', { ...attributes, value: value ?? '', ariaLabel: label });
    element.addEventListener('input', () => { put(element.value); this.changed({ redraw: false }); });
    return element;
  }

  // Values that leads have, with how many have each, offered once the box is entered.
  suggested(field, element) {
    const list = make('datalist', { id: `values-${serial += 1}` });
    element.setAttribute('list', list.id);
    element.addEventListener('focus', () => offer(list, field, this.root.dataset.valuesUrl), { once: true });
    return make('span', { className: 'condition-value' }, [element, list]);
  }

  manyChoices(node, field) {
    const boxes = field.choices.map(([code, label]) => make('label', {}, [checkbox(node.value.includes(code), label, (on) => {
      node.value = on ? [...node.value, code] : node.value.filter((one) => one !== code);
      this.changed({ redraw: false });
    }), label]));
    return make('div', { className: 'condition-choices', role: 'group', ariaLabel: field.label }, boxes);
  }

  manyTexts(node, field) {
    const chips = node.value.map((text) => make('span', { className: 'condition-chip' }, [String(text), remove(`Remove ${text}`, () => { node.value = node.value.filter((one) => one !== text); this.changed(); })]));
    const entry = make('input', { type: 'text', ariaLabel: `Add a value of ${field.label}`, placeholder: 'Type, then Enter' });
    const take = () => {
      const text = entry.value.trim();
      if (!text || node.value.includes(text)) return;
      const value = field.type === 'number' ? Number(text) : text;
      node.value = [...node.value, Number.isNaN(value) ? text : value];
      this.changed();
    };
    entry.addEventListener('keydown', (event) => { if (event.key === 'Enter') { event.preventDefault(); take(); } });
    entry.addEventListener('change', take);
    return make('span', { className: 'condition-many' }, [...chips, this.suggested(field, entry)]);
  }

  touchParts(node) {
    const operators = select(this.touchOperators.map(({ op, words: said }) => [op, said]), node.op, 'How often');
    operators.addEventListener('change', () => { node.op = operators.value; this.changed(); });
    const days = this.typed(node.within_days ?? '', 'Within how many days; empty: ever', (text) => {
      if (text === '') delete node.within_days; else node.within_days = Number.isNaN(Number(text)) ? text : Number(text);
    }, { type: 'text', inputMode: 'numeric', className: 'input-small', placeholder: 'ever' });
    return [operators, this.number(node.value, 'Times', (value) => { node.value = value; }), words('times within'), days, words('days')];
  }
}

// -- between the JSON of conditions and the tree of the editor

function read(data) {
  if (data?.not) { const node = asAny(read(data.not)); node.not = !node.not; return node; }
  for (const kind of ['all', 'any']) if (Array.isArray(data?.[kind])) return { kind, not: false, children: data[kind].map(read) };
  return test(data ?? NOT_YET);
}

// "None of these" turns an "any" round. Not all of these is none of one group: all of these.
function asAny(node) { return node.kind === 'all' && !node.not ? { kind: 'any', not: false, children: [node] } : node; }

function test(data) { return { ...structuredClone(data), not: false }; }

function asGroup(node) { return node.children ? node : { kind: 'all', not: false, children: [node] }; }

function write(node, isRoot = true) {
  let data;
  if (node.children) {
    data = isRoot && node.children.length === 1 && !node.not ? write(node.children[0], false) : { [node.kind]: node.children.map((child) => write(child, false)) };
  } else {
    const { not, ...rest } = node;
    data = rest;
  }
  return node.not ? { not: data } : data;
}

function drop(parent, node) {
  parent.children = parent.children.filter((child) => child !== node);
  if (!parent.children.length) parent.children.push(test(NOT_YET));
}

// -- small parts

const join = (path, key) => (path ? `${path}.${key}` : key);

function make(tag, properties = {}, children = []) {
  const element = Object.assign(document.createElement(tag), properties);
  if (properties.role) element.setAttribute('role', properties.role);
  element.append(...children);
  return element;
}

const words = (text) => make('span', { className: 'muted', textContent: text });
const option = (value, text, selected) => make('option', { value, textContent: text, selected });

function select(options, chosen, label) {
  return make('select', { ariaLabel: label }, options.map(([value, text]) => option(value, text, value === chosen)));
}

function button(text, className, act) {
  const element = make('button', { type: 'button', className: `link-button ${className}`, textContent: text });
  element.addEventListener('click', act);
  return element;
}

function remove(label, act, disabled = false) {
  const element = make('button', { type: 'button', className: 'condition-remove', ariaLabel: label, textContent: '×', disabled });
  element.addEventListener('click', act);
  return element;
}

function checkbox(checked, label, act) {
  const element = make('input', { type: 'checkbox', checked, ariaLabel: label });
  element.addEventListener('change', () => act(element.checked));
  return element;
}

async function offer(list, field, url) {
  const answer = await fetch(`${url}?field=${encodeURIComponent(field.name)}`, { headers: { Accept: 'application/json' } });
  if (!answer.ok) return;
  const { values } = await answer.json();
  list.replaceChildren(...values.map(({ value, count }) => make('option', { value, label: `${value} (${count.toLocaleString('en')})` })));
}

const controls = (box) => [...box.querySelectorAll('select, input, button')];

function focusPlace(box) { return controls(box).indexOf(document.activeElement); }

function restoreFocus(box, place) {
  const all = controls(box);
  if (place >= 0 && all.length) all[Math.min(place, all.length - 1)].focus();
}
