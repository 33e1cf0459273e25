// The life of a provider: what keeps its store up to date, and what the SDK is told of it.

import { isLoaded, resolve } from './resolution.js';

export class Life {
  #store;
  // What loads the store, or a function that makes it; and what it is while the provider is open.
  #given;
  #source;
  #emit;
  #NotReady;
  #isOpen = false;
  #started = false;
  #quiet = true;
  #state = 'error';
  #unlisten = [];

  /** `emit` tells the SDK of an event; `NotReady` is the SDK's error for a provider that has nothing to serve. */
  constructor(store, source, emit, NotReady) {
    if (typeof store?.flags?.evaluate !== 'function') throw new TypeError('a provider serves a Store');
    if (source !== undefined && typeof source !== 'function' && typeof source?.stop !== 'function') {
      throw new TypeError('`source` is what loads the store, a poller or a watcher, or a function that makes it');
    }
    this.#store = store;
    this.#given = source;
    this.#emit = emit;
    this.#NotReady = NotReady;
  }

  /** One question, asked of what serves now. */
  resolve(key, context, type, fallback) {
    return resolve(this.#store.flags, key, context, type, fallback);
  }

  /** Begins to listen, and starts the source if it is not running. Rejects while there is nothing to serve. */
  async open() {
    let failure;
    this.#isOpen = true;
    this.#on(this.#store, 'change', (changes) => this.#changed(changes));
    try {
      await this.#start();
    } catch (error) {
      failure = error;
    }
    if (!this.#isOpen) return;
    const source = this.#source;
    if (isLoaded(this.#store.flags)) {
      this.#state = 'ready';
      // Why: the SDK says that the provider is ready once this has resolved; that it is stale must come after.
      if (failure || source?.status === 'stale') setTimeout(() => this.stale((failure ?? source.error)?.message), 0);
    }
    this.#quiet = false;
    if (this.#state === 'error') throw new this.#NotReady((failure ?? source?.error)?.message ?? 'no document has been loaded');
  }

  async #start() {
    const isMade = typeof this.#given === 'function';
    const source = isMade ? await this.#given(this.#store) : this.#given;
    if (!this.#isOpen) return isMade ? source?.stop() : undefined;
    this.#source = source;
    this.#on(source, 'failure', ({ error }) => this.stale(error?.message));
    this.#on(source, 'status', ({ status }) => status === 'fresh' && this.fresh());
    this.#started = isMade || (typeof source?.start === 'function' && !source.running);
    if (this.#started) await source?.start?.();
  }

  /** Stops listening, and the source if it was started here. */
  close() {
    this.#isOpen = false;
    this.#quiet = true;
    this.#state = 'error';
    for (const unlisten of this.#unlisten.splice(0)) unlisten();
    if (this.#started) this.#source?.stop();
    this.#started = false;
    this.#source = undefined;
  }

  /** What is served is what the source has. */
  fresh() {
    if (this.#quiet || this.#state === 'ready' || !isLoaded(this.#store.flags)) return;
    this.#state = 'ready';
    this.#emit('PROVIDER_READY', {});
  }

  /** The source cannot be had, or has what is refused; what was good keeps serving. */
  stale(message = 'the document cannot be loaded') {
    if (this.#quiet) return;
    const loaded = isLoaded(this.#store.flags);
    this.#state = loaded ? 'stale' : 'error';
    this.#emit(loaded ? 'PROVIDER_STALE' : 'PROVIDER_ERROR', { message });
  }

  #changed({ added, removed, changed }) {
    if (this.#quiet) return;
    this.fresh();
    const flagsChanged = [...added, ...removed, ...changed];
    if (flagsChanged.length > 0) this.#emit('PROVIDER_CONFIGURATION_CHANGED', { flagsChanged });
  }

  #on(target, event, listener) {
    if (typeof target?.addEventListener !== 'function') return;
    target.addEventListener(event, listener);
    this.#unlisten.push(() => target.removeEventListener(event, listener));
  }
}
