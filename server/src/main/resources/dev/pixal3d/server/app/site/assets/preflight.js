// SPDX-License-Identifier: MIT
// Before a run: what the engine would make a model of. The prepare endpoint cuts the object out and says what is
// remarkable.
import { ENDPOINT } from './access.js';
import { local, submit } from './api.js';
import { el, fill, say } from './dom.js';
import { facts, preparation } from './report.js';
import { Run } from './runs.js';

/** Cuts out and finds the camera, nothing more. */
export const PREPARE = `${ENDPOINT}/prepare`;

/** A button that shows a picture's cut-out, and the place where it appears. inputs() gives the settings that matter for it. */
export function preflight(picture, schema, inputs) {
  const place = el('div', { class: 'preflight' });
  const show = async () => {
    button.disabled = true;
    fill(place, el('p', { class: 'help' }, 'Cutting out…'));
    try {
      const { request_id: id } = await submit({ ...inputs(), [schema.source]: await picture.url() }, PREPARE);
      const run = new Run(id, picture.name, {});
      await run.follow(new AbortController().signal);
      if (run.error) throw run.error;
      const { prepared, findings } = run.result;
      fill(
        place,
        el('img', { src: local(prepared.url), alt: `The cut-out of ${picture.name}` }),
        facts(preparation(findings)),
      );
      say(`The cut-out of ${picture.name} is shown`);
    } catch (error) {
      fill(place, el('p', { class: 'problem', role: 'alert' }, error.message));
    }
    button.disabled = false;
  };
  const button = el('button', { type: 'button', class: 'check', onclick: show }, 'See the cut-out');
  return [button, place];
}
