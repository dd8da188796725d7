// SPDX-License-Identifier: MIT
// The state of the server, for keys of scope ADMIN.
import { changes, key } from './access.js';
import { explained, flush, get } from './api.js';
import { el, fill, say } from './dom.js';
import { ago, bytes, number } from './words.js';

const EVERY = 5_000;

const table = (caption, heads, rows) =>
  el(
    'div',
    { class: 'wide', tabindex: 0, role: 'region', 'aria-label': caption },
    el(
      'table',
      {},
      el('caption', {}, caption),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          heads.map((text) => el('th', { scope: 'col' }, text)),
        ),
      ),
      el(
        'tbody',
        {},
        rows.map((cells) =>
          el(
            'tr',
            {},
            cells.map((cell) => el('td', {}, cell)),
          ),
        ),
      ),
    ),
  );

export class Admin {
  #section;
  #link;
  #body = el('div', { class: 'admin' });
  #timer;

  constructor(section, link) {
    this.#section = section;
    this.#link = link;
    section.append(this.#body);
    section.addEventListener('shown', () => this.#refresh());
    changes.addEventListener('change', () => this.#offer());
    this.#offer();
  }

  /** Shows the way here to those who may come. */
  async #offer() {
    const { admin } = key() ? await get('/v1/me').catch(() => ({})) : {};
    this.#link.hidden = !admin;
  }

  async #refresh() {
    clearTimeout(this.#timer);
    if (this.#section.hidden) return;
    try {
      const [state, { engines }, errors] = await Promise.all([
        get('/v1/state'),
        get('/engines.json'),
        get('/v1/models/requests/search?status=error&limit=10'),
      ]);
      fill(
        this.#body,
        this.#queue(state),
        this.#flush(state),
        this.#workers(state),
        this.#engines(engines),
        this.#errors(errors.items),
      );
    } catch (error) {
      fill(this.#body, el('p', { class: 'problem' }, explained(error)));
    }
    this.#timer = setTimeout(() => this.#refresh(), EVERY);
  }

  #queue({ queue, checks, memory, disk_free: disk }) {
    return table(
      'Server',
      ['What', 'State'],
      [
        ['Waiting', number(queue.waiting)],
        ['Running', number(queue.running)],
        ...Object.entries(checks).map(([part, words]) => [part, words]),
        ['Memory of the server', `${bytes(memory.used)} of ${bytes(memory.most)}`],
        ['Disk left', disk === undefined ? 'unknown' : bytes(disk)],
      ],
    );
  }

  #flush({ queue }) {
    const all = async () => {
      if (!confirm(`Cancel ${queue.waiting} waiting requests?`)) return;
      say(`${await flush()} requests cancelled`);
      this.#refresh();
    };
    return el(
      'p',
      {},
      el('button', { type: 'button', onclick: all, disabled: queue.waiting === 0 }, 'Cancel all that wait'),
    );
  }

  #workers({ workers }) {
    return table(
      'Workers',
      ['Worker', 'Doing', 'Request', 'Process', 'Memory', 'Device', 'Runs', 'Restarts', 'Last problem'],
      workers.map((w) => [
        w.name,
        w.phase,
        w.request_id ?? '',
        w.pid || '',
        w.memory ? `${bytes(w.memory.used)} of ${bytes(w.memory.most)}` : '',
        w.device ? `${w.device.name}: ${bytes(w.device.used)} of ${bytes(w.device.total)}` : w.memory ? 'cpu' : '',
        w.runs,
        w.restarts,
        w.problem ?? '',
      ]),
    );
  }

  #engines(engines) {
    return table(
      'Engines and weights',
      ['Engine', 'State'],
      engines.map((e) => [e.id, e.ready ? (e.chosen ? 'ready, chosen by itself' : 'ready') : e.problem]),
    );
  }

  #errors(items) {
    if (items.length === 0) return el('p', { class: 'help' }, 'No failed request in the last day.');
    return table(
      'Failed requests of the last day',
      ['Request', 'When', 'Error'],
      items.map((item) => [item.request_id, ago(item.ended_at), `${item.error_type}: ${item.error}`]),
    );
  }
}
