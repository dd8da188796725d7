// SPDX-License-Identifier: MIT
// The same model with other settings, from the volume that its run kept: seconds instead of a run.
import { ENDPOINT } from './access.js';
import { explained } from './api.js';
import { el, fill } from './dom.js';
import { Form } from './form.js';
import { Settings } from './settings.js';

/** Makes other files of a kept volume. */
export const EXPORT = `${ENDPOINT}/export`;

export class Reexport {
  #schema;
  #settings;
  #form;
  #runs;
  #run;
  #body;
  #none;
  #problem = el('p', { class: 'problem', role: 'alert' });

  /** schema is that of the export endpoint. */
  constructor(schema, runs) {
    this.#schema = schema;
    this.#runs = runs;
    this.#settings = new Settings(schema);
    this.#form = new Form(schema, this.#settings, 'export');
    this.#body = el(
      'div',
      {},
      this.#form.element,
      this.#problem,
      el('button', { type: 'button', class: 'main', id: 'export-run', onclick: () => this.#export() }, 'Export again'),
    );
    this.#none = el(
      'p',
      { class: 'help' },
      'This run kept no volume. With "Keep Volume" switched on under File, a model can be exported again with other settings without another run.',
    );
    this.element = el('details', { class: 'reexport' }, el('summary', {}, 'Export again'), this.#none, this.#body);
  }

  /** Offers what can be done with a run's volume. */
  show(run) {
    this.#run = run;
    const kept = run.result.volume !== undefined;
    this.#none.hidden = kept;
    this.#body.hidden = !kept;
    this.#settings.replace(run.input);
  }

  async #export() {
    fill(this.#problem);
    const complaints = this.#settings.complaints();
    this.#form.refuse(complaints);
    if (complaints.length) return;
    const { name, result, thumbnail } = this.#run;
    const input = { [this.#schema.source]: result.volume.url, ...this.#settings.changed() };
    try {
      await this.#runs.submit(`${name} again`, input, thumbnail, this.#schema.endpoint);
    } catch (error) {
      fill(this.#problem, explained(error));
    }
  }
}
