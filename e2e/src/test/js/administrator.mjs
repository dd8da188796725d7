// SPDX-License-Identifier: MIT
// The last buttons of an administrator's day, in Chromium: a failed request is put back into the queue, then the server
// is drained. Prints what the page says of both as JSON. Arguments: address, an administrator's key.
import { openPage, withBrowser } from './browser.mjs';

const [address, key] = process.argv.slice(2);
const LONG = { timeout: 90_000 };

await withBrowser(async (browser) => {
  const { page, complaints } = await openPage(browser);
  await page.evaluateOnNewDocument((text) => sessionStorage.setItem('pixal3d.key', text), key);
  page.on('dialog', (dialog) => dialog.accept());
  await page.goto(address, { waitUntil: 'networkidle0' });
  await page.click('nav [data-view="admin"]');
  const press = async (button, words) => {
    await page.waitForSelector(`${button}:not([disabled])`, LONG);
    await page.click(button);
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
