// Whom a question is about: finds what a flag reads in a context, and writes it into the input as records.
//
// Reading may run code of the host, which may ask burgee again, and write over what was written. A plain object is read and written in one go,
// and again if that happened; of anything else all is read first, and then written.

import { Context } from './context.js';
import { INVALID, WRITTEN, engine } from './engine.js';
import { ARRAY, INSTANT, OBJECT, instant, isContext, kind } from './kind.js';
import { SHORT, put, putBytes, touch, written } from './text.js';
import { Tree, UNREADABLE, isExact, own } from './tree.js';

// The tags of records, with their payloads.
const MISSING = 0;
const STRING = 1;
const NUMBER = 2;
const FALSE = 3;
const TRUE = FALSE | (1 << 3);
const NULL = 4;
const OUT_OF_RANGE = 5 | (1 << 3);
const BAD_STRING = 5 | (2 << 3);
const OPAQUE = 6;
const TREE = 7;

// How many contexts may be read at once, each by code that reading the one before runs. In more, nothing is read: each of several
// attributes may read as many again.
const MAX_OPEN = 4;

const P = Object.prototype;
const hasOwn = Object.hasOwn;

let open = 0;

// Names that have a place in the code of `read`, and their numbers there.
export const PLACES = new Map(
  'key id email name country region locale plan role tier version app_version platform device tenant account created_at beta ip groups'
    .split(' ')
    .map((name, place) => [name, place + 1]),
);

// Why a place for each: reading a property whose name changes from call to call costs ten times as much.
function read(context, one) {
  switch (one.place) {
    case 1: return context.key;
    case 2: return context.id;
    case 3: return context.email;
    case 4: return context.name;
    case 5: return context.country;
    case 6: return context.region;
    case 7: return context.locale;
    case 8: return context.plan;
    case 9: return context.role;
    case 10: return context.tier;
    case 11: return context.version;
    case 12: return context.app_version;
    case 13: return context.platform;
    case 14: return context.device;
    case 15: return context.tenant;
    case 16: return context.account;
    case 17: return context.created_at;
    case 18: return context.beta;
    case 19: return context.ip;
    case 20: return context.groups;
    default: return hasOwn(context, one.name) ? context[one.name] : undefined;
  }
}

// Whether somebody gave all objects one of these. While nobody does, this is compiled to nothing.
function isPolluted() {
  return P.key !== undefined || P.id !== undefined || P.email !== undefined || P.name !== undefined || P.country !== undefined
    || P.region !== undefined || P.locale !== undefined || P.plan !== undefined || P.role !== undefined || P.tier !== undefined
    || P.version !== undefined || P.app_version !== undefined || P.platform !== undefined || P.device !== undefined
    || P.tenant !== undefined || P.account !== undefined || P.created_at !== undefined || P.beta !== undefined || P.ip !== undefined
    || P.groups !== undefined;
}

// What to pass as context to the engine, after what `reads` names is written where it has to be.
export function present(reads, context) {
  const { list, text } = reads;
  if (reads.isFlat && open === 0) {
    let isWritten = false;
    open = 1;
    try {
      isWritten = context.__proto__ === P && !isPolluted() && writePlain(list, text, context);
    } catch {
      // It is no plain object, or does not want to be read: below.
    }
    open = 0;
    if (isWritten) return WRITTEN;
  }
  return presentAny(list, text, context);
}

// Reads and writes a plain object; false where that was not all, or not for long.
function writePlain(list, text, context) {
  const { words, bytes, doubles } = engine;
  let writes = written();
  let at = text;
  for (let i = 0; i < list.length; i++) {
    const one = list[i];
    const { word } = one;
    const value = read(context, one);
    if (typeof value === 'string') {
      const { length } = value;
      let end = at + length;
      let all = 128;
      if (length <= SHORT && end <= bytes.length) {
        all = 0;
        for (let j = 0; j < length; j++) {
          const unit = value.charCodeAt(j);
          all |= unit;
          bytes[at + j] = unit;
        }
      }
      if (all > 127) {
        end = put(value, at);
        writes++;
        if (end < 0) return false;
      }
      words[word] = STRING | ((end - at) << 3);
      words[word + 1] = at;
      at = end;
    } else if (typeof value === 'number') {
      words[word] = NUMBER;
      doubles[(word >> 1) + 1] = value;
    } else if (value === undefined) {
      words[word] = MISSING;
    } else if (typeof value === 'boolean') {
      words[word] = value ? TRUE : FALSE;
    } else if (value === null) {
      words[word] = NULL;
    } else {
      return false;
    }
  }
  return writes === written() && words === engine.words;
}

function presentAny(list, text, context) {
  touch();
  if (typeof context !== 'object' || context === null) return INVALID;
  const kept = Context.handle(context);
  if (kept >= 0) return kept;
  open++;
  if (!isContext(context)) {
    open--;
    return INVALID;
  }
  let found;
  try {
    found = list.map(({ name, way }) => (open > MAX_OPEN ? UNKNOWN : encode(follow(own(context, name), way), way.length + 1)));
  } finally {
    open--;
  }
  write(list, found, text);
  return WRITTEN;
}


// Writes values, as `encode` gives them, as records.
function write(list, values, text) {
  let at = text;
  for (let i = 0; i < list.length; i++) {
    const { word } = list[i];
    const value = values[i];
    if (typeof value === 'string') {
      const end = put(value, at);
      const { words } = engine;
      words[word] = end < 0 ? BAD_STRING : STRING | ((end - at) << 3);
      words[word + 1] = at;
      at = Math.max(at, end);
    } else if (typeof value === 'number') {
      engine.words[word] = NUMBER;
      engine.doubles[(word >> 1) + 1] = value;
    } else if (value instanceof Encoded) {
      at = value.write(word, at);
    } else {
      engine.words[word] = value === undefined ? MISSING : value === null ? NULL : value ? TRUE : FALSE;
    }
  }
}

// An attribute that takes more than a look.
class Encoded {
  #tag;
  #bytes;

  constructor(tag, bytes) {
    this.#tag = tag;
    this.#bytes = bytes;
  }

  // Gives the byte behind what it took.
  write(word, at) {
    const bytes = this.#bytes;
    const end = bytes ? putBytes(bytes, at) : at;
    engine.words[word] = this.#tag | (bytes ? bytes.length << 3 : 0);
    engine.words[word + 1] = at;
    return end;
  }
}

const UNKNOWN = new Encoded(OPAQUE);
const TOO_GREAT = new Encoded(OUT_OF_RANGE);

// The value as `write` takes it. It stands `depth` arrays and objects deep.
function encode(value, depth) {
  switch (typeof value) {
    case 'bigint':
      return isExact(value) ? Number(value) : TOO_GREAT;
    case 'object': {
      if (value === null) return null;
      try {
        const what = kind(value);
        if (what === INSTANT) return instant(value);
        if (what !== ARRAY) return UNKNOWN;
        const tree = new Tree();
        tree.attribute(value, depth);
        return new Encoded(TREE, tree.bytes());
      } catch {
        return UNKNOWN;
      }
    }
    case 'undefined':
      return undefined;
    case 'symbol':
    case 'function':
      return UNKNOWN;
    default:
      return value;
  }
}

// What a pointer finds in an attribute. What cannot be read has nothing inside.
function follow(value, way) {
  for (const { name, index } of way) {
    if (typeof value !== 'object' || value === null) return undefined;
    try {
      const what = kind(value);
      if (what === ARRAY) {
        if (index === undefined || index >= value.length) return undefined;
        // A hole is there, and nothing else is known of it.
        value = own(value, name);
        if (value === undefined) value = UNREADABLE;
      } else if (what === OBJECT) {
        value = own(value, name);
      } else {
        return undefined;
      }
    } catch {
      return undefined;
    }
  }
  return value;
}
