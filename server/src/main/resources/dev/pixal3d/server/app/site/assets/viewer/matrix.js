// SPDX-License-Identifier: MIT
// Column-major matrices: products, cameras, what turns normals.

export const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (a) => a.map((x) => x / Math.hypot(...a));

/** The matrix that does first b, then a. */
export function multiply(a, b) {
  const out = new Array(16).fill(0);
  for (let c = 0; c < 4; c++)
    for (let r = 0; r < 4; r++) for (let k = 0; k < 4; k++) out[4 * c + r] += a[4 * k + r] * b[4 * c + k];
  return out;
}

/** Looks from eye to target, y up. */
export function looking(eye, target) {
  const z = unit(eye.map((x, k) => x - target[k]));
  const x = unit(cross([0, 1, 0], z)),
    y = cross(z, x);
  return [x[0], y[0], z[0], 0, x[1], y[1], z[1], 0, x[2], y[2], z[2], 0, -dot(x, eye), -dot(y, eye), -dot(z, eye), 1];
}

/** A perspective whose picture is tanX by tanY half wide and high at distance 1. */
export function perspective(tanX, tanY, near, far) {
  return [
    1 / tanX,
    0,
    0,
    0,
    0,
    1 / tanY,
    0,
    0,
    0,
    0,
    (far + near) / (near - far),
    -1,
    0,
    0,
    (2 * far * near) / (near - far),
    0,
  ];
}

/** The inverse transposed upper left part: turns normals. */
export function normalMatrix(m) {
  const a = [m[0], m[1], m[2]],
    b = [m[4], m[5], m[6]],
    c = [m[8], m[9], m[10]];
  const d = dot(a, cross(b, c));
  return [...cross(b, c), ...cross(c, a), ...cross(a, b)].map((x) => x / d);
}
