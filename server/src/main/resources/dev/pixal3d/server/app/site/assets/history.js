// SPDX-License-Identifier: MIT
// What the tab's key asked for before: pictures, settings, how it ended. Nobody sees other keys' requests; the server
// makes sure.
import { ENDPOINT, changes, key } from './access.js';
import { explained, fileName, get, local, remove } from './api.js';
import { el, fill, say } from './dom.js';
import { EXPORT } from './reexport.js';
import { named, picturesOf } from './source.js';
import { ago, seconds } from './words.js';

const DAYS = 30,
  PAGE = 24;
const FILTERS = [
  ['', 'All'],
  ['success', 'Done'],
  ['user_error', 'Refused or cancelled'],
  ['error', 'Failed'],
];

/** How a request ended, in words. */
function ending(item) {
  if (item.error_type === 'client_cancelled') return 'Cancelled';
  if (item.status_code === 200) return item.duration === undefined ? 'Done' : `Done in ${seconds(item.duration)}`;
  const { detail, message } = item.json_output ?? {};
  const why = Array.isArray(detail) ? detail.map((d) => d.msg).join(' ') : (message ?? item.error);
  return `Failed (${item.error_type}): ${why}`;
}

export class History {
  #schema;
  #list = el('ul', { class: 'history-list' });
  #note = el('p', { class: 'help' });
  #more = el('button', { type: 'button', hidden: true, onclick: () => this.#load() }, 'Show more');
  #search;
  #filter;
  #items = [];
  #cursor = '';
  #actions;

  /** actions: show(id, name, input) opens a request, again(input) takes its settings. */
  constructor(section, schema, actions) {
    this.#schema = schema;
    this.#actions = actions;
    this.#search = el('input', { id: 'history-search', type: 'search', oninput: () => this.#show() });
    this.#filter = el(
      'select',
      { id: 'history-filter', onchange: () => this.#restart() },
      FILTERS.map(([id, text]) => el('option', { value: id }, text)),
    );
    section.append(
      el(
        'div',
        { class: 'history-bar' },
        el('label', { for: 'history-search' }, 'Search'),
        this.#search,
        el('label', { for: 'history-filter' }, 'Show'),
        this.#filter,
      ),
      this.#note,
      this.#list,
      this.#more,
    );
    section.addEventListener('shown', () => this.#restart());
    changes.addEventListener('change', () => section.hidden || this.#restart());
  }

  async #restart() {
    this.#items = [];
    this.#cursor = '';
    await this.#load();
  }

  async #load() {
    if (!key()) {
      fill(this.#note, 'History is kept for each key. Enter a key to see what it asked for.');
      fill(this.#list);
      this.#more.hidden = true;
      return;
    }
    const query = new URLSearchParams({
      endpoint_id: `${ENDPOINT},${EXPORT}`,
      expand: 'payloads',
      limit: PAGE,
      start: new Date(Date.now() - DAYS * 86_400_000).toISOString(),
    });
    if (this.#filter.value) query.set('status', this.#filter.value);
    if (this.#cursor) query.set('cursor', this.#cursor);
    try {
      const page = await get(`/v1/models/requests/search?${query}`);
      this.#items.push(...page.items.filter((item) => item.json_input));
      this.#cursor = page.next_cursor ?? '';
      this.#show();
    } catch (error) {
      fill(this.#note, explained(error));
    }
  }

  #show() {
    const words = this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.#items.filter((item) => {
      const text = `${item.request_id} ${ending(item)} ${JSON.stringify(item.json_input).slice(0, 2000)}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    fill(
      this.#list,
      found.map((item) => this.#entry(item)),
    );
    this.#more.hidden = this.#cursor === '';
    fill(
      this.#note,
      found.length ? '' : this.#items.length ? 'Nothing that fits.' : `Nothing in the last ${DAYS} days.`,
    );
  }

  #entry(item) {
    const { addresses, values } = picturesOf(this.#schema, item.json_input);
    const picture = String(addresses[0] ?? '');
    const name = picture ? named(addresses.map((address) => fileName(String(address)))) : 'Exported again',
      done = item.status_code === 200;
    const image = item.json_output?.thumbnail?.url ?? picture;
    const shown = /\/files\//.test(image) || image.startsWith('data:');
    const settings = Object.entries(values)
      .filter(([, value]) => !/^https?:/.test(value))
      .map(([field, value]) => `${field} ${value}`)
      .join(', ');
    return el(
      'li',
      { class: 'run' },
      el(
        'div',
        { class: 'head' },
        el('span', { class: 'thumb' }, shown ? el('img', { src: local(image), alt: '', loading: 'lazy' }) : ''),
        el(
          'div',
          { class: 'words' },
          el('h3', {}, name),
          el('p', { class: 'status' }, ending(item)),
          el(
            'p',
            { class: 'help' },
            el('time', { datetime: item.sent_at }, ago(item.sent_at)),
            settings && ` · ${settings}`,
          ),
          el('p', { class: 'facts' }, item.request_id),
        ),
      ),
      el(
        'div',
        { class: 'actions' },
        done
          ? el(
              'button',
              {
                type: 'button',
                class: 'main',
                onclick: () => this.#actions.show(item.request_id, name, item.json_input),
              },
              'Open',
            )
          : '',
        el('button', { type: 'button', onclick: () => this.#actions.again(item.json_input) }, 'Use these settings'),
        el('a', { class: 'button', href: `/?request=${item.request_id}` }, 'Link'),
        el('button', { type: 'button', onclick: () => this.#delete(item, name) }, 'Delete'),
      ),
    );
  }

  async #delete(item, name) {
    if (!confirm(`Delete ${name} with its files? This cannot be undone.`)) return;
    try {
      await remove(item.request_id);
      this.#items = this.#items.filter((other) => other !== item);
      this.#show();
      say(`${name} deleted`);
      this.#search.focus();
    } catch (error) {
      fill(this.#note, explained(error));
    }
  }
}
