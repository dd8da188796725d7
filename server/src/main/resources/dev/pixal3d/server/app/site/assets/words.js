// SPDX-License-Identifier: MIT
// Numbers, sizes and times as people read them.

const UNITS = ['bytes', 'kB', 'MB', 'GB'];

export function bytes(count) {
  let value = count,
    unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${UNITS[unit]}`;
}

export function seconds(value) {
  if (value < 10) return `${value.toFixed(1)} s`;
  if (value < 90) return `${Math.round(value)} s`;
  return `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
}

export function ago(time) {
  const passed = Math.max(0, (Date.now() - new Date(time)) / 1000);
  if (passed < 60) return 'just now';
  if (passed < 3600) return `${Math.floor(passed / 60)} min ago`;
  if (passed < 86_400) return `${Math.floor(passed / 3600)} h ago`;
  return new Date(time).toLocaleDateString();
}

export const number = (value) => Number(value).toLocaleString('en');

/** A length in metres, in the unit that gives it two or three digits. */
export function length(metres) {
  if (metres >= 1) return `${metres.toFixed(2)} m`;
  return metres >= 0.01 ? `${(metres * 100).toFixed(1)} cm` : `${(metres * 1000).toFixed(1)} mm`;
}

export const percent = (share) => `${Math.round(100 * share)} %`;
