// SPDX-License-Identifier: MIT
// The models of this tab: each is a request that is followed to its end. They are kept in the tab's storage, so a
// reload or a lost connection changes nothing but what is on the screen.
import * as api from './api.js';

const STORED = 'pixal3d.runs';
const KEPT = 20;
const CANCELLED = 'client_cancelled';

/** One request. */
export class Run extends EventTarget {
  constructor(id, name, input) {
    super();
    this.id = id;
    this.name = name;
    this.input = input;
    this.state = 'IN_QUEUE';
    this.position = undefined;
    this.progress = undefined;
    this.percent = 0;
    this.logs = [];
    this.lost = false;
    this.stopping = false;
    this.result = undefined;
    this.error = undefined;
    this.thumbnail = '';
    this.inferenceTime = undefined;
  }

  get ended() {
    return this.result !== undefined || this.error !== undefined;
  }

  get cancelled() {
    return this.error?.type === CANCELLED;
  }

  tell() {
    this.dispatchEvent(new Event('change'));
  }

  /** Takes in a status of the server; first says that its log lines begin anew. */
  take(status, first) {
    this.lost = false;
    this.state = status.status;
    this.position = status.queue_position;
    if (first) this.logs = [];
    this.logs.push(...(status.logs ?? []));
    if (status.progress) {
      this.progress = status.progress;
      // a second attempt begins at 0 again; what was shown stays
      this.percent = Math.max(this.percent, status.progress.percent);
    }
    if (status.error_type === CANCELLED)
      this.error = new api.ApiError(499, { message: status.error, error_type: CANCELLED }, this.id);
    if (status.metrics?.inference_time) this.inferenceTime = status.metrics.inference_time;
  }

  /** Follows the request until it has ended. */
  async follow(signal) {
    try {
      for await (const { status, first, lost } of api.follow(this.id, signal)) {
        if (lost) this.lost = true;
        else this.take(status, first);
        this.tell();
      }
      if (signal.aborted) return;
      if (!this.error) this.result = await api.result(this.id);
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
    }
    this.lost = false;
    this.tell();
  }

  async cancel() {
    this.stopping = true;
    this.tell();
    try {
      await api.cancel(this.id);
    } catch (error) {
      // it had ended already, which its stream tells
      if (!(error instanceof api.ApiError) || error.status !== 400) throw error;
    }
  }
}

/** Tells of a change when a request comes, goes or ends. */
export class Runs extends EventTarget {
  #runs = [];
  #stops = new Map();

  constructor() {
    super();
    for (const { id, name, input } of JSON.parse(sessionStorage.getItem(STORED) ?? '[]'))
      this.#runs.push(new Run(id, name, input));
  }

  get list() {
    return this.#runs;
  }

  find(id) {
    return this.#runs.find((run) => run.id === id);
  }

  /** Goes on following what the tab knew before it was loaded again. */
  resume() {
    for (const run of this.#runs) if (!run.ended) this.#follow(run);
  }

  async submit(name, input, thumbnail, endpoint) {
    const { request_id: id } = await api.submit(input, endpoint);
    return this.add(new Run(id, name, input), thumbnail);
  }

  /** Shows a request, which may have ended long ago. */
  add(run, thumbnail = '') {
    run.thumbnail = thumbnail;
    this.#runs = [run, ...this.#runs.filter((other) => other.id !== run.id)].slice(0, KEPT);
    this.#keep();
    this.#follow(run);
    this.dispatchEvent(new Event('change'));
    return run;
  }

  /** Takes a request off the list; what runs goes on at the server. */
  remove(run) {
    this.#stops.get(run)?.abort();
    this.#runs = this.#runs.filter((other) => other !== run);
    this.#keep();
    this.dispatchEvent(new Event('change'));
  }

  #follow(run) {
    const stop = new AbortController();
    this.#stops.set(run, stop);
    run.follow(stop.signal).then(() => this.dispatchEvent(new Event('change')));
  }

  #keep() {
    sessionStorage.setItem(STORED, JSON.stringify(this.#runs.map(({ id, name, input }) => ({ id, name, input }))));
  }
}
