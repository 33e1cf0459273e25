// Values of the host as bytes for the engine, copied within bounds (spec ). Code of the host may run meanwhile, and ask burgee
// again: a tree is written into memory of its own.

import { ARRAY, INSTANT, OBJECT, instant, kind } from './kind.js';
import { isWellFormed } from './text.js';

// Arrays and objects that may be open at once, the context among them.
export const MAX_DEPTH = 64;
// How large one attribute may be: each value in it counts 1, each string and key its bytes.
const MAX_SIZE = 1_048_576;

const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const NUMBER = 3;
const TEXT = 4;
const LIST = 5;
const MEMBERS = 6;
const NOT_FINITE = 7;
const OUT_OF_RANGE = 8;
const BAD_STRING = 9;
const OPAQUE = 10;

const encoder = new TextEncoder();
const hasOwn = Object.hasOwn;

// Whether a bigint is a number that every language has.
export function isExact(bigint) {
  return BigInt.asIntN(54, bigint) === bigint && bigint !== -(2n ** 53n);
}

export class Tree {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #room = 0;

  // What was written, from byte `start` on.
  bytes(start = 0) {
    return this.#bytes.subarray(start, this.#at);
  }

  // What another tree wrote.
  append(bytes) {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
  }

  // One attribute, which stands `depth` arrays and objects deep: opaque where it is too deep or too large. A string is neither.
  attribute(value, depth) {
    this.#room = typeof value === 'string' ? Infinity : MAX_SIZE;
    const start = this.#at;
    if (!this.#write(value, depth)) {
      this.#at = start;
      this.#byte(OPAQUE);
    }
  }

  // An object whose members `write` writes, each after its `name`; it gives their number.
  object(write) {
    this.#byte(MEMBERS);
    const at = this.#grow(4);
    const count = write();
    this.#view.setUint32(at, count, true);
  }

  // The name of a member, well formed.
  name(text) {
    this.#room = Infinity;
    this.#text(text);
  }

  // −0 is 0.
  number(value) {
    if (!Number.isFinite(value)) return this.#byte(NOT_FINITE);
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) return this.#byte(OUT_OF_RANGE);
    this.#byte(NUMBER);
    const at = this.#grow(8);
    this.#view.setFloat64(at, value + 0, true);
    return true;
  }

  string(text) {
    if (!isWellFormed(text)) return this.#byte(BAD_STRING);
    this.#byte(TEXT);
    return this.#text(text);
  }

  // False where it is too deep or too large.
  #write(value, depth) {
    if (--this.#room < 0) return false;
    switch (typeof value) {
      case 'string':
        return this.string(value);
      case 'number':
        return this.number(value);
      case 'boolean':
        return this.#byte(value ? TRUE : FALSE);
      case 'bigint':
        return isExact(value) ? this.number(Number(value)) : this.#byte(OUT_OF_RANGE);
      case 'object':
        return value === null ? this.#byte(NULL) : this.#object(value, depth);
      default:
        return this.#byte(OPAQUE);
    }
  }

  #object(value, depth) {
    let what, names;
    try {
      what = kind(value);
      if (what === OBJECT) names = Reflect.ownKeys(value);
      else if (what === ARRAY) names = value.length;
    } catch {
      return this.#byte(OPAQUE);
    }
    if (what === INSTANT) return this.number(instant(value));
    if (what !== OBJECT && what !== ARRAY) return this.#byte(OPAQUE);
    if (depth >= MAX_DEPTH) return false;
    return what === ARRAY ? this.#list(value, names, depth + 1) : this.#members(value, names, depth + 1);
  }

  #list(array, length, depth) {
    // A proxy may say anything.
    if (!Number.isInteger(length) || length < 0) return this.#byte(OPAQUE);
    if (length > this.#room) return false;
    this.#byte(LIST);
    const start = this.#grow(4);
    this.#view.setUint32(start, length, true);
    for (let i = 0; i < length; i++) if (!this.#write(own(array, i), depth)) return false;
    return true;
  }

  #members(object, names, depth) {
    if (names.length > this.#room) return false;
    let fits = true;
    this.object(() => {
      let count = 0;
      for (const name of names) {
        if (typeof name !== 'string' || !isWellFormed(name)) continue;
        const value = own(object, name);
        if (value === undefined) continue;
        this.#text(name);
        fits &&= this.#write(value, depth);
        if (!fits) break;
        count++;
      }
      return count;
    });
    return fits;
  }

  // UTF-8 with its length before it.
  #text(text) {
    const { length } = text;
    const start = this.#grow(4);
    if (length > this.#room) return false;
    const from = this.#grow(length * 3);
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(from));
    this.#at = from + written;
    this.#view.setUint32(start, written, true);
    this.#room -= written;
    return this.#room >= 0;
  }

  #byte(byte) {
    const at = this.#grow(1);
    this.#bytes[at] = byte;
    return true;
  }

  // Room for so many bytes; gives where they begin.
  #grow(count) {
    const at = this.#at;
    this.#at += count;
    if (this.#at > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(this.#at, this.#bytes.length * 2));
      bytes.set(this.#bytes);
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer);
    }
    return at;
  }
}

// What stands for a value that cannot be read: nothing has a type for it.
export const UNREADABLE = Symbol('unreadable');

// An object's own property; undefined where there is none.
export function own(object, name) {
  try {
    return hasOwn(object, name) ? object[name] : undefined;
  } catch {
    return UNREADABLE;
  }
}
