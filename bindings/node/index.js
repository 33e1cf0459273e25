// burgee for Node: the surface over the native engine, with what Node adds, files.

import { readFileSync } from 'node:fs';
import { create } from './engine.js';
import { engine, use } from './lib/engine.js';
import { Flags, Store } from './lib/index.js';
import { pathOf } from './path.js';
import { Watcher } from './watch.js';

export { ChangeEvent, Context, ContextError, Flag, Flags, LoadError, Store, bucket } from './lib/index.js';
export { FailureEvent, StatusEvent, Watcher } from './watch.js';

// Where this module alone is loaded again, what was loaded before stays.
if (engine === undefined) use(create());

function load(path, { name, overlays = [], ...options } = {}) {
  const signatures = { __proto__: null };
  const file = (from, called = pathOf(from)) => {
    const signature = options.publicKeys === undefined ? undefined : beside(from);
    if (signature) signatures[called] = signature;
    return { name: called, text: readFileSync(from) };
  };
  const base = file(path, name);
  return Flags.parse(base.text, { ...options, name: base.name, overlays: [...overlays].map((overlay) => file(overlay)), signatures });
}

// The signature of a file stands beside it (spec ).
function beside(path) {
  try {
    return readFileSync(`${pathOf(path)}.sig`);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function watch(path, options) {
  return new Watcher(this, path, options);
}

Object.defineProperty(Flags, 'load', { value: load, writable: true, configurable: true });
Object.defineProperty(Store.prototype, 'watch', { value: watch, writable: true, configurable: true });
