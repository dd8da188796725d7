// SPDX-License-Identifier: MIT
// What a file says about itself, in words: each fact with what it means and whether it is good.
import { el } from './dom.js';
import { number, percent } from './words.js';

const GOOD = 'good',
  FAIR = 'fair',
  POOR = 'poor';

/** From which value on a share is good or at least fair. */
const rated = (value, good, fair) => (value >= good ? GOOD : value >= fair ? FAIR : POOR);

const MATTING = {
  alpha: ["the picture's own transparency", GOOD],
  smooth: ['an even background was cut away', GOOD],
  grabcut: ['a busy background was cut away by its colours: look whether the outline is right', FAIR],
  whole: [
    'no background was found, so everything became the model: give it a transparent picture, or set background to remove',
    POOR,
  ],
};

/** Below this many pixels an object's texture is visibly blurred. */
const SHARP = 300;

/** What the cut-out means for the model. */
function cutout({ matting, cutout: facts }) {
  const list = [];
  if (matting) {
    const [words, mark] = MATTING[matting] ?? [matting];
    list.push(['Cut-out', words, mark]);
  }
  if (!facts) return list;
  const size = `${facts.width} × ${facts.height} pixels`;
  list.push(
    Math.max(facts.width, facts.height) < SHARP
      ? ['Object in the picture', `${size}: expect blur. A larger picture helps.`, FAIR]
      : ['Object in the picture', size, GOOD],
  );
  if (facts.touches.length && matting !== 'whole') {
    list.push([
      'Edge',
      `touches the picture's edge (${facts.touches.join(', ')}): the model is cut there. Show all of the object.`,
      POOR,
    ]);
  }
  return list;
}

function surface(extras) {
  const { mesh } = extras;
  if (!mesh) return [];
  const open = mesh.boundary_edges + mesh.non_manifold_edges;
  return [
    [
      'Surface',
      mesh.watertight ? 'closed, without holes' : `${number(open)} open or shared edges`,
      mesh.watertight ? GOOD : POOR,
    ],
    ['Faces', `${number(mesh.faces)}, ${number(mesh.vertices)} vertices`],
    ['Parts', number(mesh.components), mesh.components === 1 ? GOOD : mesh.components < 10 ? FAIR : POOR],
    ['Turned outward', mesh.winding, mesh.winding === 'outward' ? GOOD : POOR],
  ];
}

/** What is said of a model that was written for printing. */
export function printed(print) {
  if (!print) return [];
  const least = print.min_wall_mm ?? 1.2;
  const thin = (100 * print.thin_share).toFixed(1);
  return [
    [
      'Print',
      `${number(print.height_mm)} mm high, ${print.watertight ? 'watertight' : 'not watertight'}`,
      print.watertight ? GOOD : POOR,
    ],
    [
      'Walls',
      `from ${print.thinnest_wall_mm.toFixed(2)} mm; ${thin} % of the surface below ${least} mm`,
      rated(-print.thin_share, -0.01, -0.05),
    ],
    ['On the plate', `${number(print.base_mm2)} mm² flat`, print.base_mm2 > 0 ? GOOD : FAIR],
  ];
}

function likeness(extras) {
  const list = [];
  const { silhouette_iou: overlap, surface_distance: distance } = extras;
  if (overlap !== undefined)
    list.push(['Outline against the picture', `${(100 * overlap).toFixed(1)} % alike`, rated(overlap, 0.98, 0.9)]);
  if (distance && distance.rms > 0) {
    list.push([
      'Moved by simplifying',
      `${distance.rms.toFixed(2)} ${distance.unit} on average`,
      rated(-distance.rms, -0.5, -1.5),
    ]);
  }
  return list;
}

function textures({ uv }) {
  if (!uv) return [];
  return [
    ['Texture used', percent(uv.atlas_use), rated(uv.atlas_use, 0.6, 0.4)],
    ['Texture pieces', number(uv.charts)],
    ['Overlapping texture', uv.overlap > 0 ? percent(uv.overlap) : 'none', uv.overlap > 0.001 ? POOR : GOOD],
  ];
}

function camera({ camera_angle_x: angle, camera_from: from }) {
  if (!angle) return [];
  const known = { request: 'as you said', default: 'assumed' };
  return [
    [
      "Picture's camera",
      `${((angle * 180) / Math.PI).toFixed(1)}° wide${from ? `, ${known[from] ?? `estimated by ${from}`}` : ''}`,
    ],
  ];
}

function origin(extras) {
  const list = [['Engine', [extras.engine, extras.note].filter(Boolean).join(': ')]];
  if (extras.seed !== undefined) list.push(['Seed', String(extras.seed)]);
  return list;
}

/** What is said of a picture that was prepared: its cut-out and its camera. */
export function preparation(findings) {
  return [...(findings.remarks ?? []).map((words) => ['File', words, FAIR]), ...cutout(findings), ...camera(findings)];
}

/** What is said of a model. */
export function report(extras) {
  return [...surface(extras), ...likeness(extras), ...textures(extras), ...preparation(extras), ...origin(extras)];
}

/** Facts as a list. */
export function facts(list) {
  return el(
    'dl',
    { class: 'report' },
    list
      .filter(([, text]) => text)
      .map(([name, text, mark]) =>
        el(
          'div',
          { class: mark ?? '' },
          el('dt', {}, name),
          el('dd', {}, mark ? el('span', { class: 'mark' }, mark) : '', text),
        ),
      ),
  );
}
