// SPDX-License-Identifier: MIT
// The viewer: a canvas and what can be chosen about the drawing. Draws only when something changed.
import { el, fill, freshId, say, save } from '../dom.js';
import { length } from '../words.js';
import { ENVIRONMENTS } from './environments.js';
import { Orbit } from './orbit.js';
import { Scene, spacing } from './scene.js';

const MODES = {
  lit: 'Lit',
  color: 'Base colour',
  normals: 'Normals',
  surface: 'Metal and roughness',
  wireframe: 'Wireframe',
  checker: 'UV checker',
};
const LEGENDS = { surface: 'Green: rough. Blue: metallic.', checker: 'Squares should look square and alike in size.' };
const ROUND = 8_000;
const BACKDROPS = { page: 'Page', light: 'Light', dark: 'Dark', none: 'Transparent' };

const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

export class Viewer {
  #canvas;
  #scene;
  #orbit;
  #overlay;
  #stage;
  #model;
  #facts;
  #picture;
  #camera;
  #legend;
  #turn;
  #look = { mode: 'lit', environment: ENVIRONMENTS.studio, exposure: 1, grid: true, ink: [0.5, 0.5, 0.5] };
  #fromPicture = false;
  #frame = 0;
  #last = 0;
  #name = 'model';

  constructor() {
    this.#canvas = el('canvas', {
      tabindex: 0,
      role: 'img',
      'aria-label': 'The model. Arrow keys turn it, plus and minus zoom, Home goes back.',
      oncontextmenu: (event) => event.preventDefault(),
    });
    this.#overlay = el('img', { class: 'overlay', alt: '', hidden: true });
    this.#facts = el('p', { class: 'size' });
    this.#stage = el('div', { class: 'stage page' }, this.#canvas, this.#overlay, this.#facts);
    this.#legend = el('p', { class: 'help' });
    this.element = el('div', { class: 'viewer' }, this.#stage, this.#bar());
    this.#orbit = new Orbit(this.#canvas, () => {
      this.#leavePicture();
      this.redraw();
    });
    new ResizeObserver(() => this.redraw()).observe(this.#stage);
  }

  /** Called with every view that the visitor chooses, so that another viewer can follow. */
  onmove = () => {};

  #bar() {
    const modes = Object.entries(MODES).map(([id, title]) => el('option', { value: id }, title));
    const environments = Object.entries(ENVIRONMENTS).map(([id, { title }]) => el('option', { value: id }, title));
    const backdrops = Object.entries(BACKDROPS).map(([id, title]) => el('option', { value: id }, title));
    const choice = (text, options, change, more = {}) => {
      const id = freshId('look');
      const box = el('select', { id, onchange: () => change(box.value), ...more }, options);
      return el('span', { class: 'choice' }, el('label', { for: id }, text), box);
    };
    const exposure = el('input', {
      type: 'range',
      min: -2,
      max: 2,
      step: 0.1,
      value: '0',
      'aria-label': 'Exposure',
      oninput: () => this.#set({ exposure: 2 ** Number(exposure.value) }),
    });
    this.#turn = el(
      'button',
      {
        type: 'button',
        'aria-pressed': 'false',
        onclick: () => this.#turning(this.#turn.getAttribute('aria-pressed') !== 'true'),
      },
      'Turn',
    );
    const opacity = el('input', {
      type: 'range',
      min: 0,
      max: 1,
      step: 0.05,
      value: '0.5',
      'aria-label': 'Picture over the model',
      oninput: () => {
        this.#overlay.style.opacity = opacity.value;
      },
    });
    this.#overlay.style.opacity = '0.5';
    this.#picture = el(
      'span',
      { class: 'choice', hidden: true },
      el(
        'button',
        {
          type: 'button',
          'aria-pressed': 'false',
          onclick: () => (this.#fromPicture ? this.#leavePicture() : this.#enterPicture()),
        },
        "Picture's view",
      ),
      opacity,
    );
    const grid = el('input', { type: 'checkbox', checked: true, onchange: () => this.#set({ grid: grid.checked }) });
    return el(
      'div',
      { class: 'looks', role: 'group', 'aria-label': 'View' },
      choice(
        'Show',
        modes,
        (mode) => {
          this.#set({ mode });
          fill(this.#legend, LEGENDS[mode] ?? '');
        },
        { 'data-look': 'mode' },
      ),
      choice('Light', environments, (id) => this.#set({ environment: ENVIRONMENTS[id] }), {
        'data-look': 'environment',
      }),
      el('label', { class: 'choice' }, 'Exposure ', exposure),
      choice(
        'Behind',
        backdrops,
        (id) => {
          this.#stage.className = `stage ${id}`;
        },
        { 'data-look': 'backdrop' },
      ),
      el('label', { class: 'choice' }, grid, 'Grid'),
      this.#turn,
      el('button', { type: 'button', onclick: () => this.#reset() }, 'Reset view'),
      this.#picture,
      el('button', { type: 'button', onclick: () => this.#screenshot() }, 'Screenshot'),
      el('button', { type: 'button', onclick: (event) => this.#video(event.target) }, 'Video'),
      this.#legend,
    );
  }

  /**
   * Shows a model.
   *
   * @param model of readGlb
   * @param picture {url, angle, eye, front}: the picture as the input camera saw it; undefined when it is not known
   */
  show(model, name, picture) {
    this.#scene ??= new Scene(this.#canvas);
    this.#model = model;
    this.#name = name;
    this.#scene.show(model);
    const { low, high } = model.bounds,
      sizes = low.map((x, k) => high[k] - x);
    const step = spacing(2 * this.#scene.size);
    this.#facts.textContent = `${length(sizes[0])} wide, ${length(sizes[1])} high, ${length(sizes[2])} deep; grid ${length(step)}`;
    this.#picture.hidden = !picture;
    this.#camera = picture;
    if (picture) this.#overlay.src = picture.url;
    this.#leavePicture();
    this.redraw();
  }

  /** Takes the view of another viewer. */
  follow({ azimuth, elevation, distance, shift }) {
    Object.assign(this.#orbit, { azimuth, elevation, distance, shift });
    this.#leavePicture();
    this.redraw(true);
  }

  #set(change) {
    Object.assign(this.#look, change);
    this.redraw();
  }

  #reset() {
    this.#orbit.reset();
    this.#leavePicture();
    this.redraw();
  }

  #enterPicture() {
    this.#fromPicture = true;
    this.#turning(false);
    this.#overlay.hidden = false;
    this.#picture.firstChild.setAttribute('aria-pressed', 'true');
    this.redraw();
  }

  #leavePicture() {
    this.#fromPicture = false;
    this.#overlay.hidden = true;
    this.#picture.firstChild.setAttribute('aria-pressed', 'false');
  }

  #turning(on) {
    this.#turn.setAttribute('aria-pressed', String(on));
    if (on) this.#leavePicture();
    this.#last = 0;
    this.redraw();
  }

  #view() {
    return this.#fromPicture ? this.#camera : this.#orbit;
  }

  /** Draws at the next frame. */
  redraw(quiet = false) {
    if (!quiet && this.#model) this.onmove(this.#orbit);
    this.#frame ||= requestAnimationFrame((time) => {
      this.#frame = 0;
      if (!this.#model) return;
      const turning = this.#turn.getAttribute('aria-pressed') === 'true';
      if (turning) {
        // whoever asked for less motion gets steps instead of a swing
        const passed = this.#last ? time - this.#last : 0;
        this.#orbit.turn(2 * Math.PI * (still() ? Math.floor(passed / 1000) / 8 : passed / ROUND), 0);
        if (!still() || passed >= 1000 || !this.#last) this.#last = time;
      }
      this.#draw();
      if (turning) this.redraw();
    });
  }

  #draw() {
    const ratio = Math.min(2, devicePixelRatio);
    const width = Math.max(1, Math.round(this.#stage.clientWidth * ratio)),
      height = Math.max(1, Math.round(this.#stage.clientHeight * ratio));
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    this.#scene.draw(this.#view(), this.#look);
    this.#canvas.dataset.drawn = String(Number(this.#canvas.dataset.drawn ?? 0) + 1);
  }

  #screenshot() {
    this.#draw();
    this.#canvas.toBlob((blob) => {
      save(blob, `${this.#name}.png`);
      say('Screenshot saved');
    });
  }

  /** One turn as WebM. */
  #video(button) {
    const type = 'video/webm';
    if (!window.MediaRecorder?.isTypeSupported(type)) {
      say('This browser records no WebM.');
      return;
    }
    const recorder = new MediaRecorder(this.#canvas.captureStream(30), {
      mimeType: type,
      videoBitsPerSecond: 8_000_000,
    });
    const pieces = [];
    recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
    recorder.addEventListener('stop', () => {
      button.disabled = false;
      save(new Blob(pieces, { type }), `${this.#name}.webm`);
      say('Video saved');
    });
    button.disabled = true;
    this.#leavePicture();
    const begun = performance.now(),
      azimuth = this.#orbit.azimuth;
    const step = () => {
      const share = Math.min(1, (performance.now() - begun) / (ROUND / 2));
      this.#orbit.azimuth = azimuth + 2 * Math.PI * share;
      this.#draw();
      if (share < 1) requestAnimationFrame(step);
      else recorder.stop();
    };
    recorder.start();
    step();
  }
}
