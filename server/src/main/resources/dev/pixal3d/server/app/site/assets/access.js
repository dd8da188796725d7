// SPDX-License-Identifier: MIT
// Who calls. The key stays in this tab: it is gone when the tab is closed and is sent to this server only.

const STORED = 'pixal3d.key';
const meta = (name) => document.querySelector(`meta[name="pixal3d-${name}"]`).content;

/** The endpoint's id. */
export const ENDPOINT = meta('endpoint');

/** What this server wants of callers: "key", or nothing: "anonymous", "proxy". */
export const ACCESS = meta('access');

export const changes = new EventTarget();

export const key = () => sessionStorage.getItem(STORED) ?? '';

export function setKey(text) {
  if (text) sessionStorage.setItem(STORED, text);
  else sessionStorage.removeItem(STORED);
  changes.dispatchEvent(new Event('change'));
}

/** Whether calls have a chance of being answered. */
export const allowed = () => ACCESS !== 'key' || key() !== '';

/** How to reach a path of this server: straight with a key, else by the route that lends one. */
export function route(path) {
  if (key()) return { url: path, headers: { authorization: `Key ${key()}` } };
  if (ACCESS === 'proxy') return { url: '/api/fal/proxy', headers: { 'x-fal-target-url': location.origin + path } };
  return { url: path, headers: {} };
}
