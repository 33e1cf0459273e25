// The surface of burgee in JavaScript, the same over every engine.

export { bucket } from './bucket.js';
export { Context } from './context.js';
export { use } from './engine.js';
export { ContextError, LoadError } from './errors.js';
export { Flag } from './flag.js';
export { Flags } from './flags.js';
export { ChangeEvent, Store } from './store.js';
