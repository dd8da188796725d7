// SPDX-License-Identifier: MIT
// Drives a server with fal's JavaScript client, unmodified: node fal-client.mjs <origin> <id:secret> <proxy|middleware|server-proxy>.
// Prints the names of what it checked as a JSON array; the first thing that is wrong ends it with an error.
import assert from 'node:assert/strict';
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { ApiError, createFalClient, ValidationError } from '@fal-ai/client';

const [origin, key, mode] = process.argv.slice(2);
const endpoint = 'fal-ai/pixal3d';
const areas = { 'queue.fal.run': '/queue', 'fal.run': '/run', 'rest.fal.ai': '/rest' };
const here = (url) => {
  const u = new URL(url);
  return areas[u.host] ? origin + areas[u.host] + u.pathname + u.search : url;
};
const middleware = async (request) => ({ ...request, url: here(request.url) });
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFklEQVR4nGP4jwMw4JZgwI6oKkGqqwDxh3+B7VaOoQAAAABJRU5ErkJggg==', 'base64');
const picture = 'data:image/png;base64,' + png.toString('base64');
const running = (milliseconds) => ({ image_url: picture, seed: 100_000 + milliseconds });

const settings = {
  proxy: () => ({ credentials: key, proxyUrl: { url: origin + '/api/fal/proxy', when: 'always' } }),
  middleware: () => ({ credentials: key, requestMiddleware: middleware }),
  'server-proxy': () => ({ proxyUrl: { url: proxyAddress, when: 'always' }, requestMiddleware: middleware, suppressLocalCredentialsWarning: true }),
};
const proxyAddress = mode === 'server-proxy' ? await serverProxy() : '';
const fal = createFalClient(settings[mode]());
const checked = [];
const check = async (name, body) => {
  try {
    await body();
  } catch (error) {
    error.message = `${mode}, ${name}: ${error.message}`;
    throw error;
  }
  checked.push(name);
};
const failing = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  assert.fail('nothing was thrown');
};

await check('submit, status, result', async () => {
  const submitted = await fal.queue.submit(endpoint, { input: running(300), priority: 'normal' });
  assert.equal(submitted.status, 'IN_QUEUE');
  assert.ok(Number.isInteger(submitted.queue_position));
  assert.match(submitted.request_id, /^[0-9a-f-]{36}$/);
  for (const name of ['response_url', 'status_url', 'cancel_url']) assert.ok(submitted[name].startsWith(origin + '/queue/'));
  const early = await failing(fal.queue.result(endpoint, { requestId: submitted.request_id }));
  assert.equal(early.status, 400);
  const done = await fal.queue.subscribeToStatus(endpoint, { requestId: submitted.request_id, logs: true, pollInterval: 50 });
  assert.equal(done.status, 'COMPLETED');
  assert.equal(typeof done.metrics.inference_time, 'number');
  const result = await fal.queue.result(endpoint, { requestId: submitted.request_id });
  assert.equal(result.requestId, submitted.request_id);
  assert.equal(result.data.seed, 100_300);
  const glb = await fetch(result.data.model_glb.url);
  assert.equal(Buffer.from(await glb.arrayBuffer()).subarray(0, 4).toString(), 'glTF');
});

await check('several pictures of one object', async () => {
  const messages = [];
  const result = await fal.subscribe(endpoint, {
    // the client uploads blobs wherever they are in the input
    input: { ...running(100), image_url: undefined, image_urls: [new Blob([png], { type: 'image/png' }), picture], cameras: ['front', 'back'] },
    logs: true,
    pollInterval: 50,
    onQueueUpdate: (update) => messages.push(...(update.logs ?? []).map((log) => log.message)),
  });
  assert.equal(result.data.seed, 100_100);
  assert.ok(messages.includes('pictures: 2'), messages.join());
  const refused = await failing(fal.subscribe(endpoint, { input: { image_urls: [picture, picture], cameras: ['front'] } }));
  assert.ok(refused instanceof ValidationError);
  assert.deepEqual(refused.fieldErrors[0].loc, ['body', 'cameras']);
});

for (const streaming of [false, true]) {
  await check(streaming ? 'subscribe, streaming' : 'subscribe, polling', async () => {
    const enqueued = [];
    const states = [];
    let logs = [];
    const result = await fal.subscribe(endpoint, {
      input: running(400),
      logs: true,
      ...(streaming ? { mode: 'streaming' } : { pollInterval: 50 }),
      onEnqueue: (id) => enqueued.push(id),
      onQueueUpdate: (update) => {
        if (states.at(-1) !== update.status) states.push(update.status);
        logs = update.logs ?? logs;
      },
    });
    assert.deepEqual(enqueued, [result.requestId]);
    assert.equal(states.at(-1), 'COMPLETED');
    assert.deepEqual(states, ['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED'].filter((s) => states.includes(s)));
    assert.ok(states.includes('IN_PROGRESS'));
    assert.deepEqual(logs.map((line) => line.message), [
      'stage 1, 33 %', 'stage 1', 'stage 2, 66 %', 'stage 2', 'stage 3, 100 %', 'stage 3', 'thumbnail, 100 %',
    ]);
    assert.ok(logs.every((line) => line.level === 'INFO' && line.source === 'USER' && !Number.isNaN(Date.parse(line.timestamp))));
    assert.ok(result.data.model_glb.url.startsWith(origin + '/files/'));
  });
}

await check('run and run by query', async () => {
  const result = await fal.run(endpoint, { input: running(0) });
  assert.match(result.requestId, /^[0-9a-f-]{36}$/);
  assert.equal(result.data.seed, 100_000);
  if (mode !== 'server-proxy') {
    const byQuery = await fal.run(endpoint, { input: { image_url: picture, seed: 9 }, method: 'get' });
    assert.equal(byQuery.data.seed, 9);
  }
});

await check('stream', async () => {
  const stream = await fal.stream(endpoint, { input: running(1500) });
  const events = [];
  for await (const event of stream) events.push(event);
  const last = await stream.done();
  assert.ok(last.model_glb.url);
  assert.equal(events.at(-1).seed, 101_500);
  assert.ok(events.some((event) => typeof event.progress === 'number'));
});

await check('cancel', async () => {
  const first = await fal.queue.submit(endpoint, { input: running(60_000) });
  const second = await fal.queue.submit(endpoint, { input: running(0) });
  await fal.queue.cancel(endpoint, { requestId: second.request_id });
  await fal.queue.cancel(endpoint, { requestId: first.request_id });
  const status = await fal.queue.subscribeToStatus(endpoint, { requestId: first.request_id, pollInterval: 50 });
  assert.equal(status.error_type, 'client_cancelled');
  const error = await failing(fal.queue.result(endpoint, { requestId: second.request_id }));
  assert.equal(error.status, 499);
  assert.equal((await failing(fal.queue.cancel(endpoint, { requestId: first.request_id }))).status, 400);
});

await check('client time limit cancels', async () => {
  let id;
  const error = await failing(fal.subscribe(endpoint, { input: running(60_000), timeout: 600, pollInterval: 50, onEnqueue: (i) => (id = i) }));
  assert.match(String(error.message), /timed out/i);
  const status = await fal.queue.subscribeToStatus(endpoint, { requestId: id, pollInterval: 50 });
  assert.equal(status.error_type, 'client_cancelled');
});

await check('start deadline', async () => {
  const long = await fal.queue.submit(endpoint, { input: running(60_000) });
  const late = await fal.queue.submit(endpoint, { input: running(0), startTimeout: 2 });
  await fal.queue.subscribeToStatus(endpoint, { requestId: late.request_id, pollInterval: 100 });
  const error = await failing(fal.queue.result(endpoint, { requestId: late.request_id }));
  assert.equal(error.status, 504);
  assert.equal(error.isUserTimeout, true);
  await fal.queue.cancel(endpoint, { requestId: long.request_id });
});

await check('errors', async () => {
  const invalid = await failing(fal.subscribe(endpoint, { input: { resolution: 512 }, pollInterval: 50 }));
  assert.ok(invalid instanceof ValidationError);
  assert.equal(invalid.status, 422);
  assert.equal(invalid.getFieldErrors('image_url')[0].type, 'missing');
  assert.equal(invalid.getFieldErrors('resolution').length, 1);
  assert.ok(invalid.message.length > 0);
  const atOnce = await failing(fal.run(endpoint, { input: {} }));
  assert.ok(atOnce instanceof ValidationError);
  const unknown = await failing(fal.queue.status(endpoint, { requestId: '00000000-0000-4000-8000-000000000000' }));
  assert.ok(unknown instanceof ApiError);
  assert.equal(unknown.status, 404);
  assert.equal(unknown.body.status, 'NOT_FOUND');
  assert.equal((await failing(fal.queue.submit('fal-ai/unknown', { input: {} }))).status, 404);
  if (mode !== 'server-proxy') {
    const stranger = createFalClient({ ...settings[mode](), credentials: 'bad:key' });
    const refused = await failing(stranger.queue.status(endpoint, { requestId: '00000000-0000-4000-8000-000000000000' }));
    assert.equal(refused.status, 401);
    assert.equal(refused.body.detail, 'invalid key credentials');
  }
});

const uploads = async (size) => {
  const bytes = randomBytes(size);
  const url = await fal.storage.upload(new File([bytes], 'a picture.bin', { type: 'application/x-test' }));
  assert.ok(url.startsWith(origin + '/files/'));
  const back = await fetch(url);
  assert.equal(back.headers.get('content-type'), 'application/x-test');
  assert.ok(Buffer.from(await back.arrayBuffer()).equals(bytes));
};
await check('upload of 1 MiB', () => uploads(1 << 20));
if (mode !== 'server-proxy') await check('upload of 95 MiB in parts', () => uploads(95 << 20));

await check('files in the input are uploaded', async () => {
  const result = await fal.run(endpoint, { input: { image_url: new Blob([png], { type: 'image/png' }), seed: 3, nested: [{ f: new Blob(['x']) }] } });
  assert.equal(result.data.seed, 3);
  const url = await fal.storage.upload(new Blob([png]), { lifecycle: { expiresIn: '1h' } });
  assert.equal((await fetch(url)).headers.get('content-type'), 'image/png');
});

await check('headers of the request', async () => {
  const { request_id } = await fal.queue.submit(endpoint, {
    input: running(0),
    headers: { 'X-Fal-Store-IO': '0' },
    storageSettings: { expiresIn: '1h', initialAcl: { default: 'forbid' } },
  });
  await fal.queue.subscribeToStatus(endpoint, { requestId: request_id, pollInterval: 50 });
  const { data } = await fal.queue.result(endpoint, { requestId: request_id });
  assert.equal((await fetch(data.model_glb.url)).status, 403);
  assert.equal((await fetch(data.model_glb.url, { headers: { authorization: 'Key ' + key } })).status, 200);
});

await check('webhook with a signature that verifies', async () => {
  const received = Promise.withResolvers ? Promise.withResolvers() : deferred();
  const receiver = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
      response.end();
      received.resolve({ headers: request.headers, body: Buffer.concat(chunks) });
    });
  });
  await new Promise((listening) => receiver.listen(0, '127.0.0.1', listening));
  const { request_id } = await fal.queue.submit(endpoint, { input: running(0), webhookUrl: `http://127.0.0.1:${receiver.address().port}/hook?a=b&c=d` });
  const { headers, body } = await received.promise;
  receiver.close();
  receiver.closeAllConnections();
  assert.equal(JSON.parse(body).request_id, request_id);
  assert.equal(JSON.parse(body).status, 'OK');
  assert.ok(Math.abs(Date.now() / 1000 - Number(headers['x-fal-webhook-timestamp'])) < 300);
  const message = [headers['x-fal-webhook-request-id'], headers['x-fal-webhook-user-id'], headers['x-fal-webhook-timestamp'],
    createHash('sha256').update(body).digest('hex')].join('\n');
  const { keys } = await (await fetch(origin + '/rest/.well-known/jwks.json')).json();
  const good = keys.filter(({ kty, crv, x }) => verify(null, Buffer.from(message),
    createPublicKey({ key: { kty, crv, x: x.replace(/=+$/, '') }, format: 'jwk' }), Buffer.from(headers['x-fal-webhook-signature'], 'hex')));
  assert.equal(good.length, 2, "the signing key, with and without padding");
});

if (mode === 'middleware') {
  await check('status stream with a token from the client', async () => {
    const { request_id } = await fal.queue.submit(endpoint, { input: running(200) });
    const seen = [];
    const direct = createFalClient({
      ...settings[mode](),
      fetch: (url, init) => {
        seen.push({ url: String(url), authorization: new Headers(init?.headers).get('authorization') });
        return fetch(here(String(url)), init);
      },
    });
    const stream = await direct.queue.streamStatus(endpoint, { requestId: request_id, logs: true, connectionMode: 'client' });
    assert.equal((await stream.done()).status, 'COMPLETED');
    assert.ok(seen.some(({ url, authorization }) => url.includes('fal_jwt_token=') && !authorization));
  });
}

console.log(JSON.stringify(checked));
process.exit(0);

function deferred() {
  const d = {};
  d.promise = new Promise((resolve, reject) => Object.assign(d, { resolve, reject }));
  return d;
}

/** The real @fal-ai/server-proxy on a plain Node server, which holds the key and lets calls to our server through. */
async function serverProxy() {
  const { default: proxy } = await import('@fal-ai/server-proxy');
  const config = proxy.resolveProxyConfig({
    allowedUrlPatterns: [new URL(origin).host + '/**'],
    allowedEndpoints: ['**'],
    allowUnauthorizedRequests: true,
    resolveFalAuth: async () => 'Key ' + key,
  });
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    await proxy.handleRequest({
      id: 'node',
      method: request.method,
      getRequestBody: async () => (chunks.length ? Buffer.concat(chunks).toString() : undefined),
      getHeaders: () => request.headers,
      getHeader: (name) => request.headers[name],
      sendHeader: (name, value) => response.setHeader(name, value),
      respondWith: (status, data) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(data)),
      sendResponse: async (answer) => {
        response.writeHead(answer.status);
        if (answer.body) for await (const chunk of answer.body) response.write(chunk);
        response.end();
      },
    }, config);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${server.address().port}/api/fal/proxy`;
}
