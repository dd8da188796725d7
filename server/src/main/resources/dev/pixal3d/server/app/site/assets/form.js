// SPDX-License-Identifier: MIT
// The form: one group of controls for each stage, presets above them.
import { Control } from './control.js';
import { el, say } from './dom.js';

/** Which engine would run these settings, as far as the server says; undefined where none runs. */
function engineOf(schema, settings) {
  const choice = schema.fields.find((field) => field.choosesEngine);
  if (!choice) return undefined;
  const wanted = settings.get(choice.name);
  return schema.engines.find((engine) => engine.id === wanted) ?? schema.engines.find((engine) => engine.chosen);
}

export class Form {
  #schema;
  #settings;
  #controls = new Map();
  #groups = [];
  #presets;

  /** id is the panel's, and what the ids of its controls begin with. */
  constructor(schema, settings, id) {
    this.#schema = schema;
    this.#settings = settings;
    for (const field of schema.fields) this.#controls.set(field.name, new Control(field, settings, id));
    this.#presets = this.#presetBar();
    const groups = schema.groups.map((group, i) => this.#group(group, i === 0)).filter(Boolean);
    this.element = el('div', { id: `${id}-panel`, class: 'form' }, this.#presets, groups);
    settings.addEventListener('change', () => this.#show());
    this.#show();
  }

  #group({ id, title, help }, open) {
    const fields = this.#schema.fields.filter((field) => field.group === id);
    if (fields.length === 0) return undefined;
    const mark = el('span', { class: 'count' });
    this.#groups.push({ fields, mark });
    return el(
      'details',
      { class: 'group', open },
      el('summary', {}, el('span', {}, title), mark),
      el('p', { class: 'help' }, help),
      fields.map((field) => this.#controls.get(field.name).element),
    );
  }

  #presetBar() {
    const choose = (preset) => {
      const touched = new Set(this.#schema.presets.flatMap(({ values }) => Object.keys(values)));
      const own = Object.entries(this.#settings.changed()).filter(([name]) => !touched.has(name));
      this.#settings.replace({ ...Object.fromEntries(own), ...preset.values });
      say(`Preset ${preset.title}: ${preset.help}`);
    };
    const buttons = this.#schema.presets.map((preset) =>
      el(
        'button',
        {
          type: 'button',
          'data-preset': preset.id,
          title: preset.help,
          onclick: () => choose(preset),
        },
        preset.title,
      ),
    );
    const all = el('button', { type: 'button', class: 'quiet', onclick: () => this.#settings.replace({}) }, 'Defaults');
    return el('div', { class: 'presets', role: 'group', 'aria-label': 'Presets' }, buttons, all);
  }

  #show() {
    const engine = engineOf(this.#schema, this.#settings);
    for (const field of this.#schema.fields) {
      const control = this.#controls.get(field.name);
      control.show();
      control.disable(engine?.unused.includes(field.name) ? `The ${engine.id} engine has no use for this.` : '');
    }
    for (const { fields, mark } of this.#groups) {
      const changed = fields.filter((field) => this.#settings.isChanged(field.name)).length;
      mark.textContent = changed ? `${changed} changed` : '';
    }
    for (const button of this.#presets.querySelectorAll('[data-preset]')) {
      const { values } = this.#schema.presets.find((preset) => preset.id === button.dataset.preset);
      const on = Object.entries(values).every(([name, value]) => this.#settings.get(name) === value);
      button.setAttribute('aria-pressed', String(on));
    }
  }

  /** Shows complaints at their fields: pairs of name and message. Returns those that no field shows. */
  refuse(complaints) {
    for (const control of this.#controls.values()) control.refuse('');
    const rest = [];
    let first;
    for (const [name, message] of complaints) {
      const control = this.#controls.get(name);
      if (!control) rest.push([name, message]);
      control?.refuse(message);
      first ??= control;
    }
    first?.focus();
    return rest;
  }
}
