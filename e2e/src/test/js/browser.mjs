// SPDX-License-Identifier: MIT
// A real Chromium for the other scripts. The npm package @sparticuz/chromium carries the browser of Linux x64 as packed
// files together with the shared libraries and fonts that a bare system lacks; they are unpacked once, beside the
// packages. PUPPETEER_EXECUTABLE_PATH names another Chromium or Chrome to be used instead.
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import puppeteer from 'puppeteer-core';
import tar from 'tar-fs';

const PACKAGES = fileURLToPath(new URL('../../../node_modules/', import.meta.url));
const PACKED = join(PACKAGES, '@sparticuz/chromium');
const TREES = { swiftshader: '', fonts: '', al2023: 'system' };
const SOFTWARE_GL = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];

async function unpacked() {
  const { version } = JSON.parse(await readFile(join(PACKED, 'package.json'), 'utf8'));
  const folder = join(PACKAGES, '.browser', version);
  if (existsSync(folder)) return folder;
  await mkdir(join(PACKAGES, '.browser'), { recursive: true });
  const growing = await mkdtemp(join(PACKAGES, '.browser', 'unpacking-'));
  try {
    const open = (name) => [createReadStream(join(PACKED, 'bin', name)), createBrotliDecompress()];
    await Promise.all([
      pipeline(...open('chromium.br'), createWriteStream(join(growing, 'chromium'), { mode: 0o755 })),
      ...Object.entries(TREES).map(([name, under]) => pipeline(...open(`${name}.tar.br`), tar.extract(join(growing, under)))),
    ]);
    await rename(growing, folder);
  } finally {
    await rm(growing, { recursive: true, force: true });
  }
  return folder;
}

async function launched(home) {
  const args = ['--no-sandbox', '--disable-dev-shm-usage', ...SOFTWARE_GL];
  const other = process.env.PUPPETEER_EXECUTABLE_PATH;
  if (other) return puppeteer.launch({ executablePath: other, args });
  const folder = await unpacked();
  const fonts = `<fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir>${join(home, 'fonts')}</cachedir></fontconfig>`;
  await writeFile(join(home, 'fonts.conf'), fonts);
  const env = {
    ...process.env, HOME: home, FONTCONFIG_FILE: join(home, 'fonts.conf'), LD_LIBRARY_PATH: join(folder, 'system/lib'),
  };
  return puppeteer.launch({ executablePath: join(folder, 'chromium'), headless: 'shell', userDataDir: join(home, 'user'), env, args });
}

/** Calls use(browser) and ends the browser, whatever happens. */
export async function withBrowser(use) {
  const target = fileURLToPath(new URL('../../../target/', import.meta.url));
  await mkdir(target, { recursive: true });
  const home = await mkdtemp(join(target, 'browser-'));
  try {
    const browser = await launched(home);
    try {
      return await use(browser);
    } finally {
      await browser.close();
    }
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A new page and the list of everything that goes wrong in it: errors, warnings, files that do not come. */
export async function openPage(browser) {
  const page = await browser.newPage();
  const complaints = [];
  page.on('console', (m) => {
    // the driver tells how slow it is that a script reads pixels back, which is what such a script is for
    if (m.text().includes('GPU stall due to ReadPixels')) return;
    if (['error', 'warn', 'assert'].includes(m.type())) complaints.push(`${m.type()}: ${m.text()}`);
  });
  page.on('pageerror', (e) => complaints.push(String(e)));
  page.on('requestfailed', (r) => complaints.push(`${r.url()}: ${r.failure()?.errorText}`));
  page.on('response', (r) => {
    if (r.status() >= 400) complaints.push(`${r.url()}: status ${r.status()}`);
  });
  return { page, complaints };
}
