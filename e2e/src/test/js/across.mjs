// SPDX-License-Identifier: MIT
// One picture to one model with fal's JavaScript client, at two servers that share a store:
// node across.mjs <server that takes it> <server that has the result> <id:secret> <picture> <file to write>
// Prints the id of the request.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createFalClient } from '@fal-ai/client';

const [first, second, key, picture, file] = process.argv.slice(2);
const endpoint = 'fal-ai/pixal3d';
const client = (origin) =>
  createFalClient({ credentials: key, proxyUrl: { url: origin + '/api/fal/proxy', when: 'always' } });
const image = new Blob([await readFile(picture)], { type: 'image/png' });
const { request_id: requestId } = await client(first).queue.submit(endpoint, {
  input: { image_url: image, texture_size: 1024, decimation_target: 20_000 },
});
const states = [];
const done = await client(first).queue.subscribeToStatus(endpoint, {
  requestId,
  mode: 'streaming',
  onQueueUpdate: (update) => states.push(update.status),
});
assert.equal(done.status, 'COMPLETED');
assert.ok(states.includes('COMPLETED'));
const { data } = await client(second).queue.result(endpoint, { requestId });
const glb = await fetch(data.model_glb.url);
assert.ok(data.model_glb.url.startsWith(second + '/files/'));
await writeFile(file, Buffer.from(await glb.arrayBuffer()));
console.log(requestId);
process.exit(0);
