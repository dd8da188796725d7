// SPDX-License-Identifier: MIT
// Puts the page together. Begin reading here: settings and pictures come in, runs go out, results are shown.
import { ENDPOINT, allowed } from './access.js';
import { Admin } from './admin.js';
import { ApiError, local } from './api.js';
import { el, fill, say, tabs } from './dom.js';
import { Form } from './form.js';
import { History } from './history.js';
import { JsonTab } from './json-tab.js';
import { KeyDialog } from './key-dialog.js';
import { readLink, writeLink } from './link.js';
import { Pictures } from './pictures.js';
import { Result } from './result.js';
import { RunCard } from './run-card.js';
import { PREPARE, preflight } from './preflight.js';
import { Run, Runs } from './runs.js';
import { Samples } from './samples.js';
import { loadSchema } from './schema.js';
import { Settings } from './settings.js';
import { showViews } from './views.js';

/** Makes other files of a kept volume. */
const EXPORT = `${ENDPOINT}/export`;

const part = (id) => document.getElementById(id);

/** Where the page may show a picture from: this server and the page itself, nowhere else. */
function shownAs(address) {
  if (address.startsWith('data:')) return address;
  return local(address) === address ? '' : local(address);
}

async function begin() {
  const schema = await loadSchema(ENDPOINT);
  const link = readLink(schema);
  const settings = new Settings(schema);
  settings.replace(link.values);
  const prepares = await loadSchema(PREPARE);
  const prepared = () => Object.fromEntries(Object.entries(settings.changed()).filter(([name]) => prepares.field(name)));
  const pictures = new Pictures(part('pictures'), (picture) => preflight(picture, prepares, prepared));
  if (link.values[schema.source]) pictures.takeAddress(link.values[schema.source]);
  const form = new Form(schema, settings, 'form');
  const forms = tabs('Settings as', [['form', 'Form', 'form-panel'], ['json', 'JSON', 'json-panel'], ['code', 'Code', 'code-panel']], () => {});
  part('settings').append(forms, form.element, new JsonTab(schema, settings, pictures).element, new Samples(schema, settings, pictures).element);
  const keys = new KeyDialog(part('key-button'));
  const runs = new Runs();
  const result = new Result(part('result'), runs, await loadSchema(EXPORT));
  let opened = link.request;

  const relink = () => {
    const [picture] = pictures.list;
    const address = picture?.address.startsWith('http') ? { [schema.source]: picture.address } : {};
    writeLink({ ...address, ...settings.changed() }, opened);
  };
  const open = (run) => {
    opened = run.id;
    for (const [id, card] of cards) card.select(id === run.id);
    relink();
    return result.open(run);
  };
  const again = ({ input }) => {
    const { [schema.source]: address, ...values } = input;
    settings.replace(values);
    if (address) pictures.takeAddress(address, shownAs(address));
    location.hash = '#make';
    part('settings').scrollIntoView();
  };
  const remove = (run) => {
    if (opened === run.id) {
      opened = '';
      result.close();
      relink();
    }
    runs.remove(run);
    part('start').querySelector('button').focus();
  };
  const cards = new Map();
  const list = el('ul', { class: 'run-list' });
  const showRuns = () => {
    for (const run of runs.list) {
      if (cards.has(run.id)) continue;
      cards.set(run.id, new RunCard(run, { open, remove, again }));
      run.addEventListener('change', () => run.result && (opened === run.id || !opened) && part('result').dataset.run !== run.id && showFirst(run));
      run.addEventListener('change', () => run.error instanceof ApiError && refuse(run.error));
    }
    for (const id of cards.keys()) if (!runs.find(id)) cards.delete(id);
    fill(list, runs.list.map((run) => cards.get(run.id).element));
    list.hidden = runs.list.length === 0;
    empty.hidden = runs.list.length > 0;
  };
  const showFirst = (run) => {
    part('result').dataset.run = run.id;
    return open(run);
  };
  const empty = el('p', { class: 'help' }, 'Models that you make appear here.');
  const refuse = (error) => {
    const rest = form.refuse(error.fields());
    const picture = rest.find(([name]) => name === schema.source);
    if (picture) pictures.refuse(picture[1]);
  };
  part('runs').append(empty, list);
  runs.addEventListener('change', showRuns);

  const problem = el('p', { class: 'problem', role: 'alert', id: 'start-problem' });
  const button = el('button', { type: 'button', class: 'main', id: 'run', onclick: () => start() }, 'Make model');
  part('start').append(button, problem);
  const showStart = () => {
    const count = pictures.list.length;
    button.textContent = count > 1 ? `Make ${count} models` : 'Make model';
    button.disabled = count === 0;
  };
  const start = async () => {
    fill(problem);
    pictures.refuse('');
    if (!allowed()) {
      keys.open();
      return;
    }
    const complaints = settings.complaints();
    form.refuse(complaints);
    if (complaints.length) {
      forms.pick('form');
      return;
    }
    button.disabled = true;
    opened = '';
    delete part('result').dataset.run;
    for (const picture of pictures.list) {
      try {
        const run = await runs.submit(picture.name, { [schema.source]: await picture.url(), ...settings.changed() }, picture.preview);
        say(`${run.name} is in the queue`);
      } catch (error) {
        fill(problem, `${picture.name}: ${error instanceof ApiError ? error.message : 'The server cannot be reached.'}${error.requestId ? ` (request ${error.requestId})` : ''}`);
        if (error.status === 401) keys.open();
      }
    }
    showStart();
  };
  pictures.addEventListener('change', showStart);
  for (const source of [settings, pictures]) source.addEventListener('change', relink);
  showStart();
  showRuns();
  runs.resume();
  if (link.request && !runs.find(link.request)) runs.add(new Run(link.request, `Request ${link.request.slice(0, 8)}`, {}));
  new History(part('history'), schema, {
    show: (id, name, input) => {
      opened = id;
      const known = runs.find(id);
      if (known) open(known);
      else runs.add(new Run(id, name, input));
      location.hash = '#make';
    },
    again: (input) => again({ input }),
  });
  new Admin(part('admin'), document.querySelector('[data-view="admin"]'));
  showViews();
}

begin().catch((error) => {
  part('make').prepend(el('p', { class: 'fault', role: 'alert' }, `The page cannot start: ${error.message}`));
});
