// SPDX-License-Identifier: MIT
// The button that makes models: one request for each picture or object, after the settings were looked at.
import { allowed } from './access.js';
import { ApiError, explained } from './api.js';
import { el, fill, say } from './dom.js';
import { named, sourceOf } from './source.js';

function words(error) {
  return error.requestId ? `${explained(error)} (request ${error.requestId})` : explained(error);
}

export class Start {
  #page;
  #button;
  #problem = el('p', { class: 'problem', role: 'alert', id: 'start-problem' });

  /** page: {schema, settings, pictures, form, forms, keys, runs, list}. */
  constructor(container, page) {
    this.#page = page;
    this.#button = el('button', { type: 'button', class: 'main', id: 'run', onclick: () => this.#start() });
    container.append(this.#button, this.#problem);
    page.pictures.addEventListener('change', () => this.#show());
    this.#show();
  }

  #show() {
    const count = this.#page.pictures.subjects.length;
    this.#button.textContent = count > 1 ? `Make ${count} models` : 'Make model';
    this.#button.disabled = count === 0;
  }

  /** Shows what a request was refused for at its fields. */
  refuse(error) {
    const { schema, form, pictures } = this.#page;
    const ofPictures = [schema.source, schema.views, schema.cameras];
    const [, message] = form.refuse(error.fields()).find(([name]) => ofPictures.includes(name)) ?? [];
    if (message) pictures.refuse(message);
  }

  async #start() {
    const { settings, pictures, form, forms, keys, list } = this.#page;
    fill(this.#problem);
    pictures.refuse('');
    if (!allowed()) {
      keys.open();
      return;
    }
    const complaints = settings.complaints();
    if (complaints.length) forms.pick('form');
    form.refuse(complaints);
    pictures.refuse(pictures.complaint());
    if (complaints.length || pictures.complaint()) return;
    this.#button.disabled = true;
    list.expect();
    document.getElementById('runs').scrollIntoView({ block: 'nearest' });
    for (const subject of pictures.subjects) await this.#submit(subject);
    this.#show();
  }

  async #submit(subject) {
    const { schema, settings, runs, keys } = this.#page;
    const name = named(subject.map((picture) => picture.name));
    try {
      await Promise.all(subject.map((picture) => picture.url()));
      const input = { ...sourceOf(schema, subject, (picture) => picture.address), ...settings.changed() };
      const run = await runs.submit(name, input, subject[0].preview);
      run.addEventListener('change', () => run.error instanceof ApiError && this.refuse(run.error));
      say(`${run.name} is in the queue`);
    } catch (error) {
      fill(this.#problem, `${name}: ${words(error)}`);
      if (error.status === 401) keys.open();
    }
  }
}
