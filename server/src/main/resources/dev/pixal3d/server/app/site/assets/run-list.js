// SPDX-License-Identifier: MIT
// The cards of all runs, and which of them is open as the result.
import { el, fill } from './dom.js';
import { RunCard } from './run-card.js';

export class RunList extends EventTarget {
  #runs;
  #result;
  #again;
  #cards = new Map();
  #list = el('ul', { class: 'run-list' });
  #empty = el('p', { class: 'help' }, 'Models that you make appear here.');
  #opened;

  /** opened is the id of the request that the page's address names; again(run) takes a run's settings. */
  constructor(container, runs, result, { opened, again }) {
    super();
    this.#runs = runs;
    this.#result = result;
    this.#again = again;
    this.#opened = opened;
    container.append(this.#empty, this.#list);
    runs.addEventListener('change', () => this.#show());
    this.#show();
  }

  /** The id of the open request; empty when none is. */
  get opened() {
    return this.#opened;
  }

  /** Lets the next model that is done open by itself. */
  expect() {
    this.#opened = '';
  }

  /** Opens a request now, or once it is done. */
  open(run) {
    this.#opened = run.id;
    for (const [id, card] of this.#cards) card.select(id === run.id);
    if (run.result) this.#result.open(run);
    this.dispatchEvent(new Event('change'));
  }

  #show() {
    for (const run of this.#runs.list) if (!this.#cards.has(run.id)) this.#add(run);
    for (const id of this.#cards.keys()) if (!this.#runs.find(id)) this.#cards.delete(id);
    const wanted = this.#runs.list.map((run) => this.#cards.get(run.id).element);
    // elements that are put in anew lose the focus
    if (wanted.length !== this.#list.children.length || wanted.some((card, i) => card !== this.#list.children[i]))
      fill(this.#list, wanted);
    this.#list.hidden = this.#cards.size === 0;
    this.#empty.hidden = this.#cards.size > 0;
  }

  #add(run) {
    this.#cards.set(
      run.id,
      new RunCard(run, { open: () => this.open(run), remove: () => this.#remove(run), again: this.#again }),
    );
    run.addEventListener('change', () => {
      const awaited = this.#opened === '' || this.#opened === run.id;
      if (run.result && awaited && this.#result.shown !== run) this.open(run);
    });
  }

  #remove(run) {
    if (this.#opened === run.id) {
      this.expect();
      this.#result.close();
    }
    this.#runs.remove(run);
    this.dispatchEvent(new Event('change'));
  }
}
