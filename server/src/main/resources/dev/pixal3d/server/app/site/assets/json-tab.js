// SPDX-License-Identifier: MIT
// The request as JSON, both ways: what the form says, and a text that sets the form.
import { el, fill } from './dom.js';

export class JsonTab {
  #text;
  #problem;
  #settings;
  #schema;
  #pictures;

  constructor(schema, settings, pictures) {
    this.#schema = schema;
    this.#settings = settings;
    this.#pictures = pictures;
    this.#problem = el('p', { id: 'json-problem', class: 'problem', role: 'alert' });
    this.#text = el('textarea', {
      id: 'json-text',
      rows: 12,
      spellcheck: 'false',
      'aria-label': 'Request as JSON',
      'aria-describedby': 'json-problem',
      onchange: () => this.#take(),
    });
    this.element = el(
      'div',
      { id: 'json-panel', role: 'tabpanel', hidden: true },
      this.#text,
      this.#problem,
      el(
        'p',
        { class: 'help' },
        'What is sent. Values that are not named here are the defaults; the form follows what you type.',
      ),
    );
    settings.addEventListener('change', () => this.#show());
    pictures.addEventListener('change', () => this.#show());
    this.#show();
  }

  #show() {
    if (document.activeElement === this.#text) return;
    const input = { [this.#schema.source]: this.#pictures.address(), ...this.#settings.changed() };
    this.#text.value = JSON.stringify(input, null, 2);
  }

  #take() {
    fill(this.#problem);
    let input;
    try {
      input = JSON.parse(this.#text.value);
    } catch (error) {
      fill(this.#problem, `This is no JSON: ${error.message}`);
      return;
    }
    const unknown = Object.keys(input).filter((name) => name !== this.#schema.source && !this.#schema.field(name));
    if (unknown.length) fill(this.#problem, `Unknown and left out: ${unknown.join(', ')}.`);
    const picture = input[this.#schema.source];
    if (typeof picture === 'string' && picture !== this.#pictures.address()) this.#pictures.takeAddress(picture);
    this.#settings.replace(input);
  }
}
