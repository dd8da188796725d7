// SPDX-License-Identifier: MIT
// The playground's viewer draws models as a picture's camera sees them. Arguments: the server's address and a JSON
// file: {size, samples, files, angle, distance}. Prints, as JSON, for each file how many triangles were read and its
// picture: base64 of r, g, b, a, colour multiplied by alpha.
import { readFile } from 'node:fs/promises';
import { openPage, withBrowser } from './browser.mjs';

const [address, jobFile] = process.argv.slice(2);
const { size, samples, files, angle, distance } = JSON.parse(await readFile(jobFile, 'utf8'));

const drawn = await withBrowser(async (browser) => {
  const { page, complaints } = await openPage(browser);
  await page.setBypassCSP(true);
  await page.goto(address, { waitUntil: 'networkidle0' });
  const pictures = [];
  for (const file of files) {
    const bytes = (await readFile(file)).toString('base64');
    const picture = await page.evaluate(
      async (given) => {
        const base = document.querySelector('script[type="module"]').src;
        const [{ readGlb }, { Scene }, { ENVIRONMENTS }] = await Promise.all(
          ['glb', 'scene', 'environments'].map((name) => import(new URL(`viewer/${name}.js`, base))),
        );
        const side = given.size * given.samples;
        const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side });
        const scene = new Scene(canvas);
        const model = await readGlb(Uint8Array.from(atob(given.bytes), (c) => c.charCodeAt(0)).buffer);
        scene.show(model);
        scene.draw(
          { angle: given.angle, eye: [0, 0, given.distance], front: 1 },
          { mode: 'color', environment: ENVIRONMENTS.flat, exposure: 1, grid: false, ink: [0, 0, 0] },
        );
        const gl = canvas.getContext('webgl2'),
          pixels = new Uint8Array(4 * side * side),
          out = new Uint8Array(4 * given.size ** 2);
        gl.readPixels(0, 0, side, side, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
        for (let y = 0, to = 0; y < given.size; y++) {
          for (let x = 0; x < given.size; x++) {
            for (let k = 0; k < 4; k++, to++) {
              let sum = 0;
              for (let j = 0; j < given.samples; j++) {
                const row = side - 1 - (y * given.samples + j);
                for (let i = 0; i < given.samples; i++) sum += pixels[4 * (row * side + x * given.samples + i) + k];
              }
              out[to] = Math.round(sum / given.samples ** 2);
            }
          }
        }
        return {
          triangles: model.triangles,
          picture: btoa(String.fromCharCode(...out.subarray(0, 30000)) + String.fromCharCode(...out.subarray(30000))),
        };
      },
      { bytes, size, samples, angle, distance },
    );
    pictures.push({ ...picture, complaints: complaints.splice(0) });
  }
  return pictures;
});
console.log(JSON.stringify(drawn));
