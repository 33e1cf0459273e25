// A store: serves one document, and keeps the one before.

import { Document, putDocuments, refused, requirementsOf } from './document.js';
import { STORE, engine, held } from './engine.js';
import { Flags } from './flags.js';
import { freeze, record } from './json.js';

export class ChangeEvent extends Event {
  added;
  removed;
  changed;

  constructor({ added, removed, changed }) {
    super('change');
    this.added = added;
    this.removed = removed;
    this.changed = changed;
  }
}

// What a watcher does with a store.
export let inside;

export class Store extends EventTarget {
  #handle = engine.store();
  #strict;
  #required;
  #flags = Flags.parse('{"burgee":"1"}');
  // The flags before, and what changed since; neither before the first load.
  #previous;
  #changes;

  static {
    inside = (store) => ({
      handle: store.#handle,
      strict: store.#strict,
      required: store.#required,
      get isLoaded() {
        return store.#changes !== undefined;
      },
      // Whether nothing that can be asked tells a document from the one that is served.
      isServed: (document) => Flags.summary(store.#flags) === JSON.stringify(document.summary),
      serve: (flags, changes) => store.#serve(flags, freeze(changes)),
    });
  }

  constructor({ strict = false, ...options } = {}) {
    super();
    this.#strict = strict;
    this.#required = requirementsOf(options);
    held.register(this, { kind: STORE, handle: this.#handle });
  }

  load(text, options = {}) {
    const { length, end } = putDocuments(text, options, this.#required);
    const document = engine.storeLoad(this.#handle, length, this.#strict ? 1 : 0, end);
    if (document < 0) throw refused(record(engine.text()));
    const { added, removed, changed } = record(engine.text());
    return this.#serve(new Flags(new Document(document)), freeze({ added, removed, changed }));
  }

  promote(candidate) {
    const answer = engine.storePromote(this.#handle, Flags.handle(candidate));
    const said = record(engine.text());
    if (answer < 0) throw refused(said);
    const { added, removed, changed } = said;
    return this.#serve(candidate, freeze({ added, removed, changed }));
  }

  restore() {
    const document = engine.storeRestore(this.#handle);
    if (document < 0) return false;
    const { added, removed, changed } = this.#changes;
    this.#serve(new Flags(new Document(document)), freeze({ added: removed, removed: added, changed }));
    return true;
  }

  #serve(flags, changes) {
    this.#previous = this.#changes && this.#flags;
    this.#flags = flags;
    this.#changes = changes;
    this.dispatchEvent(new ChangeEvent(changes));
    return changes;
  }

  get flags() {
    return this.#flags;
  }

  get previous() {
    return this.#previous;
  }

  isOn(key, context) {
    return this.#flags.isOn(key, context);
  }

  boolean(key, context, fallback) {
    return this.#flags.boolean(key, context, fallback);
  }

  string(key, context, fallback) {
    return this.#flags.string(key, context, fallback);
  }

  number(key, context, fallback) {
    return this.#flags.number(key, context, fallback);
  }

  object(key, context, fallback) {
    return this.#flags.object(key, context, fallback);
  }

  evaluate(key, context, options) {
    return this.#flags.evaluate(key, context, options);
  }

  evaluateAll(context, options) {
    return this.#flags.evaluateAll(context, options);
  }

  values(context, options) {
    return this.#flags.values(context, options);
  }

  explain(key, context, options) {
    return this.#flags.explain(key, context, options);
  }
}
