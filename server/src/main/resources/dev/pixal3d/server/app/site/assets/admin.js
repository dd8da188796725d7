// SPDX-License-Identifier: MIT
// The state of the server, for keys of scope ADMIN.
import { changes, key } from './access.js';
import { explained, flush, get, order } from './api.js';
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
  /** Counts looks at the server: an answer that a later look overtook is not shown. */
  #looks = 0;

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
    const look = ++this.#looks;
    try {
      const [state, { engines }, errors] = await Promise.all([
        get('/v1/state'),
        get('/engines.json'),
        get('/v1/models/requests/search?status=error&limit=10'),
      ]);
      if (look !== this.#looks) return;
      const focused = this.#body.contains(document.activeElement) ? document.activeElement.id : '';
      fill(
        this.#body,
        this.#queue(state),
        this.#controls(state),
        this.#workers(state),
        this.#engines(engines),
        this.#errors(errors.items),
      );
      if (focused) this.#focus(document.getElementById(focused));
    } catch (error) {
      fill(this.#body, el('p', { class: 'problem' }, explained(error)));
    }
    this.#timer = setTimeout(() => this.#refresh(), EVERY);
  }

  /** The keyboard stays where it was, and at the top of this view when that is gone or off. */
  #focus(element) {
    (element && !element.disabled ? element : this.#section).focus();
  }

  #queue({ queue, checks, memory, drain, disk_free: disk }) {
    return table(
      'Server',
      ['What', 'State'],
      [
        ['Waiting', number(queue.waiting)],
        ['Running', number(queue.running)],
        ['Queue', queue.paused ? 'paused: no run starts' : 'runs start'],
        ['This server', drain === 'no' ? 'takes work' : drain],
        ...Object.entries(checks).map(([part, words]) => [part, words]),
        ['Memory of the server', `${bytes(memory.used)} of ${bytes(memory.most)}`],
        ['Disk left', disk === undefined ? 'unknown' : bytes(disk)],
      ],
    );
  }

  /** A button that does something, says what came of it and shows the new state. */
  #button(id, name, act, { ask, disabled = false } = {}) {
    const onclick = async () => {
      if (ask && !confirm(ask)) return;
      try {
        say(await act());
      } catch (error) {
        say(explained(error));
      }
      this.#refresh();
    };
    return el('button', { type: 'button', id, onclick, disabled }, name);
  }

  #controls({ queue, drain }) {
    const pause = async () => {
      await order(`/v1/queue/${queue.paused ? 'resume' : 'pause'}`);
      return queue.paused ? 'Runs start again' : 'The queue is paused: no run starts until it is resumed';
    };
    const out = async () => `This server is ${(await order('/v1/drain')).drain}`;
    return el(
      'p',
      { class: 'admin-controls' },
      this.#button('admin-pause', queue.paused ? 'Resume the queue' : 'Pause the queue', pause),
      this.#button('admin-cancel', 'Cancel all that wait', async () => `${await flush()} requests cancelled`, {
        ask: `Cancel ${queue.waiting} waiting requests?`,
        disabled: queue.waiting === 0,
      }),
      this.#button('admin-drain', 'Drain this server', out, {
        ask: 'Finish what runs and start nothing more here until the server is started again?',
        disabled: drain !== 'no',
      }),
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
      ['Request', 'When', 'Error', 'Again'],
      items.map((item) => [
        item.request_id,
        ago(item.ended_at),
        `${item.error_type}: ${item.error}`,
        this.#button(`admin-requeue-${item.request_id}`, `Requeue ${item.request_id}`, async () => {
          const { queue_position: before } = await order(`/v1/queue/requests/${item.request_id}/requeue`);
          return `Back in the queue, ${before} before it`;
        }),
      ]),
    );
  }
}
