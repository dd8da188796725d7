// SPDX-License-Identifier: MIT
// Where pictures come from: dropped, pasted, picked, named by address, or one of the examples. Several at once become
// a request each, or one request when they show one object.
import { fileName, upload } from './api.js';
import { el, fill, say } from './dom.js';
import { OneObject } from './one-object.js';
import { bytes } from './words.js';

const EXAMPLES = ['robot', 'mushroom', 'cactus', 'duck-on-a-table'];
/** Below this many pixels a side a model's texture is visibly blurred. */
const SMALL = 256;
/** What the server reads and browsers have no type or no picture for. */
const UNKNOWN_TO_BROWSERS = ['.heic', '.heif', '.avif', '.tga', '.tif', '.tiff'];

const isPicture = (file) =>
  file.type.startsWith('image/') || UNKNOWN_TO_BROWSERS.some((end) => file.name.toLowerCase().endsWith(end));

/** One picture: a file that is uploaded when it is first needed, or an address. */
class Picture {
  #uploaded;

  constructor(name, { file, address, preview }) {
    this.name = name;
    this.file = file;
    this.preview = preview ?? (file ? URL.createObjectURL(file) : '');
    this.address = address ?? '';
    this.side = '';
  }

  /** The address under which the server gets it. */
  url() {
    if (this.address) return Promise.resolve(this.address);
    this.#uploaded ??= upload(this.file).then(
      (address) => {
        this.address = address;
        return address;
      },
      (error) => {
        this.#uploaded = undefined;
        throw error;
      },
    );
    return this.#uploaded;
  }

  release() {
    if (this.preview.startsWith('blob:')) URL.revokeObjectURL(this.preview);
  }
}

export class Pictures extends EventTarget {
  #list = [];
  #shown;
  #address;
  #problem;
  #extras;
  #oneObject;

  /** extras(picture) gives what stands below a picture; sides are those that pictures of one object may show. */
  constructor(container, extras, sides) {
    super();
    this.#extras = extras;
    this.#oneObject = new OneObject(sides, {
      turned: () => this.#show(),
      chosen: () => {
        this.refuse('');
        this.#changed();
      },
    });
    const input = el('input', {
      id: 'picture-file',
      type: 'file',
      accept: `image/*,${UNKNOWN_TO_BROWSERS.join(',')}`,
      multiple: true,
      class: 'unseen',
      tabindex: -1,
      'aria-label': 'Picture files',
      onchange: () => {
        this.takeFiles(input.files);
        input.value = '';
      },
    });
    const pick = el(
      'button',
      { type: 'button', class: 'pick', onclick: () => input.click() },
      el('strong', {}, 'Choose a picture'),
      el('span', {}, 'or drop it here, or paste it. Several become a model each, or one together.'),
    );
    this.#address = el('input', { id: 'picture-address', type: 'url', placeholder: 'https://…', autocomplete: 'off' });
    const take = () => this.#address.value.trim() && this.takeAddress(this.#address.value.trim());
    this.#address.addEventListener('keydown', (event) => event.key === 'Enter' && take());
    this.#problem = el('p', { class: 'problem', role: 'alert', id: 'picture-problem' });
    this.#shown = el('ul', { class: 'pictures', 'aria-label': 'Chosen pictures' });
    const drop = el('div', { class: 'drop' }, pick, input);
    container.append(
      drop,
      this.#oneObject.element,
      this.#shown,
      this.#problem,
      el(
        'div',
        { class: 'address' },
        el('label', { for: 'picture-address' }, 'Address'),
        this.#address,
        el('button', { type: 'button', onclick: take }, 'Use'),
      ),
      el(
        'div',
        { class: 'examples', role: 'group', 'aria-label': 'Examples' },
        EXAMPLES.map((name) => this.#example(name)),
      ),
    );
    this.#listen(drop);
  }

  #listen(drop) {
    const over = (on) => drop.classList.toggle('over', on);
    addEventListener('dragover', (event) => {
      event.preventDefault();
      over(true);
    });
    addEventListener('dragleave', (event) => event.relatedTarget === null && over(false));
    addEventListener('drop', (event) => {
      event.preventDefault();
      over(false);
      if (event.dataTransfer.files.length) this.takeFiles(event.dataTransfer.files);
    });
    addEventListener('paste', (event) => {
      if (event.clipboardData.files.length) this.takeFiles(event.clipboardData.files);
    });
  }

  #example(name) {
    const address = new URL(`examples/${name}.png`, import.meta.url);
    const words = name.replaceAll('-', ' ');
    const take = async () => {
      const blob = await (await fetch(address)).blob();
      this.takeFiles([new File([blob], `${name}.png`, { type: blob.type })]);
    };
    return el(
      'button',
      { type: 'button', 'aria-label': `Example: ${words}`, onclick: take },
      el('img', { src: address, alt: '', width: 56, height: 56, loading: 'lazy' }),
    );
  }

  get list() {
    return this.#list;
  }

  /** The pictures of each model to make. */
  get subjects() {
    return this.#oneObject.on ? [this.#oneObject.ordered(this.#list)] : this.#list.map((picture) => [picture]);
  }

  /** What is wrong with the pictures as they are chosen; empty when nothing is. */
  complaint() {
    return this.#oneObject.on ? this.#oneObject.complaint(this.#list) : '';
  }

  /** Says why pictures cannot show one object; the empty text takes that back. */
  forbidOneObject(reason) {
    this.#oneObject.forbid(reason);
  }

  takeFiles(files) {
    const pictures = [...files].filter(isPicture);
    const others = files.length - pictures.length;
    fill(this.#problem, others ? `${others === 1 ? 'One file is' : `${others} files are`} no picture.` : '');
    if (pictures.length === 0) return;
    this.#replace(pictures.map((file) => new Picture(file.name || 'pasted.png', { file })));
  }

  takeAddress(address, preview = '') {
    this.takeAddresses([address], [], () => preview);
  }

  /** Takes pictures by their addresses; with sides, they show one object. */
  takeAddresses(addresses, sides, preview = () => '') {
    fill(this.#problem);
    let pictures;
    try {
      pictures = addresses.map(
        (address) => new Picture(fileName(new URL(address).href), { address, preview: preview(address) }),
      );
    } catch {
      fill(this.#problem, 'This is no address. It begins with https://.');
      return;
    }
    this.#replace(pictures, addresses.length > 1, sides);
  }

  #replace(pictures, together = false, sides = []) {
    for (const old of this.#list) old.release();
    this.#list = pictures;
    this.#oneObject.begin(pictures, together, sides);
    this.#show();
    say(pictures.length === 1 ? `Picture ${pictures[0].name} chosen` : `${pictures.length} pictures chosen`);
  }

  /** Says what is wrong with the picture. */
  refuse(message) {
    fill(this.#problem, message);
  }

  #show() {
    this.#oneObject.show(this.#list);
    fill(
      this.#shown,
      this.#list.map((picture) => this.#item(picture)),
    );
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }

  #item(picture) {
    const about = el('span', { class: 'help' }, picture.file ? bytes(picture.file.size) : 'fetched by the server');
    const image = picture.preview
      ? el('img', {
          src: picture.preview,
          alt: '',
          onload: () => this.#measured(picture, image, about),
          onerror: () => image.replaceWith(el('span', { class: 'blank' })),
        })
      : el('span', { class: 'blank' });
    const remove = el(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'aria-label': `Remove ${picture.name}`,
        onclick: () => {
          picture.release();
          this.#list = this.#list.filter((other) => other !== picture);
          this.#show();
          document.querySelector('.pick').focus();
        },
      },
      '×',
    );
    return el(
      'li',
      {},
      el(
        'div',
        { class: 'head' },
        image,
        el('span', { class: 'about' }, el('span', { class: 'file' }, picture.name), about),
        remove,
      ),
      this.#oneObject.on ? this.#oneObject.choice(picture) : '',
      this.#extras(picture),
    );
  }

  #measured(picture, image, about) {
    const size = `${image.naturalWidth} × ${image.naturalHeight}`;
    const small = Math.min(image.naturalWidth, image.naturalHeight) < SMALL;
    about.textContent = [size, picture.file && bytes(picture.file.size), small && 'small: expect blur']
      .filter(Boolean)
      .join(', ');
    about.classList.toggle('warn', small);
  }
}
