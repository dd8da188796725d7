// SPDX-License-Identifier: MIT
// One parameter as a form shows it: a control made from its schema, help, range, reset, a mark when it differs from
// the default.
import { el, fill } from './dom.js';
import { number } from './words.js';

const STEPS = 200;
/** From this ratio of highest to lowest on, a slider moves by factors instead of by differences. */
const WIDE = 50;

/** A slider's scale: positions 0 to STEPS for values from min to max. */
function scale({ min, max, type }) {
  const factors = min > 0 && max / min > WIDE;
  const round = (value) => {
    if (type === 'integer') return Math.round(value);
    const digits = 10 ** Math.max(0, 2 - Math.floor(Math.log10(max - min)));
    return Math.round(value * digits) / digits;
  };
  return {
    value: (at) =>
      Math.min(
        max,
        Math.max(min, round(factors ? min * (max / min) ** (at / STEPS) : min + ((max - min) * at) / STEPS)),
      ),
    at: (value) =>
      Math.round(STEPS * (factors ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min))),
  };
}

function select(field, id, change) {
  const automatic = field.fallback === undefined ? [el('option', { value: '' }, 'automatic')] : [];
  const choices = field.type === 'boolean' ? ['true', 'false'] : field.choices.map(String);
  const words = { true: 'yes', false: 'no' };
  const box = el(
    'select',
    { id, onchange: () => change(field.read(box.value)) },
    automatic,
    choices.map((text) => el('option', { value: text }, field.type === 'boolean' ? words[text] : text)),
  );
  return {
    box,
    parts: [box],
    show: (value) => {
      box.value = value === undefined ? '' : String(value);
    },
  };
}

function checkbox(id, change) {
  const box = el('input', { id, type: 'checkbox', onchange: () => change(box.checked) });
  return {
    box,
    parts: [box],
    show: (value) => {
      box.checked = value;
    },
  };
}

function text(field, id, change) {
  const placeholder = field.fallback === undefined ? 'automatic' : String(field.fallback);
  const box = el('input', {
    id,
    type: 'text',
    inputmode: field.type === 'integer' ? 'numeric' : 'decimal',
    autocomplete: 'off',
    placeholder,
    onchange: () => change(field.read(box.value.trim())),
  });
  return {
    box,
    parts: [box],
    show: (value) => {
      box.value = value === undefined ? '' : String(value);
    },
  };
}

function slider(field, id, change) {
  const { box, show } = text(field, id, change);
  const steps = scale(field);
  const range = el('input', {
    type: 'range',
    min: 0,
    max: STEPS,
    'aria-label': `${field.title}, slider`,
    oninput: () => change(steps.value(Number(range.value))),
  });
  const say = (value) => {
    show(value);
    range.value = String(steps.at(value ?? field.fallback ?? (field.min + field.max) / 2));
    range.setAttribute('aria-valuetext', value === undefined ? 'automatic' : String(value));
  };
  return { box, parts: [range, box], show: say };
}

function kind(field, id, change) {
  if (field.choices || (field.type === 'boolean' && field.fallback === undefined)) return select(field, id, change);
  if (field.type === 'boolean') return checkbox(id, change);
  return field.min === undefined ? text(field, id, change) : slider(field, id, change);
}

function range(field) {
  const standard = field.fallback === undefined ? 'automatic' : String(field.fallback);
  if (field.min === undefined) return `Default: ${standard}.`;
  return `${number(field.min)} to ${number(field.max)}, default ${standard}.`;
}

/** The control of a field, bound to the settings. */
export class Control {
  #field;
  #settings;
  #control;
  #problem;
  #reset;
  #idle;

  /** prefix tells the controls of two forms apart. */
  constructor(field, settings, prefix) {
    this.#field = field;
    this.#settings = settings;
    const id = `${prefix}-${field.name}`;
    this.#control = kind(field, id, (value) => {
      this.refuse('');
      settings.set(field.name, value);
    });
    this.#problem = el('p', { id: `${id}-problem`, class: 'problem', role: 'alert' });
    this.#idle = el('p', { class: 'idle' });
    this.#reset = el(
      'button',
      {
        type: 'button',
        class: 'reset',
        'aria-label': `Reset ${field.title}`,
        title: 'Back to the default',
        onclick: () => {
          this.refuse('');
          settings.set(field.name, undefined);
          this.#control.box.focus();
        },
      },
      'reset',
    );
    this.#control.box.setAttribute('aria-describedby', `${id}-help ${id}-problem`);
    const name = field.type === 'boolean' && field.fallback !== undefined ? 'row switch' : 'row';
    this.element = el(
      'div',
      { class: 'field', 'data-field': field.name },
      el('div', { class: 'name' }, el('label', { for: id }, field.title), el('code', {}, field.name), this.#reset),
      el('div', { class: name }, this.#control.parts),
      el(
        'p',
        { id: `${id}-help`, class: 'help' },
        field.help,
        ' ',
        el('span', { class: 'range' }, field.type === 'boolean' ? '' : range(field)),
      ),
      this.#idle,
      this.#problem,
    );
    this.show();
  }

  /** Shows the setting as it is now. */
  show() {
    const changed = this.#settings.isChanged(this.#field.name);
    this.#control.show(this.#settings.get(this.#field.name));
    this.element.classList.toggle('changed', changed);
    this.#reset.hidden = !changed;
  }

  /** Says what is wrong with the value; the empty text takes that back. */
  refuse(message) {
    fill(this.#problem, message);
    if (message) this.#control.box.setAttribute('aria-invalid', 'true');
    else this.#control.box.removeAttribute('aria-invalid');
  }

  /** Greys the control with the reason why its value has no effect; the empty text takes that back. */
  disable(reason) {
    this.element.classList.toggle('unused', reason !== '');
    for (const part of this.#control.parts) part.disabled = reason !== '';
    fill(this.#idle, reason);
  }

  focus() {
    this.#control.box.closest('details')?.setAttribute('open', '');
    this.#control.box.focus();
  }
}
