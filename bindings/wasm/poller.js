// Keeps a store in step with a document on a server. `schedule.js` says when; this asks, and tells what came of it.

import { Schedule, retryAfter } from './schedule.js';

const INTERVAL = 30_000;
const LONGEST = 600_000;
const TIMEOUT = 10_000;

/** A document could not be had: the network, or the status of an answer. The document before keeps serving. */
export class FetchError extends Error {
  constructor(message, status, cause) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
  }
}
Object.defineProperty(FetchError.prototype, 'name', { value: 'FetchError' });

export class Poller extends EventTarget {
  #url;
  #key;
  #store;
  #name;
  #timeout;
  #init;
  #fetch;
  #storage;
  #schedule;
  #running = false;
  #timer;
  #aborts = new Set();
  #unlisten = [];
  #etag;
  #text;
  #status = 'waiting';
  #error;
  #polled;

  constructor(options) {
    super();
    const { url, store, name, interval = INTERVAL, longest = LONGEST, timeout = TIMEOUT, init, fetch, storage } = options;
    if (typeof store?.load !== 'function') throw new TypeError('`store` is a Store: what the documents are loaded into');
    for (const [word, value] of Object.entries({ interval, longest, timeout })) {
      if (!(value > 0)) throw new TypeError(`\`${word}\` is a number of milliseconds above 0`);
    }
    this.#url = new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href).href;
    this.#key = `burgee ${this.#url}`;
    this.#store = store;
    this.#name = name ?? nameOf(this.#url);
    this.#timeout = timeout;
    this.#init = init;
    this.#fetch = fetch ?? ((resource, request) => globalThis.fetch(resource, request));
    this.#storage = storage === undefined ? pageStorage() : storage;
    this.#schedule = new Schedule({ interval, longest: Math.max(longest, interval), random: () => Math.random() });
    for (const event of ['change', 'failure', 'status']) {
      const listener = options[`on${event}`];
      if (listener) this.addEventListener(event, listener);
    }
  }

  /** `waiting` until a document serves, `fresh` while it is what the server has, as of the last poll; else `stale`. */
  get status() {
    return this.#status;
  }

  /** Why the last poll failed; `undefined` if it did not. */
  get error() {
    return this.#error;
  }

  /** When the server last said what it has, in milliseconds since the epoch; `undefined` before. */
  get polled() {
    return this.#polled;
  }

  /** Whether it polls. */
  get running() {
    return this.#running;
  }

  /** Polls now and from now on. Resolves after the first poll; says whether a document serves. Never rejects. */
  async start() {
    if (!this.#running) {
      this.#running = true;
      this.#listen();
      await this.poll();
    }
    return this.#status !== 'waiting';
  }

  /** Stops, at once. What is served keeps serving, and an answer that is under way no longer counts. */
  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
    for (const unlisten of this.#unlisten.splice(0)) unlisten();
    for (const abort of this.#aborts) abort.abort();
    this.#aborts.clear();
  }

  /** Polls now, whatever the schedule. Says what came of it: `loaded`, `unchanged`, `failed`; or `late`, if a later poll was answered first. */
  async poll() {
    const request = this.#schedule.begin(Date.now());
    const abort = new AbortController();
    this.#aborts.add(abort);
    clearTimeout(this.#timer);
    const said = await this.#ask(this.#etag, abort);
    const stopped = !this.#aborts.delete(abort);
    if (stopped || !this.#schedule.counts(request)) return 'late';
    const outcome = this.#take(request, said);
    this.#arm();
    return outcome === 'again' ? this.poll() : outcome;
  }

  /** Serves the document that was kept from an earlier visit. Says whether there was one that can be served. */
  restore() {
    let text = null;
    try {
      text = this.#storage?.getItem(this.#key) ?? null;
    } catch {
      // A storage that cannot be read has kept nothing.
    }
    if (text === null) return false;
    let changes;
    try {
      changes = this.#store.load(text, { name: this.#name });
    } catch {
      return false;
    }
    this.#text = text;
    this.#tell('stale');
    this.#change(changes, 'storage');
    return true;
  }

  /** One request: what the server said, never a rejection. */
  async #ask(etag, abort) {
    const timer = setTimeout(() => abort.abort(new DOMException(`no answer within ${this.#timeout} ms`, 'TimeoutError')), this.#timeout);
    // Why: a fetch or a body that ignores its signal is not waited for.
    const aborted = new Promise((_, reject) => {
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason), { once: true });
    });
    aborted.catch(() => {});
    try {
      return await Promise.race([this.#answer(etag, abort.signal), aborted]);
    } catch (error) {
      return { error: error instanceof FetchError ? error : new FetchError(`${this.#url}: ${error?.message ?? error}`, undefined, error) };
    } finally {
      clearTimeout(timer);
    }
  }

  async #answer(etag, signal) {
    const headers = new Headers(this.#init?.headers);
    // Why: another origin allows `If-None-Match` only after a preflight; there the browser's own cache asks with what it knows.
    const conditional = etag !== undefined && !foreign(this.#url);
    if (conditional) headers.set('If-None-Match', etag);
    const cache = conditional ? 'no-store' : 'no-cache';
    const response = await this.#fetch(this.#url, { cache, ...this.#init, headers, signal });
    if (response.status === 304 && conditional) return { etag, unchanged: true };
    if (!response.ok || response.status === 204) {
      const error = new FetchError(`${this.#url}: answered ${response.status}`, response.status);
      return { error, retryAfter: retryAfter(response.headers.get('Retry-After'), Date.now()) };
    }
    const bytes = await response.arrayBuffer();
    // Why: text that is not UTF-8, or begins with a byte order mark, is for the store to refuse (spec ).
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { etag: response.headers.get('ETag') ?? undefined, text };
  }

  /** Does what an answer that counts says. */
  #take(request, { error, retryAfter: pause, etag, text, unchanged }) {
    const now = Date.now();
    if (error) {
      this.#schedule.fail(request, now, pause);
      this.#etag = undefined;
      return this.#failed(error);
    }
    this.#polled = now;
    if (unchanged && etag !== this.#etag) {
      // The answer is about a document that an earlier request has replaced meanwhile: ask what the server has.
      this.#schedule.succeed(request, now);
      this.#etag = undefined;
      return 'again';
    }
    if (unchanged || text === this.#text) {
      this.#schedule.succeed(request, now);
      this.#etag = etag;
      this.#fresh();
      return 'unchanged';
    }
    let changes;
    try {
      changes = this.#store.load(text, { name: this.#name });
    } catch (refusal) {
      this.#schedule.refuse(request, now);
      return this.#failed(refusal);
    }
    this.#schedule.succeed(request, now);
    this.#etag = etag;
    this.#text = text;
    this.#keep(text);
    this.#fresh();
    this.#change(changes, 'network');
    return 'loaded';
  }

  #fresh() {
    this.#error = undefined;
    this.#tell('fresh');
  }

  #failed(error) {
    this.#error = error;
    if (this.#text === undefined) this.restore();
    else this.#tell('stale');
    this.dispatchEvent(Object.assign(new Event('failure'), { error }));
    return 'failed';
  }

  #keep(text) {
    try {
      this.#storage?.setItem(this.#key, text);
    } catch {
      // A storage that is full or forbidden keeps nothing; the poller needs none.
    }
  }

  #tell(status) {
    if (status === this.#status) return;
    this.#status = status;
    this.dispatchEvent(Object.assign(new Event('status'), { status }));
  }

  #change({ added, removed, changed }, source) {
    if (added.length + removed.length + changed.length === 0) return;
    this.dispatchEvent(Object.assign(new Event('change'), { added, removed, changed, source }));
  }

  #arm() {
    clearTimeout(this.#timer);
    if (!this.#running) return;
    const wait = this.#schedule.wait(Date.now());
    if (wait === Infinity) return;
    this.#timer = setTimeout(() => void this.poll(), wait);
    this.#timer.unref?.();
  }

  /** Follows whether the page is seen and whether there is a network. */
  #listen() {
    const page = globalThis.document;
    const seen = () => {
      if (page.hidden) this.#schedule.hide();
      else this.#schedule.show(Date.now());
      this.#arm();
    };
    const online = () => {
      this.#schedule.hurry(Date.now());
      this.#arm();
    };
    if (page?.hidden) this.#schedule.hide();
    this.#on(page, 'visibilitychange', seen);
    this.#on(globalThis, 'online', online);
  }

  #on(target, event, listener) {
    if (typeof target?.addEventListener !== 'function') return;
    target.addEventListener(event, listener);
    this.#unlisten.push(() => target.removeEventListener(event, listener));
  }
}

if (Symbol.dispose) {
  Object.defineProperty(Poller.prototype, Symbol.dispose, { value: Poller.prototype.stop, writable: true, configurable: true });
}

/** What diagnostics call a document: the last segment of its path. */
function nameOf(url) {
  return new URL(url).pathname.split('/').at(-1) || 'document.json';
}

/** Whether a page of another origin asks. */
function foreign(url) {
  const origin = globalThis.location?.origin;
  return origin !== undefined && new URL(url).origin !== origin;
}

/** The storage of the page; none where there is no page, or it may not keep anything. */
function pageStorage() {
  try {
    return globalThis.document === undefined ? undefined : globalThis.localStorage;
  } catch {
    return undefined;
  }
}
