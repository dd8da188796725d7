// SPDX-License-Identifier: MIT
// Puts the page together. Begin reading here: settings and pictures come in, runs go out, results are shown.
import { ENDPOINT } from './access.js';
import { Admin } from './admin.js';
import { local } from './api.js';
import { el, tabs } from './dom.js';
import { Form } from './form.js';
import { History } from './history.js';
import { JsonTab } from './json-tab.js';
import { KeyDialog } from './key-dialog.js';
import { readLink, writeLink } from './link.js';
import { Pictures } from './pictures.js';
import { PREPARE, preflight } from './preflight.js';
import { EXPORT } from './reexport.js';
import { Result } from './result.js';
import { RunList } from './run-list.js';
import { Run, Runs } from './runs.js';
import { Samples } from './samples.js';
import { loadSchema } from './schema.js';
import { Settings } from './settings.js';
import { picturesOf } from './source.js';
import { Start } from './start.js';
import { showViews } from './views.js';

const FORMS = [
  ['form', 'Form', 'form-panel'],
  ['json', 'JSON', 'json-panel'],
  ['code', 'Code', 'code-panel'],
];

const part = (id) => document.getElementById(id);

/** Where the page may show a picture from: this server and the page itself, nowhere else. */
function shownAs(address) {
  if (address.startsWith('data:')) return address;
  return local(address) === address ? '' : local(address);
}

async function begin() {
  const [schema, prepares, exports] = await Promise.all([ENDPOINT, PREPARE, EXPORT].map(loadSchema));
  const link = readLink(schema);
  const settings = new Settings(schema);
  settings.replace(link.values);
  const prepared = () =>
    Object.fromEntries(Object.entries(settings.changed()).filter(([name]) => prepares.field(name)));
  const pictures = new Pictures(
    part('pictures'),
    (picture) => preflight(picture, prepares, prepared),
    schema.sides,
  );
  const forbid = () => pictures.forbidOneObject(schema.oneObjectRefused(settings));
  settings.addEventListener('change', forbid);
  forbid();
  const form = new Form(schema, settings, 'form');
  const forms = tabs('Settings as', FORMS, () => {});
  part('settings').append(
    forms,
    form.element,
    new JsonTab(schema, settings, pictures).element,
    new Samples(schema, settings, pictures).element,
  );
  if (link.values[schema.source]) pictures.takeAddress(link.values[schema.source]);

  const again = ({ input }) => {
    const { addresses, sides, values } = picturesOf(schema, input);
    settings.replace(values);
    if (addresses.length) pictures.takeAddresses(addresses, sides, shownAs);
    location.hash = '#make';
    part('settings').scrollIntoView();
  };
  const keys = new KeyDialog(part('key-button'));
  const runs = new Runs();
  const list = new RunList(part('runs'), runs, new Result(part('result'), runs, exports), {
    opened: link.request,
    again,
  });
  new Start(part('start'), { schema, settings, pictures, form, forms, keys, runs, list });
  new History(part('history'), schema, {
    show: (id, name, input) => {
      list.open(runs.find(id) ?? runs.add(new Run(id, name, input)));
      location.hash = '#make';
    },
    again: (input) => again({ input }),
  });
  new Admin(part('admin'), document.querySelector('[data-view="admin"]'));

  for (const source of [settings, pictures, list]) {
    source.addEventListener('change', () => {
      const address = pictures.subjects[0]?.length === 1 ? pictures.list[0].address : '';
      const picture = address.startsWith('http') ? { [schema.source]: address } : {};
      writeLink({ ...picture, ...settings.changed() }, list.opened);
    });
  }
  runs.resume();
  if (link.request && !runs.find(link.request))
    runs.add(new Run(link.request, `Request ${link.request.slice(0, 8)}`, {}));
  showViews();
}

begin().catch((error) => {
  part('make').prepend(el('p', { class: 'fault', role: 'alert' }, `The page cannot start: ${error.message}`));
});
