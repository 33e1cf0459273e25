// The attributes of one unit, copied into the engine once, with what a caller may say beside them.

import { CONTEXT, engine, held } from './engine.js';
import { ContextError } from './errors.js';
import { record } from './json.js';
import { isContext } from './kind.js';
import { isWellFormed, put, putBytes } from './text.js';
import { Tree, own } from './tree.js';

const DOMAINS = ['rollout', 'variant', 'layer', 'sample'];
const BUCKETS = 100_000;

export class Context {
  #handle;
  // The bytes of the attributes, for a context that is made of this one; a function where they are not made yet.
  #attributes;

  constructor(attributes = {}, options = {}) {
    if (attributes === TEXT) {
      this.#attributes = () => new Context(JSON.parse(options)).#bytes();
      this.#keep(engine.contextText(putText(options)), refused);
      return;
    }
    if (typeof attributes !== 'object' || attributes === null || !(#handle in attributes || isContext(attributes))) {
      throw new TypeError('attributes: an object is expected');
    }
    const tree = new Tree();
    tree.object(() => {
      tree.name('attributes');
      const start = tree.bytes().length;
      if (#handle in attributes) tree.append(attributes.#bytes());
      else writeAttributes(tree, attributes);
      this.#attributes = tree.bytes(start).slice();
      return 1 + writeAsides(tree, options);
    });
    this.#keep(engine.context(putBytes(tree.bytes(), 0)), (text) => new Error(text));
  }

  static parse(text) {
    if (typeof text !== 'string') throw new TypeError('text: a string is expected');
    return new Context(TEXT, text);
  }

  // The handle of a context; -1 for any other object.
  static handle(object) {
    return #handle in object ? object.#handle : -1;
  }

  #bytes() {
    if (typeof this.#attributes === 'function') this.#attributes = this.#attributes();
    return this.#attributes;
  }

  #keep(handle, refuse) {
    if (handle < 0) throw refuse(engine.text());
    this.#handle = handle;
    held.register(this, { kind: CONTEXT, handle });
  }
}

// Says to the constructor that its second argument is JSON text.
const TEXT = Symbol('text');

function putText(text) {
  const end = put(text, 0);
  if (end < 0) throw new ContextError('not Unicode: a surrogate stands alone', 'not-utf8', 1, 1);
  return end;
}

function refused(text) {
  const { message, code, line, column } = record(text);
  return new ContextError(message, code, line, column);
}

function writeAttributes(tree, attributes) {
  tree.object(() => {
    let count = 0;
    for (const name of Reflect.ownKeys(attributes)) {
      if (typeof name !== 'string' || !isWellFormed(name)) continue;
      const value = own(attributes, name);
      if (value === undefined) continue;
      tree.name(name);
      tree.attribute(value, 1);
      count++;
    }
    return count;
  });
}

// What a caller says beside the attributes; gives the number of members.
function writeAsides(tree, { assigned, override, bucket }) {
  let count = 0;
  if (assigned !== undefined) {
    count += writeMap(tree, 'assigned', assigned, ({ variant, salt }, path) =>
      tree.object(() => {
        writeText(tree, 'variant', variant, path);
        writeText(tree, 'salt', salt, path);
        return 2;
      }));
  }
  if (override !== undefined) {
    count += writeMap(tree, 'override', override, (variant, path) => tree.string(text(variant, path)));
  }
  if (typeof bucket === 'object') {
    count += writeMap(tree, 'bucket', bucket, (value, path, domain) => {
      if (!DOMAINS.includes(domain)) throw new TypeError(`${path}: one of ${DOMAINS.join(', ')} is expected`);
      tree.number(bucketOf(value, path));
    });
  } else if (bucket !== undefined) {
    tree.name('bucket');
    tree.number(bucketOf(bucket, 'bucket'));
    count++;
  }
  return count;
}

function writeMap(tree, name, map, write) {
  if (typeof map !== 'object' || map === null) throw new TypeError(`${name}: an object is expected`);
  const entries = Object.entries(map).filter(([, value]) => value !== undefined);
  tree.name(name);
  tree.object(() => {
    for (const [key, value] of entries) {
      tree.name(text(key, name));
      write(value ?? {}, `${name}.${key}`, key);
    }
    return entries.length;
  });
  return 1;
}

function writeText(tree, name, value, path) {
  tree.name(name);
  tree.string(text(value, `${path}.${name}`));
}

function text(value, path) {
  if (typeof value !== 'string' || !isWellFormed(value)) throw new TypeError(`${path}: a string is expected`);
  return value;
}

function bucketOf(value, path) {
  if (typeof value !== 'number') throw new TypeError(`${path}: a number is expected`);
  if (!Number.isInteger(value) || value < 0 || value >= BUCKETS) throw new RangeError(`${path}: an integer from 0 to 99999 is expected`);
  return value;
}
