// SPDX-License-Identifier: MIT
// A finished model: viewer, downloads, report, and a second one beside it to compare with.
import { local } from './api.js';
import { el, fill, say } from './dom.js';
import { Reexport } from './reexport.js';
import { facts, printed, report } from './report.js';
import { bytes } from './words.js';
import { readGlb } from './viewer/glb.js';
import { Viewer } from './viewer/viewer.js';

const extension = (file) => file.file_name.split('.').pop();

/** The files of a result: what each is, what it is called behind the model's name, and the file. */
function files(result) {
  const models = Object.entries(result)
    .filter(([name, value]) => name.startsWith('model_') && value?.url)
    .map(([name, file]) => [name.slice('model_'.length).toUpperCase(), `.${extension(file)}`, file]);
  const levels = (result.lods ?? []).map((file, i) => [
    `${extension(file).toUpperCase()} level ${i + 1}`,
    `.lod${i + 1}.${extension(file)}`,
    file,
  ]);
  const bodies = result.collision ? [['GLB for collisions', '.collision.glb', result.collision]] : [];
  return [...models, ...levels, ...bodies];
}

/** The camera of the input picture as the file tells it; undefined without it or the picture. */
function pictureView(result, extras) {
  const picture = result.prepared?.url;
  if (!picture || !extras.distance) return undefined;
  const front = extras.export?.front === 'reference' ? -1 : 1;
  // where the file moved and scaled the model, the camera goes along
  const { scale = 1, translation = [0, 0, 0] } = extras.placement ?? {};
  const eye = [0, 0, front * extras.distance * (extras.mesh_scale ?? 1)].map((x, k) => scale * x + translation[k]);
  return { url: local(picture), angle: extras.camera_angle_x, eye, front };
}

class Side {
  #viewer = new Viewer();
  #title = el('h3');
  #downloads = el('ul', { class: 'downloads', 'aria-label': 'Downloads' });
  #report = el('div');
  #problem = el('p', { class: 'problem', role: 'alert' });

  constructor(more) {
    this.element = el(
      'div',
      { class: 'side' },
      this.#title,
      this.#problem,
      this.#viewer.element,
      this.#downloads,
      el('details', { open: true }, el('summary', {}, 'Quality'), this.#report),
      more,
    );
  }

  get viewer() {
    return this.#viewer;
  }

  async show(run) {
    const stem = run.name.replace(/\.[^.]*$/, '');
    this.#title.textContent = run.name;
    fill(this.#problem);
    fill(this.#report);
    fill(
      this.#downloads,
      files(run.result).map(([format, ending, file]) =>
        el(
          'li',
          {},
          el(
            'a',
            {
              href: local(file.url),
              download: stem + ending,
              class: 'button',
            },
            `${format} `,
            el('span', { class: 'help' }, bytes(file.file_size)),
          ),
        ),
      ),
    );
    try {
      const response = await fetch(local(run.result.model_glb.url));
      if (!response.ok) throw new Error('The file is not kept any more.');
      const model = await readGlb(await response.arrayBuffer());
      fill(this.#report, facts([...report(model.extras), ...printed(run.result.print)]));
      this.#viewer.show(model, stem, pictureView(run.result, model.extras));
    } catch (error) {
      fill(this.#problem, error.message);
    }
  }
}

export class Result {
  #container;
  #sides = [];
  #shown = [];
  #other;
  #runs;
  #reexport;

  constructor(container, runs, exports) {
    this.#reexport = new Reexport(exports, runs);
    this.#container = container;
    this.#runs = runs;
    this.#other = el('select', { id: 'compare', onchange: () => this.#compare() });
    runs.addEventListener('change', () => this.#offer());
    container.hidden = true;
  }

  /** Opens a request's model. */
  async open(run) {
    this.#container.hidden = false;
    if (this.#sides.length === 0) {
      this.#sides = [new Side(this.#reexport.element)];
      fill(
        this.#container,
        el('div', { class: 'compare' }, el('label', { for: 'compare' }, 'Beside it'), this.#other),
        el('div', { class: 'sides' }, this.#sides[0].element),
      );
    }
    this.#shown[0] = run;
    this.#offer();
    this.#reexport.show(run);
    await this.#sides[0].show(run);
    say(`${run.name} is shown`);
  }

  /** The run whose model is shown; undefined when none is. */
  get shown() {
    return this.#shown[0];
  }

  close() {
    this.#container.hidden = true;
    this.#shown = [];
  }

  #offer() {
    const chosen = this.#other.value;
    const others = this.#runs.list.filter((run) => run.result && run !== this.#shown[0]);
    fill(
      this.#other,
      el('option', { value: '' }, 'nothing'),
      others.map((run) => el('option', { value: run.id }, `${run.name} (${run.id.slice(0, 8)})`)),
    );
    this.#other.value = others.some((run) => run.id === chosen) ? chosen : '';
    this.#other.parentElement?.toggleAttribute('hidden', others.length === 0);
    if (this.#other.value !== chosen) this.#compare();
  }

  async #compare() {
    const run = this.#runs.find(this.#other.value);
    const [first, second] = this.#sides;
    if (!run) {
      second?.element.remove();
      this.#sides.length = Math.min(1, this.#sides.length);
      if (first) first.viewer.onmove = () => {};
      return;
    }
    const side = second ?? new Side('');
    this.#sides[1] = side;
    first.element.after(side.element);
    await side.show(run);
    first.viewer.onmove = (view) => side.viewer.follow(view);
    side.viewer.onmove = (view) => first.viewer.follow(view);
  }
}
