// SPDX-License-Identifier: MIT
// This server's protocol, which is fal's: submit, status stream, cancel, result, uploads. Everything that is refused
// comes as an ApiError with the words of the server.
import { ENDPOINT, route } from './access.js';

const QUEUE = `/queue/${ENDPOINT}`;

export class ApiError extends Error {
  constructor(status, body, requestId) {
    super(body?.message ?? (typeof body?.detail === 'string' ? body.detail : `The server answered ${status}.`));
    this.status = status;
    this.type = body?.error_type ?? body?.detail?.[0]?.type ?? '';
    this.details = Array.isArray(body?.detail) ? body.detail : [];
    this.requestId = requestId;
  }

  /** What is wrong with which field: pairs of name and message. */
  fields() {
    return this.details.filter((d) => d.loc?.length > 1).map((d) => [d.loc[1], d.msg]);
  }
}

/** What went wrong, for people. */
export const explained = (error) => (error instanceof ApiError ? error.message : 'The server cannot be reached.');

async function answered(response) {
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  throw new ApiError(response.status, body, response.headers.get('x-fal-request-id') ?? '');
}

async function call(path, { method = 'GET', json, signal } = {}) {
  const { url, headers } = route(path);
  const body = json === undefined ? undefined : JSON.stringify(json);
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  return answered(await fetch(url, { method, body, signal, headers: { ...headers, ...type } }));
}

const asJson = async (path, options) => (await call(path, options)).json();

/** The path of an address of this server, so that the page reaches it under whatever name it was opened. */
export function local(address) {
  const url = new URL(address, location.href);
  return /^\/(files|up)\//.test(url.pathname) ? url.pathname + url.search : address;
}

/** A file's name by its address; this server's own addresses have 21 letters and an underscore before it. */
export function fileName(address) {
  if (address.startsWith('data:')) return 'data URI';
  const name = decodeURIComponent(new URL(address, location.href).pathname.split('/').pop());
  return local(address) === address ? name || address : name.slice(22);
}

export const submit = (input, endpoint = ENDPOINT) => asJson(`/queue/${endpoint}`, { method: 'POST', json: input });
export const status = (id) => asJson(`${QUEUE}/requests/${id}/status?logs=1`);
export const result = (id) => asJson(`${QUEUE}/requests/${id}`);
export const cancel = (id) => asJson(`${QUEUE}/requests/${id}/cancel`, { method: 'PUT' });
/** Cancels everything of the application that waits; how many requests that were. */
export const flush = async () =>
  (await asJson(`/v1/serverless/apps/${ENDPOINT}/queue`, { method: 'DELETE' })).cancelled;

export const get = (path) => asJson(path);

/** Asks the server, as an administrator, to do something that has a path of its own. */
export const order = (path) => asJson(path, { method: 'POST' });

/** Deletes what a request kept: its input, its output, its files. */
export const remove = (id) => asJson(`/v1/models/requests/${id}`, { method: 'DELETE' });

/** Stores a file on the server; its address. */
export async function upload(file) {
  const about = { file_name: file.name, content_type: file.type || 'application/octet-stream' };
  const place = await asJson('/rest/storage/upload/initiate?storage_type=fal-cdn-v3', { method: 'POST', json: about });
  const stored = await answered(
    await fetch(local(place.upload_url), {
      method: 'PUT',
      body: file,
      headers: { 'content-type': about.content_type },
    }),
  );
  // an answer that nobody reads counts as broken off
  await stored.arrayBuffer();
  return place.file_url;
}

/** The events of one stream, as they come; ends when the server ends it, fails when the connection does. */
async function* events(id, signal) {
  const response = await call(`${QUEUE}/requests/${id}/status/stream?logs=1`, { signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const parts = text.split('\n\n');
    text = parts.pop();
    for (const part of parts) if (part.startsWith('data:')) yield JSON.parse(part.slice(5));
  }
}

const pause = (time, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, time);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });

/**
 * Follows a request to its end over any number of connections. Yields {status, first}: first says that the log lines
 * begin anew. When the server cannot be reached, yields {lost: true} and tries again, more and more slowly.
 */
export async function* follow(id, signal) {
  for (let wait = 500; ; wait = Math.min(2 * wait, 10_000)) {
    try {
      let first = true;
      for await (const now of events(id, signal)) {
        yield { status: now, first };
        first = false;
        wait = 500;
        if (now.status === 'COMPLETED') return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && error.status < 500 && error.status !== 429) throw error;
    }
    yield { lost: true };
    await pause(wait, signal);
  }
}
