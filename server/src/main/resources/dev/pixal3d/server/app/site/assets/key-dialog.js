// SPDX-License-Identifier: MIT
// Where a visitor gives the key that the tab uses.
import { ACCESS, allowed, changes, key, setKey } from './access.js';
import { el } from './dom.js';

const NEEDED =
  'This server answers nobody without a key. It printed one at its first start; pixal3d keys create makes more.';
const OPTIONAL = 'This server runs models without a key too. With a key you also see what that key asked for before.';

export class KeyDialog {
  #dialog;
  #box;

  constructor(button) {
    this.#box = el('input', {
      id: 'key',
      type: 'password',
      autocomplete: 'off',
      spellcheck: 'false',
      placeholder: 'id:secret',
      required: ACCESS === 'key',
    });
    const form = el(
      'form',
      { method: 'dialog', onsubmit: () => setKey(this.#box.value.trim()) },
      el('h2', { id: 'key-title' }, 'Key'),
      el('p', {}, ACCESS === 'key' ? NEEDED : OPTIONAL),
      el('label', { for: 'key' }, 'Key'),
      this.#box,
      el('p', { class: 'help' }, 'It stays in this tab and goes when the tab is closed.'),
      el(
        'div',
        { class: 'actions' },
        el('button', { class: 'main' }, 'Use'),
        el('button', { type: 'button', onclick: () => this.#forget() }, 'Forget'),
        el('button', { type: 'button', class: 'quiet', onclick: () => this.#dialog.close() }, 'Close'),
      ),
    );
    this.#dialog = el('dialog', { 'aria-labelledby': 'key-title' }, form);
    document.body.append(this.#dialog);
    button.addEventListener('click', () => this.open());
    const show = () => {
      button.textContent = key() ? 'Key set' : allowed() ? 'Key' : 'Enter key';
    };
    changes.addEventListener('change', show);
    show();
  }

  #forget() {
    this.#box.value = '';
    setKey('');
    this.#dialog.close();
  }

  open() {
    this.#box.value = key();
    this.#dialog.showModal();
    this.#box.focus();
  }
}
