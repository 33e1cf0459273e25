// What a value is (spec ). It is told by its type: of what a value overrides, only what `Object.prototype.toString` goes by is asked.

const { toString } = Object.prototype;
const { getTime } = Date.prototype;

export const ARRAY = 1;
export const OBJECT = 2;
export const INSTANT = 3;
export const OTHER = 4;

// What a value that is no primitive is. Throws what its own code throws.
export function kind(value) {
  if (Array.isArray(value)) return ARRAY;
  const isPlain = toString.call(value) === '[object Object]';
  if (isPlain && !(Symbol.toStringTag in value)) return OBJECT;
  if (typeof value === 'function') return OTHER;
  // It may call itself what it likes, and be a date.
  if (instant(value) !== undefined) return INSTANT;
  return isPlain ? OBJECT : OTHER;
}

// Whether an object can be a context. One that does not say what it is, is an object that cannot be read.
export function isContext(value) {
  try {
    if (Array.isArray(value)) return false;
    const prototype = Object.getPrototypeOf(value);
    // Why: a plain object may have any tag, and all objects may have been given one.
    return prototype === Object.prototype || prototype === null || kind(value) === OBJECT;
  } catch {
    return true;
  }
}

// The milliseconds of a date, of any realm; undefined for anything else.
export function instant(value) {
  try {
    return getTime.call(value);
  } catch {
    return undefined;
  }
}
