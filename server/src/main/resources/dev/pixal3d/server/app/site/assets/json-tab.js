// SPDX-License-Identifier: MIT
// The request as JSON, both ways: what the form says, and a text that sets the form.
import { el, fill } from './dom.js';
import { picturesOf, sourceOf } from './source.js';

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

  /** What the pictures of the first model are sent as. */
  #source() {
    const [subject = []] = this.#pictures.subjects;
    return sourceOf(this.#schema, subject, (picture) => picture.address || picture.name);
  }

  #show() {
    if (document.activeElement === this.#text) return;
    const input = { ...this.#source(), ...this.#settings.changed() };
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
    const { addresses, sides, values } = picturesOf(this.#schema, input);
    const unknown = Object.keys(values).filter((name) => !this.#schema.field(name));
    if (unknown.length) fill(this.#problem, `Unknown and left out: ${unknown.join(', ')}.`);
    const before = picturesOf(this.#schema, this.#source());
    const changed = JSON.stringify({ addresses, sides }) !== JSON.stringify({ ...before, values: undefined });
    if (changed && addresses.length && addresses.every((address) => typeof address === 'string'))
      this.#pictures.takeAddresses(addresses, sides);
    this.#settings.replace(input);
  }
}
