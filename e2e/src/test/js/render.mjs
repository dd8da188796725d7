// SPDX-License-Identifier: MIT
// three.js in Chromium reads models and draws them. The argument names a JSON file: {size, samples, models: [{file, show,
// views}]}; show is color or normals, a view {azimuth, elevation} and perhaps {angle, distance}. Prints, as JSON, what was read
// of each model and its pictures: base64 of r, g, b, a, colour multiplied by alpha.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPage, withBrowser } from './browser.mjs';

const PACKAGES = fileURLToPath(new URL('../../../node_modules/', import.meta.url));
const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.html': 'text/html', '.glb': 'model/gltf-binary' };
const job = JSON.parse(await readFile(process.argv[2], 'utf8'));

function fileOf(path) {
  const [, kind, ...rest] = path.split('/');
  if (kind === 'models') return job.models[parseInt(rest[0], 10)].file;
  if (kind === 'packages') return join(PACKAGES, normalize(rest.join('/')));
  return fileURLToPath(new URL('./render.html', import.meta.url));
}

const server = createServer(async (request, response) => {
  try {
    const file = fileOf(new URL(request.url, 'http://localhost').pathname);
    const data = await readFile(file);
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(data);
  } catch (e) {
    response.writeHead(404).end(String(e));
  }
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
try {
  const results = await withBrowser(async (browser) => {
    const { page, complaints } = await openPage(browser);
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction('window.ready').catch((e) => { throw new Error(`${e}: ${complaints.join('; ')}`); });
    const drawn = [];
    for (const [i, { file, views, show }] of job.models.entries()) {
      const request = { url: `/models/${i}.glb`, views, show, size: job.size, samples: job.samples };
      const result = await page.evaluate((r) => window.draw(r), request);
      drawn.push({ file, ...result, complaints: complaints.splice(0) });
    }
    return drawn;
  });
  console.log(JSON.stringify(results));
} finally {
  server.close();
}
