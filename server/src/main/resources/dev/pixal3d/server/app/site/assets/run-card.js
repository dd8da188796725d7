// SPDX-License-Identifier: MIT
// A request on the screen: its place in the queue, what is being done, how far, how long still, its log, its error.
import { local } from './api.js';
import { el, fill, say } from './dom.js';
import { seconds } from './words.js';

function line(run) {
  if (run.lost) return 'Connection lost, trying again…';
  if (run.cancelled) return 'Cancelled';
  if (run.error) return 'Failed';
  if (run.result) return run.inferenceTime ? `Done in ${seconds(run.inferenceTime)}` : 'Done';
  if (run.stopping) return 'Cancelling…';
  if (run.state === 'IN_QUEUE') return run.position ? `In the queue, ${run.position} ahead` : 'In the queue, next';
  const { stage, step, steps, eta } = run.progress ?? {};
  const place = stage ? stage + (steps > 1 ? ` ${step} of ${steps}` : '') : 'Starting';
  return `${place}, ${run.percent} %${eta === undefined ? '' : `, ${seconds(eta)} left`}`;
}

function errorBox(run) {
  const { message, type, status, requestId, details = [] } = run.error;
  const facts = [type, status && `status ${status}`, `request ${requestId || run.id}`].filter(Boolean).join(' · ');
  const sentences = details.length
    ? details.map((d) => `${d.loc.slice(1).join('.')}${d.loc.length > 1 ? ': ' : ''}${d.msg}`)
    : [message];
  return el(
    'div',
    { class: run.cancelled ? 'note' : 'fault', role: 'alert' },
    sentences.map((text) => el('p', {}, text)),
    el('p', { class: 'facts' }, facts),
  );
}

export class RunCard {
  #run;
  #status;
  #bar;
  #log;
  #logBox;
  #error;
  #actions;
  #image;

  constructor(run, { open, remove, again }) {
    this.#run = run;
    this.#status = el('p', { class: 'status' });
    this.#bar = el('progress', { max: 100, 'aria-label': `Progress of ${run.name}` });
    this.#log = el('ol', { class: 'log', tabindex: 0, 'aria-label': `Log of ${run.name}` });
    this.#logBox = el('details', {}, el('summary', {}, 'Log'), this.#log);
    this.#error = el('div');
    this.#actions = {
      cancel: el(
        'button',
        { type: 'button', onclick: () => run.cancel().catch((error) => say(error.message)) },
        'Cancel',
      ),
      open: el('button', { type: 'button', class: 'main', onclick: () => open(run) }, 'Show'),
      again: el('button', { type: 'button', onclick: () => again(run) }, 'Use these settings'),
      remove: el(
        'button',
        { type: 'button', class: 'quiet', 'aria-label': `Close ${run.name}`, onclick: () => remove(run) },
        '×',
      ),
    };
    this.#image = el('span', { class: 'thumb' });
    this.element = el(
      'li',
      { class: 'run', 'data-request': run.id },
      el(
        'div',
        { class: 'head' },
        this.#image,
        el('div', { class: 'words' }, el('h3', {}, run.name), this.#status),
        this.#actions.remove,
      ),
      this.#bar,
      this.#error,
      el('div', { class: 'actions' }, this.#actions.open, this.#actions.cancel, this.#actions.again),
      this.#logBox,
    );
    run.addEventListener('change', () => this.show());
    this.show();
  }

  show() {
    const run = this.#run;
    const words = line(run);
    if (run.ended && this.#status.textContent !== words) say(`${run.name}: ${words}`);
    this.#status.textContent = words;
    this.#bar.hidden = run.ended;
    if (run.state === 'IN_PROGRESS') this.#bar.value = run.percent;
    this.#actions.cancel.hidden = run.ended;
    this.#actions.cancel.disabled = run.stopping;
    this.#actions.open.hidden = run.result === undefined;
    this.#actions.again.hidden = !run.ended || Object.keys(run.input).length === 0;
    if (run.error && !this.#error.hasChildNodes()) this.#error.append(errorBox(run));
    const picture = run.result?.thumbnail ? local(run.result.thumbnail.url) : run.thumbnail;
    if (picture && this.#image.firstChild?.getAttribute('src') !== picture)
      fill(this.#image, el('img', { src: picture, alt: '' }));
    this.#logBox.hidden = run.logs.length === 0;
    if (this.#log.childElementCount > run.logs.length) fill(this.#log);
    const fresh = run.logs.slice(this.#log.childElementCount);
    this.#log.append(
      ...fresh.map(({ timestamp, level, message }) =>
        el(
          'li',
          { class: level.toLowerCase() },
          el('time', { datetime: timestamp }, timestamp.slice(11, 19)),
          ` ${message}`,
        ),
      ),
    );
    if (fresh.length) this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** Marks the request whose result is open. */
  select(on) {
    this.element.classList.toggle('open', on);
    this.#actions.open.setAttribute('aria-pressed', String(on));
  }
}
