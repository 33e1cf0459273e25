// The poller in a real page or worker, against a server that answers as `poller.browser.js` says. Returns what it saw.

import init, { Store } from '/package/index.js';
import { Poller } from '/package/poller.js';

const until = async (holds, within = 15_000) => {
  for (const end = performance.now() + within; performance.now() < end; ) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error('it did not come to that');
};

/** A poller of a path of the server, and what it told. */
function poll(path, options) {
  const told = [];
  const store = new Store();
  const poller = new Poller({
    url: new URL(path, location.origin),
    store,
    interval: 50,
    timeout: 400,
    storage: null,
    onchange: ({ added, removed, changed, source }) => told.push(`${source} ${[...added, ...removed, ...changed]}`),
    onfailure: ({ error }) => told.push(`${error.name} ${error.status ?? error.diagnostics?.[0]?.code ?? error.cause?.name}`),
    onstatus: ({ status }) => told.push(status),
    ...options,
  });
  return { poller, store, told, revision: () => store.flags.revision };
}

const rows = {
  async 'a document that stays is asked for by its ETag'() {
    const { poller, told, revision } = poll('/doc/etag');
    await poller.start();
    const counts = async () => (await fetch('/doc/counts')).json();
    await until(async () => (await counts()).etag?.['304'] >= 3);
    await new Promise((done) => setTimeout(done, 300));
    const { etag } = await counts();
    poller.stop();
    return [etag['200'], etag['304'] >= 3, told, revision()];
  },

  async 'a failing server is left alone, and asked again'() {
    const { poller, told, revision } = poll('/doc/failing');
    await poller.start();
    await until(() => told.length === 6);
    poller.stop();
    return [told, revision()];
  },

  async 'half a body keeps what serves'() {
    const { poller, told, revision } = poll('/doc/half');
    await poller.start();
    await until(() => told.at(-1) === 'network f' && told.length > 2);
    poller.stop();
    return [told, revision()];
  },

  async 'half a body in chunks keeps what serves'() {
    const { poller, told, revision } = poll('/doc/chunks');
    await poller.start();
    await until(() => told.at(-1) === 'network f' && told.length > 2);
    poller.stop();
    return [told, revision()];
  },

  async 'half a document keeps what serves'() {
    const { poller, told, revision } = poll('/doc/cut');
    await poller.start();
    await until(() => told.at(-1) === 'network f' && told.length > 2);
    poller.stop();
    return [told, revision()];
  },

  async 'a serial that goes back keeps what serves'() {
    const { poller, told, revision } = poll('/doc/serial');
    await poller.start();
    await until(() => told.some((what) => what.startsWith('LoadError')));
    poller.stop();
    return [told, revision()];
  },

  async 'a slow answer is given up'() {
    const { poller, told, revision } = poll('/doc/slow');
    const began = performance.now();
    await poller.start();
    const took = performance.now() - began;
    await until(() => told.at(-1) === 'network f');
    poller.stop();
    return [told, revision(), took >= 399 && took < 3_000];
  },

  async 'an earlier answer that comes later does not count'() {
    // Why: the browser's cache would hold the second request back until the first is answered.
    const { poller, told, revision } = poll('/doc/order', { timeout: 5_000, init: { cache: 'no-store' } });
    const first = poller.poll();
    await until(async () => (await (await fetch('/doc/counts')).json()).order !== undefined);
    await new Promise((done) => setTimeout(done, 100));
    const second = await poller.poll();
    return [second, await first, told, revision()];
  },

  async 'another origin needs no preflight'() {
    const { poller, told, revision } = poll(`${location.protocol}//localhost:${location.port}/doc/foreign`);
    await poller.start();
    await until(() => poller.polled !== undefined);
    const outcome = await poller.poll();
    poller.stop();
    return [outcome, told, revision(), (await (await fetch('/doc/counts')).json()).foreign];
  },
};

const pageOnly = {
  async 'a document is kept for a visit without a network'() {
    localStorage.clear();
    const before = poll('/doc/kept', { storage: undefined });
    await before.poller.poll();
    const after = poll('/doc/kept', { storage: undefined });
    const serves = await after.poller.start();
    after.poller.stop();
    return [Object.keys(localStorage).map((key) => key.replace(/:\d+/, '')), serves, after.told, after.revision()];
  },

  async 'a full storage costs nothing'() {
    localStorage.clear();
    localStorage.setItem('full', 'x'.repeat(5 * 1024 * 1024 - 10));
    const { poller, told } = poll('/doc/etag?full', { storage: undefined });
    await poller.poll();
    const kept = localStorage.length;
    localStorage.clear();
    return [kept, told];
  },

  async 'a hidden page polls nothing, and at once when it is seen again'() {
    const { poller, told } = poll('/doc/etag?hidden', { interval: 60_000 });
    await poller.start();
    const first = poller.polled;
    const turn = (hidden) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    };
    turn(true);
    await new Promise((done) => setTimeout(done, 1_100));
    const quiet = poller.polled === first;
    turn(false);
    await until(() => poller.polled > first);
    poller.stop();
    delete document.hidden;
    return [quiet, told];
  },
};

export default async function () {
  await init();
  const seen = Object.fromEntries(await Promise.all(Object.entries(rows).map(async ([name, row]) => [name, await row()])));
  // These share a storage and a page.
  if (globalThis.document) for (const [name, row] of Object.entries(pageOnly)) seen[name] = await row();
  return seen;
}
