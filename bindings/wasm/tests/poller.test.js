// The poller with a fake clock, a fake server and a store that takes any text but 'bad'.

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { FetchError, Poller } from '../poller.js';

const URL_ = 'https://example.com/flags/site.json';
const NOW = 1_795_219_200_000;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW });
  mock.method(Math, 'random', () => 0.5);
});

const polling = [];
afterEach(() => {
  for (const poller of polling.splice(0)) poller.stop();
  mock.timers.reset();
  mock.restoreAll();
  delete globalThis.document;
});

/** Lets everything that waits for nothing but promises go on. */
const settle = async () => {
  for (let n = 0; n < 30; n += 1) await Promise.resolve();
};

const pass = async (milliseconds) => {
  mock.timers.tick(milliseconds);
  await settle();
};

/** What a store does: 'bad' is refused, another text changes the flag 'f'. */
class Store {
  loaded = [];

  load(text, { name }) {
    if (text === 'bad') throw new RangeError('refused');
    const first = this.loaded.length === 0;
    this.loaded.push(text);
    this.name = name;
    return { added: first ? ['f'] : [], removed: [], changed: first ? [] : ['f'] };
  }
}

/** A storage that holds what is given. */
const storage = (kept) => ({
  kept: new Map(kept === undefined ? [] : [[`burgee ${URL_}`, kept]]),
  getItem(key) {
    return this.kept.get(key) ?? null;
  },
  setItem(key, value) {
    this.kept.set(key, value);
  },
});

const ok = (text, headers) => new Response(text, { headers });
const notModified = () => new Response(null, { status: 304 });

/**
 * A poller and what it did. `server` answers the requests in turn: each is what it answers, an error, or a function of the request; the
 * last answers all further ones.
 */
function poller(server, options) {
  const store = new Store();
  const requests = [];
  const told = [];
  const fetch = async (url, request) => {
    requests.push({ url, at: Date.now() - NOW, condition: request.headers.get('If-None-Match'), ...request });
    const answer = server[Math.min(requests.length, server.length) - 1];
    const said = typeof answer === 'function' ? await answer(request) : answer;
    if (said instanceof Error) throw said;
    return said instanceof Response ? said.clone() : said;
  };
  const it = new Poller({
    url: URL_,
    store,
    fetch,
    storage: null,
    onchange: ({ added, removed, changed, source }) => told.push([source, ...added, ...removed, ...changed]),
    onfailure: ({ error }) => told.push([error.name, error.status]),
    onstatus: ({ status }) => told.push([status]),
    ...options,
  });
  polling.push(it);
  return { poller: it, store, requests, told, at: () => requests.map((request) => request.at) };
}

test('the first poll loads, the next ones ask whether it has changed', async () => {
  const it = poller([ok('one', { ETag: '"1"' }), notModified(), ok('two', { ETag: '"2"' }), notModified()]);
  assert.equal(it.poller.status, 'waiting');
  assert.equal(await it.poller.start(), true);
  await pass(30_000);
  await pass(30_000);
  await pass(30_000);
  assert.deepEqual(it.store.loaded, ['one', 'two']);
  assert.equal(it.store.name, 'site.json');
  assert.deepEqual(it.at(), [0, 30_000, 60_000, 90_000]);
  assert.deepEqual(it.requests.map(({ condition }) => condition), [null, '"1"', '"1"', '"2"']);
  assert.deepEqual(it.told, [['fresh'], ['network', 'f'], ['network', 'f']]);
  assert.equal(it.poller.polled, NOW + 90_000);
});

test('without ETags a text that is the same is not loaded again', async () => {
  const it = poller([ok('one')]);
  await it.poller.start();
  assert.equal(await it.poller.poll(), 'unchanged');
  assert.deepEqual(it.store.loaded, ['one']);
  assert.deepEqual(it.requests.map(({ condition, cache }) => [condition, cache]), [[null, 'no-cache'], [null, 'no-cache']]);
});

test('the same document under another ETag is not loaded again', async () => {
  const it = poller([ok('one', { ETag: '"1"' }), ok('one', { ETag: '"2"' }), notModified()]);
  await it.poller.start();
  await it.poller.poll();
  await it.poller.poll();
  assert.equal(it.requests[2].condition, '"2"');
  assert.deepEqual(it.store.loaded, ['one']);
});

test('failures back off, keep what serves, and are over with the next answer', async () => {
  const it = poller([ok('one'), new Response('', { status: 500 }), new TypeError('no network'), ok('two')]);
  await it.poller.start();
  await pass(30_000);
  assert.equal(it.poller.status, 'stale');
  assert.ok(it.poller.error instanceof FetchError);
  await pass(22_500);
  assert.equal(it.poller.error.cause.message, 'no network');
  await pass(45_000);
  assert.equal(it.poller.error, undefined);
  assert.deepEqual(it.at(), [0, 30_000, 52_500, 97_500]);
  assert.deepEqual(it.told, [
    ['fresh'], ['network', 'f'], ['stale'], ['FetchError', 500], ['FetchError', undefined], ['fresh'], ['network', 'f'],
  ]);
});

test('Retry-After is honoured', async () => {
  const it = poller([new Response('', { status: 503, headers: { 'Retry-After': '90' } }), ok('one')]);
  assert.equal(await it.poller.start(), false);
  await pass(89_999);
  assert.equal(it.requests.length, 1);
  await pass(1);
  assert.deepEqual(it.store.loaded, ['one']);
});

test('after a failure nothing is conditional: the next answer is whole', async () => {
  const it = poller([ok('one', { ETag: '"1"' }), new TypeError('a preflight, say'), ok('one', { ETag: '"1"' })]);
  await it.poller.start();
  await it.poller.poll();
  await it.poller.poll();
  assert.deepEqual(it.requests.map(({ condition }) => condition), [null, '"1"', null]);
  assert.equal(it.poller.status, 'fresh');
});

test('a refused document keeps the one before, and is asked for again after the interval', async () => {
  const it = poller([ok('one', { ETag: '"1"' }), ok('bad', { ETag: '"2"' }), ok('bad'), notModified()]);
  await it.poller.start();
  for (let n = 0; n < 3; n += 1) await pass(30_000);
  assert.deepEqual(it.store.loaded, ['one']);
  assert.deepEqual(it.at(), [0, 30_000, 60_000, 90_000]);
  assert.deepEqual(it.requests.map(({ condition }) => condition), [null, '"1"', '"1"', '"1"']);
  assert.deepEqual(it.told, [['fresh'], ['network', 'f'], ['stale'], ['RangeError', undefined], ['RangeError', undefined], ['fresh']]);
});

test('text that is not UTF-8 is a failure', async () => {
  const it = poller([new Response(new Uint8Array([0x7b, 0xff, 0x7d]))]);
  assert.equal(await it.poller.poll(), 'failed');
  assert.deepEqual(it.store.loaded, []);
});

test('a byte order mark reaches the store', async () => {
  const it = poller([ok('\uFEFFone')]);
  await it.poller.poll();
  assert.deepEqual(it.store.loaded, ['\uFEFFone']);
});

test('204 is no document', async () => {
  const it = poller([new Response(null, { status: 204 })]);
  assert.equal(await it.poller.poll(), 'failed');
  assert.equal(it.poller.error.status, 204);
});

test('a slow answer is given up, even by a fetch that ignores its signal', async () => {
  for (const answer of [() => new Promise(() => {}), ({ signal }) => new Promise((_, no) => signal.addEventListener('abort', () => no(signal.reason)))]) {
    const it = poller([answer], { timeout: 4_000 });
    const polled = it.poller.poll();
    await pass(3_999);
    assert.equal(it.poller.error, undefined);
    await pass(1);
    assert.equal(await polled, 'failed');
    assert.equal(it.poller.error.cause.name, 'TimeoutError');
    assert.match(it.poller.error.message, /no answer within 4000 ms/);
  }
});

test('a body that never ends is given up', async () => {
  const it = poller([() => new Response(new ReadableStream({}))], { timeout: 4_000 });
  const polled = it.poller.poll();
  await settle();
  await pass(4_000);
  assert.equal(await polled, 'failed');
});

test('an answer to an earlier request that comes later does not count', async () => {
  let answerFirst;
  const it = poller([() => new Promise((answer) => (answerFirst = answer)), ok('two')]);
  const first = it.poller.poll();
  assert.equal(await it.poller.poll(), 'loaded');
  answerFirst(ok('one'));
  assert.equal(await first, 'late');
  assert.deepEqual(it.store.loaded, ['two']);
});

test('a failure of an earlier request that comes later does not count', async () => {
  let failFirst;
  const it = poller([() => new Promise((_, fail) => (failFirst = fail)), ok('two')]);
  const first = it.poller.poll();
  await it.poller.poll();
  failFirst(new TypeError('no network'));
  assert.equal(await first, 'late');
  assert.equal(it.poller.status, 'fresh');
});

test('"not modified" about a document that was replaced meanwhile asks again', async () => {
  let answerSecond;
  let answerThird;
  const it = poller([
    ok('one', { ETag: '"1"' }),
    () => new Promise((answer) => (answerSecond = answer)),
    () => new Promise((answer) => (answerThird = answer)),
    ok('one', { ETag: '"1"' }),
  ]);
  await it.poller.poll();
  const second = it.poller.poll();
  const third = it.poller.poll();
  answerSecond(ok('two', { ETag: '"2"' }));
  assert.equal(await second, 'loaded');
  answerThird(notModified());
  assert.equal(await third, 'loaded');
  assert.deepEqual(it.requests.map(({ condition }) => condition), [null, '"1"', '"1"', null]);
  assert.deepEqual(it.store.loaded, ['one', 'two', 'one']);
});

test('what was kept serves where the network fails at the start', async () => {
  const it = poller([new TypeError('no network'), ok('two')], { storage: storage('one') });
  assert.equal(await it.poller.start(), true);
  assert.equal(it.poller.status, 'stale');
  assert.deepEqual(it.store.loaded, ['one']);
  await pass(1_000);
  assert.deepEqual(it.store.loaded, ['one', 'two']);
  assert.deepEqual(it.told, [['stale'], ['storage', 'f'], ['FetchError', undefined], ['fresh'], ['network', 'f']]);
});

test('what was kept is kept', async () => {
  const shelf = storage('zero');
  const it = poller([ok('one'), ok('bad')], { storage: shelf });
  await it.poller.start();
  await it.poller.poll();
  assert.deepEqual([...shelf.kept], [[`burgee ${URL_}`, 'one']]);
});

test('what was kept can serve before the network answers', async () => {
  const it = poller([ok('one')], { storage: storage('one') });
  assert.equal(it.poller.restore(), true);
  assert.equal(await it.poller.poll(), 'unchanged');
  assert.deepEqual(it.told, [['stale'], ['storage', 'f'], ['fresh']]);
  assert.equal(poller([ok('one')]).poller.restore(), false);
});

test('a storage that throws, is full, or holds what is refused costs nothing', async () => {
  const throws = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  for (const broken of [{ getItem: throws, setItem: throws }, storage('bad'), null]) {
    const it = poller([new TypeError('no network'), ok('one')], { storage: broken });
    assert.equal(await it.poller.start(), false);
    assert.equal(await it.poller.poll(), 'loaded');
  }
});

/** A page that can be hidden. */
class Page extends EventTarget {
  hidden = false;
  baseURI = 'https://example.com/';

  turn(hidden) {
    this.hidden = hidden;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

test('a hidden page polls nothing, and at once when it is seen again', async () => {
  globalThis.document = new Page();
  const it = poller([ok('one')], { url: 'flags/site.json' });
  await it.poller.start();
  assert.equal(it.requests[0].url, URL_);
  document.turn(true);
  await pass(600_000);
  assert.equal(it.requests.length, 1);
  document.turn(false);
  await pass(0);
  assert.deepEqual(it.at(), [0, 600_000]);
  await pass(30_000);
  assert.equal(it.requests.length, 3);
  it.poller.stop();
  assert.equal(getEventListeners(document, 'visibilitychange').length, 0);
});

test('a page that is hidden at the start polls once', async () => {
  globalThis.document = new Page();
  document.hidden = true;
  const it = poller([ok('one')]);
  await it.poller.start();
  await pass(600_000);
  assert.equal(it.requests.length, 1);
});

test('a network that is back is asked at once', async () => {
  const listeners = new EventTarget();
  globalThis.addEventListener = listeners.addEventListener.bind(listeners);
  globalThis.removeEventListener = listeners.removeEventListener.bind(listeners);
  try {
    const it = poller([ok('one'), new TypeError('no network'), ok('two')]);
    await it.poller.start();
    await pass(30_000);
    await pass(2_000);
    listeners.dispatchEvent(new Event('online'));
    await pass(0);
    assert.deepEqual(it.at(), [0, 30_000, 32_000]);
    it.poller.stop();
    listeners.dispatchEvent(new Event('online'));
    await pass(60_000);
    assert.equal(it.requests.length, 3);
  } finally {
    delete globalThis.addEventListener;
    delete globalThis.removeEventListener;
  }
});

test('a stopped poller does nothing more, and can be started again', async () => {
  let answer;
  const it = poller([ok('one'), () => new Promise((yes) => (answer = yes)), ok('three')]);
  await it.poller.start();
  await pass(30_000);
  it.poller.stop();
  assert.equal(it.poller.running, false);
  assert.equal(it.requests[1].signal.aborted, true);
  answer(ok('two'));
  await pass(600_000);
  assert.deepEqual(it.store.loaded, ['one']);
  assert.equal(it.poller.status, 'fresh');
  assert.equal(await it.poller.start(), true);
  assert.deepEqual(it.store.loaded, ['one', 'three']);
});

test('a poll that is asked for once is one poll', async () => {
  const it = poller([ok('one')]);
  await it.poller.poll();
  await pass(600_000);
  assert.equal(it.requests.length, 1);
  assert.equal(it.requests[0].signal.aborted, false);
});

test('a document that changes no answer is no change', async () => {
  const it = poller([ok('one')], { store: { load: () => ({ added: [], removed: [], changed: [] }) } });
  assert.equal(await it.poller.poll(), 'loaded');
  assert.deepEqual(it.told, [['fresh']]);
});

test('starting twice is starting once', async () => {
  const it = poller([ok('one')]);
  await Promise.all([it.poller.start(), it.poller.start()]);
  await pass(30_000);
  assert.equal(it.requests.length, 2);
});

test('disposing stops', { skip: !Symbol.dispose }, async () => {
  const it = poller([ok('one')]);
  await it.poller.start();
  it.poller[Symbol.dispose]();
  await pass(60_000);
  assert.equal(it.requests.length, 1);
});

test('what is passed to fetch is what was asked for', async () => {
  const it = poller([ok('one')], { init: { headers: { 'X-Team': 'web' }, credentials: 'include', cache: 'reload' } });
  await it.poller.poll();
  const [{ headers, credentials, cache }] = it.requests;
  assert.deepEqual([headers.get('X-Team'), credentials, cache], ['web', 'include', 'reload']);
});

test('a page asks another origin without a condition of its own', async () => {
  globalThis.location = { origin: 'https://site.example', href: 'https://site.example/' };
  try {
    const it = poller([ok('one', { ETag: '"1"' })]);
    await it.poller.poll();
    await it.poller.poll();
    assert.deepEqual(it.requests.map(({ condition, cache }) => [condition, cache]), [[null, 'no-cache'], [null, 'no-cache']]);
  } finally {
    delete globalThis.location;
  }
});

test('wrong options are TypeErrors', () => {
  const store = new Store();
  for (const options of [undefined, {}, { url: URL_ }, { url: 'flags.json', store }, { url: URL_, store, interval: 0 }, { url: URL_, store, timeout: NaN }]) {
    assert.throws(() => new Poller(options), TypeError);
  }
});
