// SPDX-License-Identifier: MIT
// One whole session on the playground in Chromium, as a visitor has it: open, drop, change values, run, watch,
// cancel, look in every mode, download, reload, follow a deep link, and the same by keyboard alone; on a desk and a
// phone, light and dark. Prints what was seen as JSON. Arguments: address, key, and a folder for the film strip of
// screenshots and for downloads.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPage, withBrowser } from './browser.mjs';

const [address, key, folder] = process.argv.slice(2);
const AXE = await readFile(
  fileURLToPath(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url)),
  'utf8',
);
// as good as any other picture where nobody looks at the model, and less work
const BAR = `data:image/png;base64,${await readFile(
  new URL('../../../../image/src/test/resources/bar.png', import.meta.url),
  'base64',
)}`;
const LONG = { timeout: 90_000 };
const seen = { shots: [], violations: [], wide: [], steps: {} };

/** A screenshot for the film strip, and what axe-core says about the page as it stands. */
async function shot(page, name) {
  seen.shots.push(name);
  await page.screenshot({ path: join(folder, `${String(seen.shots.length).padStart(2, '0')}-${name}.png`) });
  const found = await page.evaluate(async (source) => {
    if (!window.axe) Function(source)();
    const { violations } = await window.axe.run(document);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.target.join(' ')).join(', ')}`);
  }, AXE);
  for (const violation of found) seen.violations.push(`${name}: ${violation}`);
  const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
  if (scrollWidth > clientWidth) seen.wide.push(name);
}

async function open(
  browser,
  { width = 1280, height = 860, scheme = 'light', query = '', given = key, calm = false, at = address } = {},
) {
  const { page, complaints } = await openPage(browser);
  // the tests look into the page with a script of their own; the page's policy is looked at elsewhere
  await page.setBypassCSP(true);
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: scheme },
    { name: 'prefers-reduced-motion', value: calm ? 'reduce' : 'no-preference' },
  ]);
  if (given)
    await page.evaluateOnNewDocument(
      (text) => sessionStorage.getItem('pixal3d.key') ?? sessionStorage.setItem('pixal3d.key', text),
      given,
    );
  await page.goto(at + query, { waitUntil: 'networkidle0' });
  await page.waitForSelector('#run');
  return { page, complaints };
}

/** Drops a picture on the page as a file: an example of the page's, or one of its own. */
const drop = (page, name, times = 1, own = '') =>
  page.evaluate(
    async (example, count, given) => {
      const source = given || document.querySelector(`button[aria-label="Example: ${example}"] img`).src;
      const blob = await (await fetch(source)).blob();
      const dataTransfer = new DataTransfer();
      for (let i = 0; i < count; i++)
        dataTransfer.items.add(new File([blob], `${example}${i || ''}.png`, { type: 'image/png' }));
      dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    },
    name,
    times,
    own,
  );

const textOf = (page, selector) => page.$eval(selector, (e) => e.textContent);
const set = async (page, name, value) => {
  await page.$eval(`#form-${name}`, (e) => e.closest('details').setAttribute('open', ''));
  const kind = await page.$eval(`#form-${name}`, (e) => e.tagName);
  if (kind === 'SELECT') return page.select(`#form-${name}`, value);
  await page.$eval(`#form-${name}`, (e) => {
    e.value = '';
  });
  await page.type(`#form-${name}`, value);
  return page.$eval(`#form-${name}`, (e) => e.dispatchEvent(new Event('change')));
};
const ended = (page, words, number = 1) =>
  page.waitForFunction(
    (text, count) =>
      [...document.querySelectorAll('.run .status')].filter((e) => e.textContent.startsWith(text)).length >= count,
    LONG,
    words,
    number,
  );
const drawn = (page) =>
  page.waitForFunction(() => Number(document.querySelector('.stage canvas')?.dataset.drawn) > 0, LONG);

/** Collects everything that the status of the newest run says. */
const watch = (page) =>
  page.evaluate(() => {
    window.told = [];
    const look = () => {
      const text = document.querySelector('.run .status')?.textContent;
      if (text && window.told.at(-1) !== text) window.told.push(text);
    };
    new MutationObserver(look).observe(document.getElementById('runs'), {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });

/** The middle of the drawing as numbers, so that two looks can be told apart. */
const look = (page) =>
  page.$eval(
    '.stage canvas',
    (canvas) =>
      new Promise((done) => {
        requestAnimationFrame(() =>
          requestAnimationFrame(() =>
            canvas.toBlob(async (blob) => {
              const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
              done([...new Uint8Array(digest)].slice(0, 6).join('.'));
            }),
          ),
        );
      }),
  );

async function desk(browser) {
  const { page, complaints } = await open(browser, { given: '' });
  seen.steps.asksForKey = await textOf(page, '#key-button');
  await shot(page, 'open');
  await page.click('#key-button');
  await page.type('#key', key);
  await shot(page, 'key');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => !document.querySelector('dialog').open);
  await drop(page, 'robot');
  await page.waitForSelector('.pictures li');
  await set(page, 'texture_size', '1024');
  await set(page, 'decimation_target', '20000');
  await set(page, 'output_format', 'obj');
  await page.click('#form-keep_volume');
  await page.click('.pictures .check');
  await page.waitForSelector('.preflight img', LONG);
  seen.steps.preflight = await page.$$eval('.preflight .report div', (all) => all.map((e) => e.textContent));
  await shot(page, 'values');
  seen.steps.link = await page.evaluate(() => location.search);
  seen.steps.greyed = await page.$$eval('#form-panel .field.unused', (all) => all.length);
  await page.click('[data-id="json"]');
  seen.steps.json = JSON.parse(await page.$eval('#json-text', (e) => e.value));
  await shot(page, 'json');
  await page.click('[data-id="code"]');
  seen.steps.code = {};
  for (const language of ['javascript', 'python', 'java', 'curl']) {
    await page.click(`#code-panel [data-id="${language}"]`);
    seen.steps.code[language] = await textOf(page, '#code-panel code');
  }
  await shot(page, 'code');
  await page.click('[data-id="form"]');
  await watch(page);
  await page.click('#run');
  await page.waitForFunction(() => /%/.test(document.querySelector('.run .status')?.textContent), LONG);
  await shot(page, 'running');
  await ended(page, 'Done');
  await drawn(page);
  seen.steps.told = await page.evaluate(() => window.told);
  await shot(page, 'result');
  await looks(page);
  seen.steps.report = await page.$$eval('.report div', (all) => all.map((e) => e.textContent));
  seen.steps.downloads = await page.$$eval('.downloads a', (all) =>
    Promise.all(
      all.map(async (a) => {
        const bytes = new Uint8Array(await (await fetch(a.href)).arrayBuffer());
        return { name: a.download, bytes: bytes.length, begins: String.fromCharCode(...bytes.slice(0, 4)) };
      }),
    ),
  );
  await reexported(page);
  await cancelled(page);
  await reloaded(page);
  await past(page);
  complaints.forEach((text) => seen.violations.push(`desk: ${text}`));
  await page.close();
}

const press = (page, text) =>
  page.evaluate(
    (wanted) =>
      [...document.querySelectorAll('button')]
        .find((b) => b.textContent === wanted && !b.disabled && b.checkVisibility())
        .click(),
    text,
  );

/** The first bytes of a file that the page saves when a button is pressed. */
async function saved(page, button, name) {
  const file = join(folder, 'downloads', name);
  await press(page, button);
  for (let i = 0; i < 300 && !existsSync(file); i++)
    await new Promise((done) => {
      setTimeout(done, 100);
    });
  return (await readFile(file)).toString('hex', 0, 4);
}

/** Every way to look at the model gives another picture. */
async function looks(page) {
  seen.steps.looks = {};
  for (const mode of ['lit', 'color', 'normals', 'surface', 'wireframe', 'checker']) {
    await page.select('[data-look="mode"]', mode);
    seen.steps.looks[mode] = await look(page);
    await shot(page, `mode-${mode}`);
  }
  await page.select('[data-look="mode"]', 'lit');
  for (const light of ['outdoor', 'sunset', 'flat']) {
    await page.select('[data-look="environment"]', light);
    seen.steps.looks[light] = await look(page);
  }
  await page.select('[data-look="environment"]', 'studio');
  const before = await look(page);
  await press(page, 'Turn');
  await page.waitForFunction((n) => Number(document.querySelector('.stage canvas').dataset.drawn) > n, LONG, 30);
  await press(page, 'Turn');
  seen.steps.turned = (await look(page)) !== before;
  await press(page, "Picture's view");
  seen.steps.looks.picture = await look(page);
  seen.steps.overlaid = await page.$eval('.overlay', (e) => !e.hidden && e.naturalWidth > 0);
  await shot(page, 'picture');
  await press(page, 'Reset view');
  seen.steps.screenshot = await saved(page, 'Screenshot', 'robot.png');
  seen.steps.video = await saved(page, 'Video', 'robot.webm');
}

/** Another file of the same volume, without a run, and both side by side. */
async function reexported(page) {
  await page.$eval('.reexport', (e) => {
    e.open = true;
  });
  await page.$eval('#export-texture_format', (e) => e.closest('.group').setAttribute('open', ''));
  await page.select('#export-texture_format', 'jpeg');
  await page.select('#export-output_format', 'stl');
  await page.click('#export-run');
  await ended(page, 'Done', 2);
  await page.select('#compare', await page.$eval('#compare option:last-child', (e) => e.value));
  await page.waitForFunction(
    () => [...document.querySelectorAll('.stage canvas')].filter((e) => Number(e.dataset.drawn) > 0).length === 2,
    LONG,
  );
  await page.$eval('#result', (e) => e.scrollIntoView());
  await shot(page, 'compare');
  seen.steps.reexported = await page.$$eval('.side:last-child .downloads a', (all) => all.map((a) => a.download));
  await page.select('#compare', '');
  await page.click('#form-keep_volume');
}

async function cancelled(page) {
  await set(page, 'resolution', '1536');
  await set(page, 'decimation_target', '1500000');
  await page.click('#run');
  await page.waitForFunction(() => document.querySelectorAll('.run').length === 3, LONG);
  await page.waitForFunction(() => /%/.test(document.querySelector('.run .status').textContent), LONG);
  await page.evaluate(() =>
    [...document.querySelectorAll('.run button')].find((b) => b.textContent === 'Cancel' && !b.hidden).click(),
  );
  await ended(page, 'Cancelled');
  await shot(page, 'cancelled');
  seen.steps.cancelled = await textOf(page, '.run .note');
}

async function reloaded(page) {
  await page.evaluate(() => [...document.querySelectorAll('.run')].at(-1).querySelector('button.main').click());
  await page.waitForFunction(() => location.search.includes('request='));
  await page.reload({ waitUntil: 'networkidle0' });
  await ended(page, 'Done');
  await ended(page, 'Cancelled');
  await drawn(page);
  seen.steps.reloaded = await page.$$eval('.run .status', (all) => all.map((e) => e.textContent));
  await shot(page, 'reloaded');
}

/** History and the administrator's view. */
async function past(page) {
  const entries = () => page.$$eval('.history-list li', (all) => all.map((e) => e.textContent));
  await page.click('nav [data-view="history"]');
  await page.waitForFunction(() => document.querySelectorAll('.history-list li').length === 3, LONG);
  seen.steps.history = await entries();
  await shot(page, 'history');
  await page.type('#history-search', 'cancelled');
  seen.steps.found = await entries();
  page.once('dialog', (dialog) => dialog.accept());
  await press(page, 'Delete');
  await page.waitForFunction(() => document.querySelectorAll('.history-list li').length === 0, LONG);
  await page.click('nav [data-view="admin"]');
  await page.waitForSelector('.admin table', LONG);
  seen.steps.admin = await textOf(page, '#admin');
  await shot(page, 'admin');
  seen.steps.paused = [];
  for (const [words, next] of [
    ['The queue is paused', 'Resume the queue'],
    ['Runs start again', 'Pause the queue'],
  ]) {
    await page.focus('#admin-pause');
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      (told, name) =>
        document.getElementById('say').textContent.startsWith(told) &&
        document.getElementById('admin-pause')?.textContent === name &&
        document.activeElement.id === 'admin-pause',
      LONG,
      words,
      next,
    );
    seen.steps.paused.push(await textOf(page, '#admin table'));
    await shot(page, `admin-${next.split(' ')[0].toLowerCase()}`);
  }
}

async function refused(browser) {
  const { page } = await open(browser, {
    query: '?texture_size=1024&decimation_target=20000&image_url=https%3A%2F%2F127.0.0.1%3A1%2Fx.png',
  });
  seen.steps.linked = await page.$$eval('#form-panel .field.changed', (all) => all.map((e) => e.dataset.field));
  await page.click('#run');
  await ended(page, 'Failed');
  seen.steps.failed = await textOf(page, '.run .fault');
  seen.steps.atPicture = await textOf(page, '#picture-problem');
  await shot(page, 'failed');
  await page.close();
}

/** Several pictures of one object: why this server cannot, and what would be sent to one that can. */
async function sides(browser) {
  const { page } = await open(browser);
  await drop(page, 'robot', 3);
  await page.waitForSelector('.pictures li:nth-child(3)');
  seen.steps.sidesRefused = [await textOf(page, '.one-object'), await page.$eval('#one-object', (e) => e.disabled)];
  await page.evaluateOnNewDocument(() => {
    const plain = fetch;
    window.fetch = async (to, ...more) => {
      const answer = await plain(to, ...more);
      if (to !== '/engines.json') return answer;
      const told = await answer.json();
      for (const engine of told.engines) engine.several_pictures = true;
      return Response.json(told);
    };
  });
  await page.reload({ waitUntil: 'networkidle0' });
  await drop(page, 'robot', 3);
  await page.waitForSelector('.pictures li:nth-child(3)');
  await page.click('#one-object');
  seen.steps.sidesStart = await textOf(page, '#run');
  await page.select('.pictures li:nth-child(2) select', 'left');
  await page.select('.pictures li:nth-child(3) select', 'left');
  await page.click('#run');
  seen.steps.sidesTwice = await textOf(page, '#picture-problem');
  await page.select('.pictures li:nth-child(3) select', 'back');
  await shot(page, 'sides');
  await page.click('[data-id="json"]');
  seen.steps.sidesJson = JSON.parse(await page.$eval('#json-text', (e) => e.value));
  await page.click('[data-id="code"]');
  seen.steps.sidesCode = {};
  for (const language of ['javascript', 'python', 'java', 'curl']) {
    await page.click(`#code-panel [data-id="${language}"]`);
    seen.steps.sidesCode[language] = await textOf(page, '#code-panel code');
  }
  await page.click('#run');
  await ended(page, 'Failed');
  seen.steps.sidesFailed = [await textOf(page, '.run h3'), await textOf(page, '.run .fault')];
  seen.steps.sidesAtPicture = await textOf(page, '#picture-problem');
  await page.close();
}

/** A way to the server that can be cut and mended. */
async function cuttable() {
  const { hostname, port } = new URL(address);
  const ends = new Set();
  let whole = true;
  const relay = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => {});
      end.on('close', () => {
        ends.delete(end);
        near.destroy();
        far.destroy();
      });
    }
    if (whole) near.pipe(far).pipe(near);
    else near.destroy();
  });
  await new Promise((done) => {
    relay.listen(0, '127.0.0.1', done);
  });
  relay.unref();
  return {
    address: `http://127.0.0.1:${relay.address().port}`,
    cut() {
      whole = false;
      ends.forEach((end) => end.destroy());
    },
    mend() {
      whole = true;
    },
  };
}

/** Pictures that browsers do not know are the server's to read; what is none is said at once. */
async function unknown(page) {
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['?'], 'IMG_0001.HEIC'));
    dataTransfer.items.add(new File(['words'], 'notes.txt', { type: 'text/plain' }));
    dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  });
  await page.waitForSelector('.pictures li .blank');
  seen.steps.unknown = [
    ...(await page.$$eval('.pictures li .file', (all) => all.map((e) => e.textContent))),
    await textOf(page, '#picture-problem'),
  ];
}

/** A connection that is cut in the middle of a run: the page says so, and goes on by itself when it is back. */
async function lost(browser) {
  const way = await cuttable();
  const { page } = await open(browser, { at: way.address, query: '?texture_size=1024&decimation_target=20000' });
  await unknown(page);
  await drop(page, 'cactus');
  await page.waitForFunction(() => /cactus/.test(document.querySelector('.pictures li .file')?.textContent));
  await watch(page);
  await page.click('#run');
  await page.waitForFunction(() => /%/.test(document.querySelector('.run .status')?.textContent), LONG);
  way.cut();
  await ended(page, 'Connection lost');
  await shot(page, 'lost');
  way.mend();
  await ended(page, 'Done');
  await drawn(page);
  seen.steps.lost = await page.evaluate(() => window.told);
  await page.close();
  way.cut();
}

/** Everything once more without a pointer. */
async function keys(browser) {
  const { page, complaints } = await open(browser, { query: '?texture_size=1024&decimation_target=5000', calm: true });
  const to = async (selector) => {
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
    }
    throw new Error(`${selector} is not reached with Tab`);
  };
  await to('button[aria-label="Example: mushroom"]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.pictures li');
  await to('#form-seed');
  await page.keyboard.type('7');
  await to('#run');
  await shot(page, 'keys-focus');
  await page.keyboard.press('Enter');
  await ended(page, 'Done');
  await drawn(page);
  await to('.stage canvas');
  const before = await look(page);
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('+');
  seen.steps.keysTurned = (await look(page)) !== before;
  await to('.downloads a');
  seen.steps.keysDownload = await page.evaluate(() => document.activeElement.textContent);
  await shot(page, 'keys-result');
  complaints.forEach((text) => seen.violations.push(`keys: ${text}`));
  await page.close();
}

async function screens(browser) {
  for (const [name, options] of [
    ['phone-light', { width: 390, height: 844 }],
    ['phone-dark', { width: 390, height: 844, scheme: 'dark' }],
    ['desk-dark', { scheme: 'dark' }],
  ]) {
    const { page, complaints } = await open(browser, {
      ...options,
      query: '?texture_size=1024&decimation_target=5000',
    });
    await drop(page, 'bar', name === 'phone-light' ? 2 : 1, BAR);
    await shot(page, `${name}-start`);
    await page.click('#run');
    await ended(page, 'Done', name === 'phone-light' ? 2 : 1);
    await drawn(page);
    await page.$eval('#result', (e) => e.scrollIntoView());
    await look(page);
    await shot(page, `${name}-result`);
    if (name === 'desk-dark' || name === 'phone-light') await page.$eval('#runs', (e) => e.scrollIntoView());
    await shot(page, `${name}-runs`);
    complaints.forEach((text) => seen.violations.push(`${name}: ${text}`));
    await page.close();
  }
}

await rm(join(folder, 'downloads'), { recursive: true, force: true });
await mkdir(join(folder, 'downloads'), { recursive: true });
await withBrowser(async (browser) => {
  const session = await browser.target().createCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: join(folder, 'downloads') });
  await desk(browser);
  await refused(browser);
  await sides(browser);
  await lost(browser);
  await keys(browser);
  await screens(browser);
});
console.log(JSON.stringify(seen));
