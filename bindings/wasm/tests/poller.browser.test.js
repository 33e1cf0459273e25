// The poller in Chromium, in a page and in a worker: the server that it asks, and what it must have seen.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../../javascript/browser/run.mjs';

const PACKAGE = process.env.BURGEE_WEB ?? fileURLToPath(new URL('../../../target/npm/burgee-web', import.meta.url));

const document = (revision, serial) => JSON.stringify({ burgee: '1', revision, serial, flags: { f: { serve: revision === 'one' ? 'on' : 'off' } } });

/** What the nth request of a path is answered; the last answers all further ones. */
const PATHS = {
  etag: [({ request, say }) => (request.headers['if-none-match'] === '"1"' ? say(304) : say(200, document('one'), { etag: '"1"' }))],
  failing: [({ say }) => say(200, document('one')), ({ say }) => say(500, 'no', { 'retry-after': '1' }), ({ say }) => say(200, document('two'))],
  half: [
    ({ say }) => say(200, document('one')),
    ({ response }) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write(document('two').slice(0, 20));
      setTimeout(() => response.destroy(), 50);
    },
    ({ say }) => say(200, document('two')),
  ],
  chunks: [
    ({ say }) => say(200, document('one')),
    ({ response }) => {
      response.writeHead(200);
      response.write(document('two').slice(0, 20));
      setTimeout(() => response.destroy(), 50);
    },
    ({ say }) => say(200, document('two')),
  ],
  cut: [({ say }) => say(200, document('one')), ({ say }) => say(200, document('two').slice(0, 20)), ({ say }) => say(200, document('two'))],
  serial: [({ say }) => say(200, document('one', 5)), ({ say }) => say(200, document('two', 4))],
  slow: [({ response }) => response.on('close', () => response.end()), ({ say }) => say(200, document('two'))],
  order: [({ say }) => setTimeout(() => say(200, document('one')), 3_000), ({ say }) => say(200, document('two'))],
  kept: [({ say }) => say(200, document('one')), ({ response }) => response.destroy()],
  foreign: [({ say }) => say(200, document('one'), { etag: '"1"', 'access-control-allow-origin': '*', 'access-control-expose-headers': 'ETag' })],
};

/** Answers as the tables say, and counts what was answered. */
function server() {
  const asked = {};
  const counts = {};
  return (request, response) => {
    const { pathname, search } = new URL(request.url, 'http://127.0.0.1');
    const [, place, path] = pathname.split('/');
    if (place !== 'doc') return false;
    const say = (status, body, headers) => {
      const row = `${path}${search}`;
      counts[row] = { ...counts[row], [request.method === 'GET' ? status : request.method]: (counts[row]?.[status] ?? 0) + 1 };
      response.writeHead(status, headers).end(body);
    };
    if (path === 'counts') {
      response.end(JSON.stringify({ ...counts, ...(asked.order && { order: asked.order }) }));
      return true;
    }
    asked[path] = (asked[path] ?? 0) + 1;
    PATHS[path].at(Math.min(asked[path], PATHS[path].length) - 1)({ request, response, say });
    return true;
  };
}

const LOADED = ['fresh', 'network f'];
const AGAIN = ['fresh', 'network f'];

const EVERYWHERE = {
  'a document that stays is asked for by its ETag': [1, true, LOADED, 'one'],
  'a failing server is left alone, and asked again': [[...LOADED, 'stale', 'FetchError 500', ...AGAIN], 'two'],
  'half a body keeps what serves': [[...LOADED, 'stale', 'FetchError TypeError', ...AGAIN], 'two'],
  'half a body in chunks keeps what serves': [[...LOADED, 'stale', 'FetchError TypeError', ...AGAIN], 'two'],
  'half a document keeps what serves': [[...LOADED, 'stale', 'LoadError syntax', ...AGAIN], 'two'],
  'a serial that goes back keeps what serves': [[...LOADED, 'stale', 'LoadError stale-serial'], 'one'],
  'a slow answer is given up': [['FetchError TimeoutError', ...LOADED], 'two', true],
  'an earlier answer that comes later does not count': ['loaded', 'late', LOADED, 'two'],
  'another origin needs no preflight': ['unchanged', LOADED, 'one', { 200: 2 }],
};

const PAGE = {
  ...EVERYWHERE,
  'a document is kept for a visit without a network': [['burgee http://127.0.0.1/doc/kept'], true, ['stale', 'storage f', 'FetchError TypeError'], 'one'],
  'a full storage costs nothing': [1, LOADED],
  'a hidden page polls nothing, and at once when it is seen again': [true, LOADED],
};

for (const [where, worker, expected] of [['a page', false, PAGE], ['a worker', true, EVERYWHERE]]) {
  test(`the poller in ${where}`, async () => {
    const roots = { '/package/': PACKAGE, '/tests/': fileURLToPath(new URL('.', import.meta.url)) };
    const json = await run({ roots, module: '/tests/poller.page.js', worker, respond: server(), timeout: 60 });
    assert.deepEqual(JSON.parse(json), expected);
  });
}
