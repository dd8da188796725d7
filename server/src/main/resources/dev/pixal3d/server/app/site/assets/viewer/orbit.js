// SPDX-License-Identifier: MIT
// A camera on a sphere around the model, moved by mouse, touch and keys.

const CLOSEST = 0.3,
  FARTHEST = 6,
  STEEPEST = 1.5;
const TURN = 0.008,
  KEY_TURN = Math.PI / 24,
  ZOOM = 1.1;

export class Orbit {
  #changed;
  #pointers = new Map();

  /** changed is called after every move of the visitor. */
  constructor(element, changed) {
    this.#changed = changed;
    this.reset();
    element.addEventListener('pointerdown', (event) => {
      element.setPointerCapture(event.pointerId);
      this.#pointers.set(event.pointerId, [event.clientX, event.clientY]);
    });
    element.addEventListener('pointermove', (event) => this.#moved(event, element));
    for (const end of ['pointerup', 'pointercancel'])
      element.addEventListener(end, (event) => this.#pointers.delete(event.pointerId));
    element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        this.#zoom(event.deltaY > 0 ? ZOOM : 1 / ZOOM);
      },
      { passive: false },
    );
    element.addEventListener('keydown', (event) => this.#key(event));
  }

  /** Angles in radians, distance in radii of the model, the middle's shift in radii. */
  reset() {
    this.azimuth = 0.5;
    this.elevation = 0.25;
    this.distance = 1;
    this.shift = [0, 0];
  }

  #moved(event, element) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY],
      moved = [now[0] - before[0], now[1] - before[1]];
    if (this.#pointers.size === 2) {
      const [, other] = [...this.#pointers].find(([id]) => id !== event.pointerId);
      this.#zoom(
        Math.hypot(before[0] - other[0], before[1] - other[1]) / Math.hypot(now[0] - other[0], now[1] - other[1]),
      );
    } else if (event.shiftKey || event.buttons === 2) {
      this.#pan(moved[0] / element.clientHeight, moved[1] / element.clientHeight);
    } else {
      this.turn(-moved[0] * TURN, moved[1] * TURN);
    }
    this.#pointers.set(event.pointerId, now);
    this.#changed();
  }

  /** Turns the camera around the model. */
  turn(azimuth, elevation) {
    this.azimuth += azimuth;
    this.elevation = Math.min(STEEPEST, Math.max(-STEEPEST, this.elevation + elevation));
  }

  #zoom(factor) {
    this.distance = Math.min(FARTHEST, Math.max(CLOSEST, this.distance * factor));
    this.#changed();
  }

  #pan(right, down) {
    this.shift = [this.shift[0] - 2 * right * this.distance, this.shift[1] + 2 * down * this.distance];
  }

  #key(event) {
    const turns = {
      ArrowLeft: [-KEY_TURN, 0],
      ArrowRight: [KEY_TURN, 0],
      ArrowUp: [0, KEY_TURN],
      ArrowDown: [0, -KEY_TURN],
    };
    if (event.key in turns && event.shiftKey) this.#pan(turns[event.key][0] / 4, -turns[event.key][1] / 4);
    else if (event.key in turns) this.turn(...turns[event.key]);
    else if (event.key === '+' || event.key === '=') this.#zoom(1 / ZOOM);
    else if (event.key === '-') this.#zoom(ZOOM);
    else if (event.key === 'Home') this.reset();
    else return;
    event.preventDefault();
    this.#changed();
  }
}
