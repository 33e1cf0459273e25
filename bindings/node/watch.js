// Watching files for a store. The engine looks at them and loads them; what is here says when, and tells what it came to.

import { WATCH, engine, held } from './lib/engine.js';
import { Document, putParts, refused } from './lib/document.js';
import { Flags } from './lib/flags.js';
import { record } from './lib/json.js';
import { inside } from './lib/store.js';
import { pathOf } from './path.js';

const INTERVAL = 1000;
// The longest that a timer of Node waits.
const MAX_INTERVAL = 2 ** 31 - 1;

export class FailureEvent extends Event {
  error;

  constructor(error) {
    super('failure');
    this.error = error;
  }
}

export class StatusEvent extends Event {
  status;

  constructor(status) {
    super('status');
    this.status = status;
  }
}

export class Watcher extends EventTarget {
  #store;
  #handle;
  #timer;
  #error;

  constructor(store, path, { overlays = [], interval = INTERVAL, keepAlive = false } = {}) {
    super();
    if (typeof interval !== 'number') throw new TypeError('interval: a number is expected');
    if (!(interval >= 1 && interval <= MAX_INTERVAL)) throw new RangeError(`interval: milliseconds from 1 to ${MAX_INTERVAL} are expected`);
    this.#store = inside(store);
    const { length, end } = putParts([path, ...overlays].map(pathOf), this.#store.required);
    const handle = engine.watch(this.#store.handle, length, this.#store.strict ? 1 : 0, end);
    if (handle < 0) throw new Error(engine.text());
    this.#handle = handle;
    const { error } = this.#told(engine.text());
    // Whoever has nothing to serve is told at once.
    if (error !== undefined && !this.#store.isLoaded) {
      engine.release(WATCH, handle);
      throw error;
    }
    held.register(this, { kind: WATCH, handle }, this);
    this.#timer = setInterval(() => this.check(), interval);
    if (!keepAlive) this.#timer.unref();
  }

  get error() {
    return this.#error;
  }

  // Whether the files as they are now are served.
  get status() {
    return this.#error === undefined ? 'fresh' : 'stale';
  }

  check() {
    if (this.#handle === undefined) return undefined;
    const before = this.status;
    const { error, changes } = this.#told(engine.poll(this.#handle));
    if (error !== undefined) this.dispatchEvent(new FailureEvent(error));
    if (this.status !== before) this.dispatchEvent(new StatusEvent(this.status));
    return changes;
  }

  stop() {
    if (this.#handle === undefined) return;
    clearInterval(this.#timer);
    held.unregister(this);
    engine.release(WATCH, this.#handle);
    this.#handle = undefined;
  }

  // What the engine says that looking at the files came to.
  #told(text) {
    if (text === '') return {};
    const { loaded, refused: refusal, unreadable } = record(text);
    if (loaded === undefined) {
      this.#error = refusal ? refused(refusal) : new Error(unreadable.message);
      return { error: this.#error };
    }
    const { document, added, removed, changed } = loaded;
    const own = new Document(document);
    const isBack = this.#error !== undefined && added.length + removed.length + changed.length === 0 && this.#store.isServed(own);
    this.#error = undefined;
    return { changes: isBack ? undefined : this.#store.serve(new Flags(own), { added, removed, changed }) };
  }
}

if (Symbol.dispose) Object.defineProperty(Watcher.prototype, Symbol.dispose, { value: Watcher.prototype.stop, writable: true, configurable: true });
