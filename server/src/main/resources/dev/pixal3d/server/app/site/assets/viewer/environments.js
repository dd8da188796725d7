// SPDX-License-Identifier: MIT
// Places to look at a model in: light from above, from the horizon and from below, and three lamps {way, light, size
// in radians}.

const lamp = (way, light, size) => ({ way: way.map((x) => x / Math.hypot(...way)), light, size });

export const ENVIRONMENTS = {
  studio: {
    title: 'Studio',
    zenith: [0.75, 0.76, 0.8],
    horizon: [0.55, 0.55, 0.56],
    ground: [0.32, 0.31, 0.3],
    lamps: [
      lamp([-0.7, 0.8, 0.9], [3.2, 3.1, 3], 0.45),
      lamp([0.9, 0.35, 0.6], [1.1, 1.15, 1.25], 0.5),
      lamp([0.2, 0.5, -1], [1.6, 1.6, 1.7], 0.3),
    ],
  },
  outdoor: {
    title: 'Outdoors',
    zenith: [0.5, 0.68, 1],
    horizon: [0.85, 0.9, 0.95],
    ground: [0.26, 0.24, 0.18],
    lamps: [
      lamp([0.5, 0.9, 0.5], [7, 6.4, 5.4], 0.2),
      lamp([-1, 0.4, -0.3], [0.3, 0.4, 0.6], 0.6),
      lamp([0, -1, 0.2], [0.1, 0.1, 0.05], 0.8),
    ],
  },
  sunset: {
    title: 'Sunset',
    zenith: [0.2, 0.22, 0.42],
    horizon: [0.85, 0.5, 0.32],
    ground: [0.14, 0.1, 0.12],
    lamps: [
      lamp([1, 0.18, 0.5], [7, 3.2, 1.3], 0.25),
      lamp([-0.8, 0.5, 0.6], [0.4, 0.5, 1.1], 0.6),
      lamp([-0.4, 0.2, -1], [0.9, 0.5, 0.6], 0.4),
    ],
  },
  flat: {
    title: 'Even light',
    zenith: [1, 1, 1],
    horizon: [1, 1, 1],
    ground: [1, 1, 1],
    lamps: [lamp([0, 1, 0], [0, 0, 0], 1), lamp([0, 1, 0], [0, 0, 0], 1), lamp([0, 1, 0], [0, 0, 0], 1)],
  },
};
