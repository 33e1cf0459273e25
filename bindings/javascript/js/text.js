// Text into the engine's input, as UTF-8.

import { engine } from './engine.js';

// Up to so many units are written one by one; a call of TextEncoder costs as much as that.
export const SHORT = 40;
// What is reserved beyond what is needed, so that what follows seldom has to.
const MARGIN = 4096;

const encoder = new TextEncoder();

// How often something was written: whoever is interrupted while it writes sees it by that.
let writes = 0;

export function written() {
  return writes;
}

export function touch() {
  writes++;
}

export const isWellFormed = ''.isWellFormed ? (text) => text.isWellFormed() : (text) => !/\p{Surrogate}/u.test(text);

// Writes `text` at byte `at`. Gives the byte behind it, or -1 where it has a lone surrogate.
export function put(text, at) {
  writes++;
  const { length } = text;
  if (length <= SHORT) {
    if (at + length > engine.bytes.length) engine.reserve(at + MARGIN);
    const { bytes } = engine;
    let all = 0;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      all |= unit;
      bytes[at + i] = unit;
    }
    if (all < 128) return at + length;
  }
  return isWellFormed(text) ? putLong(text, at) : -1;
}

function putLong(text, at) {
  for (let from = 0, room = text.length; ; room *= 3) {
    if (at + room > engine.bytes.length) engine.reserve(at + room + MARGIN);
    const { read, written } = encoder.encodeInto(from ? text.slice(from) : text, engine.bytes.subarray(at));
    from += read;
    at += written;
    if (from === text.length) return at;
  }
}

// Writes bytes at byte `at`. Gives the byte behind them.
export function putBytes(bytes, at) {
  writes++;
  const end = at + bytes.length;
  if (end > engine.bytes.length) engine.reserve(end + MARGIN);
  engine.bytes.set(bytes, at);
  return end;
}

// Writes each part, strings and bytes, with its length before it, from byte `at` on. Gives the byte behind all.
export function putAll(parts, at = 0) {
  for (const part of parts) {
    const start = putBytes(ZERO, at);
    const end = typeof part === 'string' ? putDocument(part, start) : putBytes(part, start);
    const length = end - start;
    for (let i = 0; i < 4; i++) engine.bytes[at + i] = length >>> (8 * i);
    at = end;
  }
  return at;
}

const ZERO = new Uint8Array(4);
const BROKEN = Uint8Array.of(0xff);

// Text that no UTF-8 can hold becomes bytes that are none, where it is broken.
function putDocument(text, at) {
  const end = put(text, at);
  if (end >= 0) return end;
  const broken = text.search(/\p{Surrogate}/u);
  return putBytes(BROKEN, put(text.slice(0, broken), at));
}
