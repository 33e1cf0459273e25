// The rows: each a context that means harm, or is merely odd, and what is expected of it. `realm` is the global object of another realm.

import {
  BOTH, FOUND, HAS_A, LATE, LIST, MISSING, NOTHING, NOT_FOUND, NO_CONTEXT, NO_UNIT, NULL, NUMBER, OPAQUE, OTHER, SEVEN, TEXT, THERE, UNIT, rule, unusable,
} from './hostile.js';

const boom = () => {
  throw new Error('boom');
};
// A proxy in which whatever is asked throws.
const trap = new Proxy({}, { get: () => boom });
const evil = (target) => new Proxy(target, trap);
const getters = (names, get = boom) => Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, { get, enumerable: true, configurable: true }])));
const nest = (depth, of = (inner) => [inner]) => {
  let value = 'a';
  for (let i = 0; i < depth; i++) value = of(value);
  return value;
};
const with_ = (value, change) => {
  change(value);
  return value;
};
const pollute = (names, value) => {
  for (const name of names) Object.prototype[name] = value;
};
const describe = (object, name, descriptor) => Object.defineProperty(object, name, { configurable: true, ...descriptor });

export function rows(realm) {
  const table = {};
  // `sameBuilt`: true where a context that is built first answers the same, false where none can be built, null where it may answer otherwise.
  const row = (name, make, expected, { flag = 'x', sameBuilt = true, warm = 0 } = {}) => {
    if (name in table) throw new Error(`${name}: twice`);
    table[name] = { make, expected, flag, sameBuilt, warm };
  };
  const x = (name, make, expected) => row(name, (help) => ({ key: 'u', x: make(help) }), expected);
  const otherwise = { sameBuilt: null };

  // Plain values, and their edges.
  x('undefined', () => undefined, MISSING);
  x('null', () => null, NULL);
  x('true', () => true, rule('true', 'wrong-type'));
  x('false', () => false, rule('false', 'wrong-type'));
  x('seven', () => 7, SEVEN);
  x('seven as a bigint', () => 7n, SEVEN);
  x('negative zero', () => -0, NUMBER);
  x('the greatest integer', () => Number.MAX_SAFE_INTEGER, LATE);
  x('the least integer', () => Number.MIN_SAFE_INTEGER, NUMBER);
  x('the greatest integer as a bigint', () => 2n ** 53n - 1n, LATE);
  x('the least integer as a bigint', () => 1n - 2n ** 53n, NUMBER);
  x('2^53', () => 2 ** 53, unusable('out-of-range'));
  x('2^53 + 1 as a bigint', () => 2n ** 53n + 1n, unusable('out-of-range'));
  x('-2^53 as a bigint', () => -(2n ** 53n), unusable('out-of-range'));
  x('ten to the ten thousandth', () => 10n ** 10_000n, unusable('out-of-range'));
  x('minus ten to the ten thousandth', () => -(10n ** 10_000n), unusable('out-of-range'));
  x('the greatest number', () => Number.MAX_VALUE, unusable('out-of-range'));
  x('the least number', () => Number.MIN_VALUE, NUMBER);
  x('nan', () => NaN, unusable('not-finite'));
  x('infinity', () => Infinity, unusable('not-finite'));
  x('minus infinity', () => -Infinity, unusable('not-finite'));
  x('an empty string', () => '', OTHER);
  x('a string with NUL', () => 'a\0', OTHER);
  x('a lone surrogate', () => '\ud800', unusable('bad-string'));
  x('a surrogate pair, unpaired', () => 'a\ude00\ud83d', unusable('bad-string'));
  x('a lone surrogate in a long text', () => `${'a'.repeat(100_000)}\ud800`, unusable('bad-string'));
  x('16 MB of text', () => 'a'.repeat(16_000_000), OTHER);
  x('text of three bytes each', () => '\u20ac'.repeat(3_000_000), OTHER);
  x('text of 65 letters', () => 'a'.repeat(65), OTHER);
  x('text beyond the BMP', () => '\u{1f600}', OTHER);
  x('text that was put together', () => ['', 'a'].join(''), TEXT);
  x('text that is an instant', () => '2026-01-01T00:00:00Z', rule('late'));

  // What burgee has no type for.
  x('a symbol', () => Symbol('a'), OPAQUE);
  x('a boxed string', () => new String('a'), OPAQUE);
  x('a boxed number', () => new Number(7), OPAQUE);
  x('a boxed boolean', () => new Boolean(true), OPAQUE);
  x('a boxed bigint', () => Object(7n), OPAQUE);
  x('a boxed symbol', () => Object(Symbol.iterator), OPAQUE);
  x('an object', () => ({}), OPAQUE);
  x('an object with everything evil', () => getters(['toString', 'valueOf', 'toJSON', 'length', 'then', 'constructor']), OPAQUE);
  x('an object whose conversion throws', () => ({ [Symbol.toPrimitive]: boom, toString: boom, valueOf: boom, toJSON: boom }), OPAQUE);
  x('an object that says it is text', () => ({ toString: () => 'a', valueOf: () => 'a', toJSON: () => 'a' }), OPAQUE);
  x('an object whose tag throws', () => describe({}, Symbol.toStringTag, { get: boom }), OPAQUE);
  x('an object that says it is an array', () => ({ [Symbol.toStringTag]: 'Array', length: 1, 0: 'a' }), OPAQUE);
  x('an object that says it is a date', () => ({ [Symbol.toStringTag]: 'Date', getTime: () => Date.now() }), OPAQUE);
  x('an object with the prototype of arrays', () => Object.create(Array.prototype, { 0: { value: 'a' } }), OPAQUE);
  x('an object without prototype', () => Object.create(null), OPAQUE);
  x('a map', () => new Map([['a', 1]]), OPAQUE);
  x('a set', () => new Set(['a']), OPAQUE);
  x('a weak map', () => new WeakMap(), OPAQUE);
  x('search parameters', () => new URLSearchParams('a=1'), OPAQUE);
  x('a promise', () => Promise.resolve('a'), OPAQUE);
  x('what has a then', () => ({ then: boom }), OPAQUE);
  x('a pattern', () => /a/, OPAQUE);
  x('an error', () => new Error('a'), OPAQUE);
  x('a function', () => boom, OPAQUE);
  x('a class', () => class A {}, OPAQUE);
  x('a generator', () => (function* () { yield 'a'; })(), OPAQUE);
  x('arguments', () => (function () { return arguments; })('a'), OPAQUE);
  x('a typed array', () => Uint8Array.of(97), OPAQUE);
  x('a typed array of doubles', () => Float64Array.of(7), OPAQUE);
  x('a buffer', () => new ArrayBuffer(8), OPAQUE);
  x('a buffer that was given away', () => with_(new ArrayBuffer(8), (buffer) => structuredClone(buffer, { transfer: [buffer] })), OPAQUE);
  x('an array of a buffer that was given away', () => with_(new Uint8Array(8), ({ buffer }) => structuredClone(buffer, { transfer: [buffer] })), OPAQUE);
  x('a view', () => new DataView(new ArrayBuffer(8)), OPAQUE);
  x('a global object', () => globalThis, OPAQUE);
  if (globalThis.Buffer) x("Node's buffer", () => Buffer.from('a'), OPAQUE);

  // Instants.
  x('a date', () => new Date('2026-01-01'), LATE);
  x('an old date', () => new Date('1000-01-01'), NUMBER);
  x('the first date', () => new Date(-8.64e15), NUMBER);
  x('the last date', () => new Date(8.64e15), LATE);
  x('an invalid date', () => new Date(NaN), unusable('not-finite'));
  x('a date of another realm', () => new realm.Date('2026-01-01'), LATE);
  x('an evil date', () => new (class extends Date { getTime() { boom(); } valueOf() { boom(); } toJSON() { boom(); } [Symbol.toPrimitive]() { boom(); } })('2026-01-01'), LATE);
  x('a date with own methods', () => Object.assign(new Date('2026-01-01'), { getTime: boom, valueOf: boom, toISOString: boom }), LATE);
  x('a date that says it is an object', () => describe(new Date('2026-01-01'), Symbol.toStringTag, { value: 'Object' }), LATE);
  x('a date that says it is a map', () => describe(new Date('2026-01-01'), Symbol.toStringTag, { value: 'Map' }), LATE);
  x('a date of no prototype', () => Object.setPrototypeOf(new Date('2026-01-01'), null), LATE);
  x('a proxy of a date', () => new Proxy(new Date('2026-01-01'), {}), OPAQUE);
  x('an object with the prototype of dates', () => Object.create(Date.prototype), OPAQUE);

  // Arrays.
  x('an empty array', () => [], LIST);
  x('an array', () => ['a'], HAS_A);
  x('an array of another realm', () => realm.Array.of('a'), HAS_A);
  x('an array of everything odd', () => [null, undefined, NaN, 2n ** 64n, '\ud800', Symbol(''), { a: 1 }, new Map(), boom, new Date(), 'a'], HAS_A);
  x('an array with holes', () => [, , 'a', ,], HAS_A);
  x('an array of holes', () => new Array(100), LIST);
  x('an array of four billion holes', () => new Array(4_294_967_295), OPAQUE);
  x('an array that became sparse', () => with_(['a'], (array) => { array[400] = 'b'; }), HAS_A);
  x('an array with properties', () => Object.assign(['a'], { b: boom, '-1': boom }), HAS_A);
  x('an evil array', () => new (class extends Array { [Symbol.iterator]() { boom(); } map() { boom(); } get [Symbol.toStringTag]() { return boom(); } toJSON() { boom(); } })('a', 'b'), HAS_A);
  x('an array of no prototype', () => Object.setPrototypeOf(['a'], null), HAS_A);
  x('an array whose iterator lies', () => Object.assign(['b'], { [Symbol.iterator]: () => ['a'][Symbol.iterator]() }), LIST);
  x('an array that says it is an object', () => describe(['a'], Symbol.toStringTag, { value: 'Object' }), HAS_A);
  x('a frozen array', () => Object.freeze(['a']), HAS_A);
  x('an index that is read by code', () => describe([], 0, { get: () => 'a' }), HAS_A);
  x('an index that throws', () => describe(['b', 'a'], 0, { get: boom }), HAS_A);
  x('an array that shrinks while it is read', () => with_(['b', 'a', 'a'], (array) => describe(array, 0, { get: () => { array.length = 1; return 'b'; } })), LIST);
  x('an array that grows while it is read', () => with_(['b', 'b'], (array) => describe(array, 0, { get: () => { array.push('b'); return 'b'; } })), LIST);
  x('a proxy of an array', () => new Proxy(['a'], {}), HAS_A);
  x('a proxy of an array that throws', () => evil(['a']), OPAQUE);
  for (const [name, length] of [['less than nothing', -1], ['no number', 'a'], ['not a number', NaN], ['a fraction', 0.5], ['without end', Infinity], ['a billion', 1e9], ['a bigint', 1n]]) {
    x(`a proxy of an array whose length is ${name}`, () => new Proxy(['a'], { get: (target, key) => (key === 'length' ? length : target[key]) }), OPAQUE);
  }
  x('a proxy of an array that is longer than it is', () => new Proxy(['a'], { get: (target, key) => (key === 'length' ? 3 : target[key]) }), HAS_A);
  x('an array in itself', () => with_(['a'], (own) => own.push(own)), OPAQUE);
  x('an array 63 deep', () => nest(63), LIST);
  x('an array 64 deep', () => nest(64), OPAQUE);
  x('an array 20,000 deep', () => nest(20_000), OPAQUE);
  x('an object 20,000 deep', () => nest(20_000, (inner) => ({ a: inner })), OPAQUE);
  x('an array of an object in itself', () => [with_({}, (own) => { own.own = own; })], OPAQUE);
  x('an array that holds one array twice, 60 times', () => nest(60, (inner) => [inner, inner]), OPAQUE);
  x('an array of 500', () => [...new Array(499).fill('b'), 'a'], HAS_A);
  x('an array of 400,001', () => [...new Array(400_000).fill('b'), 'a'], unusable('wrong-type'));
  x('an array of three million', () => new Array(3_000_000).fill('a'), OPAQUE);
  x('an array of one long text many times', () => new Array(100_000).fill('a'.repeat(1_000_000)), OPAQUE);
  x('an array of an object of a million names', () => [Object.fromEntries(Array.from({ length: 300_000 }, (_, i) => [`name ${i}`, i]))], OPAQUE);
  x('an array of a proxy without end', () => [new Proxy({}, { ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ value: 1, configurable: true, enumerable: true }), get: (_, key, self) => (typeof key === 'string' ? self : undefined) })], OPAQUE);
  x('an array of evil proxies', () => [evil({}), evil([]), evil(boom), 'a'], HAS_A);
  x('an array of an object that throws', () => [getters(['a', 'b']), 'a'], HAS_A);
  x('an array of objects that asks again', ({ flags }) => [getters(['a'], () => flags.evaluateAll({ key: 'other', x: ['z'.repeat(500)] })), 'a'], HAS_A);

  // Proxies, and code that runs while a context is read.
  x('a proxy', () => new Proxy({}, {}), OPAQUE);
  x('an evil proxy', () => evil({}), OPAQUE);
  x('an evil proxy of a function', () => evil(boom), OPAQUE);
  x('a revoked proxy', () => with_(Proxy.revocable({}, {}), (both) => both.revoke()).proxy, OPAQUE);
  x('a revoked proxy of an array', () => with_(Proxy.revocable([], {}), (both) => both.revoke()).proxy, OPAQUE);
  row('a proxy as context', () => new Proxy({ x: 'a' }, {}), TEXT);
  row('an evil proxy as context', () => evil({ x: 'a' }), OPAQUE, otherwise);
  row('a revoked proxy as context', () => with_(Proxy.revocable({ x: 'a' }, {}), (both) => both.revoke()).proxy, OPAQUE, { sameBuilt: false });
  row('a proxy that has everything', () => new Proxy({}, { get: () => 'a', has: () => true }), MISSING);
  row('a proxy that says whose it is', () => new Proxy({}, { get: (_, key) => (key === '__proto__' ? Object.prototype : 'a'), has: () => true }), MISSING);
  row('a proxy that knows its names', () => new Proxy({}, { get: () => 'a', getOwnPropertyDescriptor: () => ({ value: 'b', configurable: true }), ownKeys: () => ['x'] }), TEXT);
  row('a proxy that recurses', () => new Proxy({ x: 'a' }, { get: (_, key, self) => self[key] }), OPAQUE);
  row('a proxy that denies its prototype', () => new Proxy({ x: 'a' }, { getPrototypeOf: boom }), TEXT);
  row('a proxy that lists nonsense', () => new Proxy({ x: 'a' }, { ownKeys: () => [Symbol('a'), 'x', 'y'] }), TEXT);
  row('an attribute that throws', () => getters(['x', 'key']), OPAQUE);
  row('an attribute that throws no error', () => getters(['x'], () => { throw undefined; }), OPAQUE);
  row('an attribute that is read by code', () => getters(['x'], () => 'a'), TEXT);
  row('an attribute that can only be written', () => describe({}, 'x', { set: boom }), MISSING);
  row('an attribute that recurses', () => getters(['x'], function () { return this.x; }), OPAQUE);
  row('an attribute that changes the context', () => getters(['x'], function () { this.y = 1; delete this.y; return 'a'; }), TEXT);
  row('an attribute that makes itself plain', () => getters(['x'], function () { describe(this, 'x', { value: 'a' }); return 'a'; }), TEXT);
  row('an attribute that asks about others', ({ flags, flag }) => getters(['x'], () => { flags.isOn(flag, { key: 'v', x: 'b'.repeat(60) }); flags.explain(flag, { x: ['b'] }); return 'a'; }), TEXT);
  row('an attribute that asks about itself', ({ flags, flag }) => getters(['x'], function () { return flags.isOn(flag, this); }), rule('false', 'wrong-type'));
  for (const [name, x] of [['a number', 7], ['nothing', undefined], ['text', 'b'], ['an array', ['a']]]) {
    row(`an attribute that asks about another with ${name}`, ({ flags }) => describe({ x: 'a' }, 'z', { get: () => { flags.isOn('both', { x, z: 1 }); return true; }, enumerable: true }), BOTH, { flag: 'both' });
  }
  row('two attributes that ask about themselves', ({ flags }) => getters(['x', 'key', 'toString', 'constructor'], function () { flags.evaluateAll(this); return 'a'; }), TEXT);
  row('an attribute that loads documents', ({ surface }) => getters(['x'], () => { surface.Flags.parse(JSON.stringify({ burgee: '1', 'x-': 'b'.repeat(3_000_000), flags: { a: {} } })).isOn('a', {}); return 'a'; }), TEXT);
  row('an attribute that builds contexts', ({ surface }) => getters(['x'], () => { new surface.Context({ x: ['b'.repeat(100_000)] }); return 'a'; }), TEXT);

  // Names.
  row('polluted names', () => JSON.parse('{"__proto__":{"x":"b"},"constructor":"a","toString":"a","x":"a"}'), TEXT);
  row('own names that all objects have', () => JSON.parse('{"__proto__":"a"}'), FOUND, { flag: 'inherited', sameBuilt: true });
  row('names that all objects have', () => ({ key: 'u' }), NOTHING, { flag: 'inherited' });
  row('names that all objects have, inside', () => ({ x: {} }), NOTHING, { flag: 'inherited' });
  row('names that all arrays have', () => ({ x: [[]] }), NOTHING, { flag: 'inherited' });
  row('a literal prototype', () => ({ __proto__: { x: 'a' } }), MISSING);
  row('an inherited attribute', () => Object.create({ x: 'a', key: 'u' }), MISSING);
  row('an inherited unit', () => Object.create({ x: 'a', key: 'u' }), NO_UNIT, { flag: 'unit' });
  row('a prototype that throws', () => Object.create(getters(['x', 'key'])), MISSING);
  row('keys that are symbols', () => ({ [Symbol('x')]: 'b', [Symbol.toStringTag]: 'b', [Symbol.toPrimitive]: boom, x: 'a' }), TEXT);
  row('a key that is a lone surrogate', () => ({ '\ud800': 'a', x: 'a' }), TEXT);
  row('an empty key', () => ({ '': 'a' }), MISSING);
  row('a hundred thousand attributes', () => ({ ...Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`a${i}`, i])), x: 'a' }), TEXT);
  row('an attribute that no flag names, in itself', () => with_({ x: 'a' }, (own) => { own.other = own; }), TEXT);
  row('a context in itself', () => with_({}, (own) => { own.x = own; }), OPAQUE);
  row('an attribute that is not enumerable', () => describe({}, 'x', { value: 'a' }), TEXT);

  // Every object has been given something.
  for (const [when, warm] of [['before', 0], ['after', 20_000]]) {
    row(`all objects have an x, ${when} flags were asked`, () => { pollute(['x'], 'a'); return {}; }, MISSING, { warm });
    row(`all objects have a key, ${when} flags were asked`, () => { pollute(['key', 'id', 'email'], 'u'); return {}; }, NO_UNIT, { flag: 'unit', warm });
    row(`all objects have a key that throws, ${when} flags were asked`, () => { for (const name of ['key', 'x']) describe(Object.prototype, name, { get: boom, set: boom }); return Object.create(Object.prototype, { x: { value: 'a' } }); }, TEXT, { warm });
    row(`all objects have what decisions have, ${when} flags were asked`, () => { pollute('value variant cause rule ring stage arm bucket required error_code error_detail store track revision now expecting quarantined'.split(' '), 'evil'); return { x: 'a' }; }, TEXT, { warm, ...otherwise });
    row(`all objects have a then and a toJSON, ${when} flags were asked`, () => { describe(Object.prototype, 'then', { value: boom }); describe(Object.prototype, '0', { value: 'a', writable: true }); return { x: [,] }; }, LIST, { warm });
    row(`all objects have a tag, ${when} flags were asked`, () => { describe(Object.prototype, Symbol.toStringTag, { value: 'Evil' }); return { x: 'a' }; }, TEXT, { warm });
  }
  row('objects lost their __proto__', () => { delete Object.prototype.__proto__; return { x: 'a' }; }, TEXT);
  row('methods of arrays and objects were replaced', () => { for (const name of ['getTime', 'valueOf']) Date.prototype[name] = boom; Object.prototype.hasOwnProperty = boom; Object.prototype.toString = boom; return { x: new Date('2026-01-01') }; }, LATE);

  // Contexts that are more than plain objects.
  class User {
    x = 'a';
    #secret = 'b';
    get key() { return this.#secret; }
  }
  row('an instance', () => new User(), TEXT);
  row('an instance whose unit is read by its class', () => new User(), NO_UNIT, { flag: 'unit' });
  row('an object without prototype as context', () => Object.assign(Object.create(null), { x: 'a' }), TEXT);
  row('an object of another realm', () => realm.JSON.parse('{"x":"a"}'), TEXT);
  row('a frozen object', () => Object.freeze({ x: 'a' }), TEXT);
  row('an object with a then', () => ({ then: boom, x: 'a' }), TEXT);
  row('an object with a toJSON', () => ({ toJSON: boom, x: 'a' }), TEXT);
  row('a map as context', () => new Map([['x', 'a']]), NO_CONTEXT, { sameBuilt: false });
  row('a map with own properties', () => Object.assign(new Map(), { x: 'a' }), NO_CONTEXT, { sameBuilt: false });
  row('a set as context', () => new Set(['x']), NO_CONTEXT, { sameBuilt: false });
  row('search parameters as context', () => new URLSearchParams('x=a'), NO_CONTEXT, { sameBuilt: false });
  row('a promise as context', () => Promise.resolve({ x: 'a' }), NO_CONTEXT, { sameBuilt: false });
  row('a date as context', () => new Date(), NO_CONTEXT, { sameBuilt: false });
  row('a typed array as context', () => Uint8Array.of(1), NO_CONTEXT, { sameBuilt: false });
  row('a boxed string as context', () => new String('x'), NO_CONTEXT, { sameBuilt: false });
  row('an object with a tag as context', () => ({ [Symbol.toStringTag]: 'Map', x: 'a' }), TEXT);
  row('an instance of a class with a tag', () => new (class { x = 'a'; get [Symbol.toStringTag]() { return 'User'; } })(), NO_CONTEXT, { sameBuilt: false });
  row('an instance whose tag throws', () => new (class { x = 'a'; get [Symbol.toStringTag]() { boom(); } })(), TEXT);
  row('a built context', ({ surface }) => new surface.Context({ x: 'a' }), TEXT);
  row('a proxy of a built context', ({ surface }) => new Proxy(new surface.Context({ x: 'a' }), {}), MISSING);
  row('an object with the prototype of contexts', ({ surface }) => Object.setPrototypeOf({ x: 'a' }, surface.Context.prototype), TEXT);

  // No contexts.
  for (const [name, make] of [
    ['undefined', () => undefined], ['null', () => null], ['text', () => '{"x":"a"}'], ['a number', () => 7], ['true', () => true], ['a bigint', () => 7n], ['a symbol', () => Symbol('x')],
    ['a function', () => Object.assign(() => {}, { x: 'a' })], ['a class', () => class { static x = 'a'; }], ['an array', () => [['x', 'a']]], ['an array of another realm', () => new realm.Array(1)],
    ['an evil array', () => Object.assign(['a'], { x: 'a' })], ['a proxy of an array', () => new Proxy(["a"], {})],
  ]) row(`${name} as context`, make, NO_CONTEXT, { sameBuilt: name === 'undefined' ? null : false });

  // Pointers.
  const inside = { flag: 'inside' };
  row('a pointer into an object', () => ({ x: { y: ['a'] } }), FOUND, inside);
  row('a pointer past the end', () => ({ x: { y: [] } }), NOT_FOUND, inside);
  row('a pointer to a hole', () => ({ x: { y: [, 'a'] } }), THERE, inside);
  row('a pointer into text', () => ({ x: { y: 'a' } }), NOT_FOUND, inside);
  row('a pointer into an object by a number', () => ({ x: { y: { 0: 'a' } } }), FOUND, inside);
  row('a pointer into a map', () => ({ x: new Map([['y', ['a']]]) }), NOT_FOUND, inside);
  row('a pointer into an instance', () => ({ x: new (class { y = ['a']; })() }), FOUND, inside);
  row('a pointer to what is inherited', () => ({ x: Object.create({ y: ['a'] }) }), NOT_FOUND, inside);
  row('a pointer through a proxy', () => ({ x: new Proxy({ y: new Proxy(['a'], {}) }, {}) }), FOUND, inside);
  row('a pointer to what throws', () => ({ x: getters(['y']) }), NOT_FOUND, { ...inside, ...otherwise });
  row('a pointer through null', () => ({ x: { y: null } }), NOT_FOUND, inside);
  row('a pointer into a cycle', () => ({ x: with_({}, (own) => { own.y = [own]; }) }), THERE, { ...inside, ...otherwise });
  row('a pointer that asks again', ({ flags }) => ({ x: getters(['y'], () => { flags.isOn('inside', { x: { y: ['b'] } }); return ['a']; }) }), FOUND, inside);

  // Units.
  const unit = { flag: 'unit' };
  row('a unit', () => ({ key: 'u' }), UNIT, unit);
  row('a unit that is an integer', () => ({ key: 42 }), UNIT, unit);
  row('a unit that is a bigint', () => ({ key: 42n }), UNIT, unit);
  row('a unit that is negative zero', () => ({ key: -0 }), UNIT, unit);
  row('a unit beyond ASCII', () => ({ key: 'Zoë \u{1f600}' }), UNIT, unit);
  row('a unit that is empty', () => ({ key: '' }), NO_UNIT, unit);
  row('a unit that is true', () => ({ key: true }), NO_UNIT, unit);
  row('a unit that is no integer', () => ({ key: 0.5 }), NO_UNIT, unit);
  row('a unit that is too great', () => ({ key: 2n ** 53n + 1n }), NO_UNIT, unit);
  row('a unit that is not a number', () => ({ key: NaN }), NO_UNIT, unit);
  row('a unit that is a lone surrogate', () => ({ key: '\udfff' }), NO_UNIT, unit);
  row('a unit that is a symbol', () => ({ key: Symbol('u') }), NO_UNIT, unit);
  row('a unit that is a boxed string', () => ({ key: new String('u') }), NO_UNIT, unit);
  row('a unit that is an array', () => ({ key: ['u'] }), NO_UNIT, unit);
  row('a unit that throws', () => getters(['key']), NO_UNIT, unit);
  return table;
}
