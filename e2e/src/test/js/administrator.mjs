// SPDX-License-Identifier: MIT
// The last buttons of an administrator's day, in Chromium: a request that failed, because nothing ran in its time, is
// put back into the queue, then the server is drained. Prints what the page says of both as JSON. Arguments: address,
// an administrator's key.
import { readFile } from 'node:fs/promises';
import { openPage, withBrowser } from './browser.mjs';

const [address, key] = process.argv.slice(2);
const LONG = { timeout: 90_000 };
const PICTURE = await readFile(new URL('../../../../examples/robot.png', import.meta.url), 'base64');

const post = async (path, body, more = {}) => {
  const headers = { authorization: `Key ${key}`, 'content-type': 'application/json', ...more };
  const answer = await fetch(address + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
};

await post('/v1/queue/pause', {});
await post(
  '/queue/fal-ai/pixal3d',
  { image_url: `data:image/png;base64,${PICTURE}` },
  { 'x-fal-request-timeout': '1' },
);
await withBrowser(async (browser) => {
  const { page, complaints } = await openPage(browser);
  await page.evaluateOnNewDocument((text) => sessionStorage.setItem('pixal3d.key', text), key);
  page.on('dialog', (dialog) => dialog.accept());
  await page.goto(address, { waitUntil: 'networkidle0' });
  await page.click('nav [data-view="admin"]');
  const press = async (button, words) => {
    await page.waitForSelector(`${button}:not([disabled])`, LONG);
    await page.$eval(button, (e) => e.click());
    await page.waitForFunction(
      (start) => document.getElementById('say').textContent.startsWith(start),
      LONG,
      words,
    );
    return page.$eval('#say', (e) => e.textContent);
  };
  const requeued = await press('[id^="admin-requeue-"]', 'Back in the queue');
  const drained = await press('#admin-drain', 'This server is');
  await page.waitForSelector('#admin-drain[disabled]', LONG);
  const server = await page.$eval('#admin table', (e) => e.textContent);
  console.log(JSON.stringify({ requeued, drained, server, complaints }));
});
