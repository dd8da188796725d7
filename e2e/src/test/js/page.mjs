// SPDX-License-Identifier: MIT
// Opens a page of the server in Chromium at the width of a desk and of a phone, light and dark, and prints what is
// seen, as JSON. Arguments: address, then optionally a folder for screenshots.
import { join } from 'node:path';
import { openPage, withBrowser } from './browser.mjs';

const [address, folder] = process.argv.slice(2);
const SCREENS = [['desk', 1280, 'light'], ['desk', 1280, 'dark'], ['phone', 390, 'light'], ['phone', 390, 'dark']];

const seen = await withBrowser(async (browser) => {
  const screens = [];
  for (const [name, width, scheme] of SCREENS) {
    const { page, complaints } = await openPage(browser);
    await page.setViewport({ width, height: 844 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto(address, { waitUntil: 'networkidle0' });
    if (folder) await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), fullPage: true });
    screens.push(await page.evaluate((about) => ({
      ...about,
      title: document.title,
      ink: getComputedStyle(document.body).color,
      cut: [...document.querySelectorAll('.wide')].filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.parentElement.id),
      wide: document.documentElement.scrollWidth,
      code: [...document.querySelectorAll('pre')].map((e) => e.textContent),
      parameters: [...document.querySelectorAll('#parameters tbody tr')].map((r) => r.cells[0].textContent),
      dead: [...document.querySelectorAll('a[href^="#"]')].map((a) => a.hash).filter((h) => !document.querySelector(h)),
    }), { name, width, scheme }));
    screens.at(-1).complaints = complaints;
    await page.close();
  }
  return screens;
});
console.log(JSON.stringify(seen));
