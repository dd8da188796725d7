// SPDX-License-Identifier: MIT
// Elements without markup in strings, so that nothing a server or a file says is ever read as HTML.

const given = (children) => children.flat().filter((child) => child !== undefined && child !== null && child !== false);

/**
 * A new element. Attributes whose names begin with "on" are listeners; true stands for an attribute without a value,
 * false and undefined for none; value, checked and hidden are set as properties.
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'value' || key === 'checked' || key === 'hidden') element[key] = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...given(children));
  return element;
}

/** Replaces what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...given(children));
  return element;
}

/** Says something to those who listen to the page instead of looking at it. */
export function say(text) {
  document.getElementById('say').textContent = text;
}

let last = 0;

/** An id that no other element has. */
export function freshId(prefix) {
  last += 1;
  return `${prefix}-${last}`;
}

/** Saves bytes or an address as a file. */
export function save(source, name) {
  const url = source instanceof Blob ? URL.createObjectURL(source) : source;
  const link = el('a', { href: url, download: name });
  link.click();
  if (source instanceof Blob) setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A row of buttons of which one is on; arrow keys move between them. */
export function tabs(label, names, choose, selected = names[0][0]) {
  const bar = el('div', { class: 'tabs', role: 'tablist', 'aria-label': label });
  const buttons = names.map(([id, text, controls]) =>
    el(
      'button',
      {
        type: 'button',
        role: 'tab',
        'data-id': id,
        'aria-controls': controls,
        onclick: () => pick(id, true),
      },
      text,
    ),
  );
  const pick = (id, told) => {
    for (const button of buttons) {
      const on = button.dataset.id === id;
      button.setAttribute('aria-selected', String(on));
      button.tabIndex = on ? 0 : -1;
    }
    const [, , shown] = names.find(([name]) => name === id);
    for (const [, , panel] of names) document.getElementById(panel).hidden = panel !== shown;
    if (told) choose(id);
  };
  bar.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    next.focus();
    pick(next.dataset.id, true);
    event.preventDefault();
  });
  bar.append(...buttons);
  bar.pick = (id) => pick(id, false);
  queueMicrotask(() => pick(selected, false));
  return bar;
}
