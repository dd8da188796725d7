// SPDX-License-Identifier: MIT
// One picture to one model with fal's JavaScript client: node subscribe.mjs <origin> <id:secret> <picture> <file to write>
import { readFile, writeFile } from 'node:fs/promises';
import { createFalClient } from '@fal-ai/client';

const [origin, key, picture, file] = process.argv.slice(2);
const fal = createFalClient({ credentials: key, proxyUrl: { url: origin + '/api/fal/proxy', when: 'always' } });
const image = new Blob([await readFile(picture)], { type: 'image/png' });
const { data } = await fal.subscribe('fal-ai/pixal3d', {
  input: { image_url: image, decimation_target: 20_000, texture_size: 1024 },
});
const glb = await fetch(data.model_glb.url);
await writeFile(file, Buffer.from(await glb.arrayBuffer()));
process.exit(0);
