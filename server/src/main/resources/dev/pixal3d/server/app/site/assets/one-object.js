// SPDX-License-Identifier: MIT
// Several pictures may show one object: then each shows a side of it, and all together become one model.
import { el, fill } from './dom.js';

export class OneObject {
  #sides;
  #box;
  #help = el('p', { class: 'help', id: 'one-object-help' });
  #refusal = '';
  #turned;
  #chosen;

  /**
   * sides in the order in which they are expected, the front first. turned() is called when pictures become one object
   * or cease to be, chosen() when one of them shows another side.
   */
  constructor(sides, { turned, chosen }) {
    this.#sides = sides;
    this.#turned = turned;
    this.#chosen = chosen;
    this.#box = el('input', {
      type: 'checkbox',
      id: 'one-object',
      'aria-describedby': 'one-object-help',
      onchange: () => turned(),
    });
    this.element = el(
      'div',
      { class: 'one-object', hidden: true },
      el('label', {}, this.#box, ' They show one object'),
      this.#help,
    );
  }

  /** Whether the pictures become one model. */
  get on() {
    return this.#box.checked && !this.#box.disabled && !this.element.hidden;
  }

  /** Looks at newly chosen pictures; cameras are those that came with them. */
  begin(pictures, together, cameras) {
    this.#box.checked = together;
    pictures.forEach((picture, i) => {
      picture.side = cameras[i] ?? this.#sides[i] ?? this.#sides.at(-1);
    });
  }

  /** Shows itself for as many pictures as there are. */
  show(pictures) {
    this.element.hidden = pictures.length < 2 || this.#sides.length === 0;
    const posed = pictures.some(({ side }) => typeof side === 'object');
    const many =
      !posed && pictures.length > this.#sides.length ? `At most ${this.#sides.length} sides can be told apart.` : '';
    this.#box.disabled = Boolean(this.#refusal || many);
    fill(this.#help, this.#refusal || many || 'Say which side each shows, right and left as in the front picture.');
  }

  /** Says why there can be no such model; the empty text takes that back. */
  forbid(reason) {
    if (reason === this.#refusal) return;
    this.#refusal = reason;
    this.#turned();
  }

  /** The pictures with the front first. */
  ordered(pictures) {
    return [...pictures].sort((a, b) => this.#sides.indexOf(a.side) - this.#sides.indexOf(b.side));
  }

  /** What is wrong with the sides; empty when nothing is. */
  complaint(pictures) {
    const sides = pictures.map(({ side }) => side).filter((side) => typeof side === 'string');
    if (new Set(sides).size < sides.length) return 'Two pictures show the same side. Choose another for one of them.';
    return sides.length && !sides.includes(this.#sides[0]) ? `No picture shows the ${this.#sides[0]}.` : '';
  }

  /** Where the visitor says which side a picture shows. */
  choice(picture) {
    if (typeof picture.side === 'object') return el('p', { class: 'help' }, 'with a camera of its own');
    const box = el(
      'select',
      {
        'aria-label': `Side that ${picture.name} shows`,
        onchange: () => {
          picture.side = box.value;
          this.#chosen();
        },
      },
      this.#sides.map((side) => el('option', { value: side, selected: side === picture.side }, side)),
    );
    return box;
  }
}
