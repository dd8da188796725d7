// SPDX-License-Identifier: MIT
// The address of the page says what it shows: the chosen values, a picture's address, the request that is open.

const REQUEST = 'request';

export function readLink(schema) {
  const query = new URLSearchParams(location.search);
  const known = (name) => name === schema.source || schema.field(name) !== undefined;
  const values = Object.fromEntries([...query].filter(([name]) => known(name)));
  return { request: query.get(REQUEST) ?? '', values };
}

/** Puts what is shown into the address, without a new entry in the browser's history. */
export function writeLink(values, request) {
  const query = new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)]));
  if (request) query.set(REQUEST, request);
  const search = query.size ? `?${query}` : '';
  if (search !== location.search) history.replaceState(null, '', location.pathname + search + location.hash);
}
