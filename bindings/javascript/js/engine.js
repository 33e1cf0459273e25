// The engine that this copy of the surface asks: `use` is called once, before anything else, by whoever has loaded it.
// Its words, bytes and doubles are views of one input area, in which the records of attributes begin at RECORDS. The views are renewed
// whenever the area grows, so nobody keeps them.

export let engine;

export function use(given) {
  engine = given;
}

// Where the record of attribute 0 stands, and how long a record is, in bytes.
export const RECORDS = 64;
export const RECORD = 16;

// What stands for a context in calls: the records in the input; something that is no context. A kept context is its handle.
export const WRITTEN = -1;
export const INVALID = -2;

// Kinds of handles, for `release`.
export const DOCUMENT = 0;
export const CONTEXT = 1;
export const STORE = 2;
export const WATCH = 3;

// Gives back what a collected object held.
export const held = new FinalizationRegistry(({ kind, handle }) => engine.release(kind, handle));
